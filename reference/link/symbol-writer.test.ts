import type { SymbolWriter } from './symbol-writer';
import { filled, Session } from './testing/session';

describe('the writer', () => {
  /** Size of the node that content of these writes ends up in. */
  const sizeAfter = (emit: (writer: SymbolWriter) => void, alignment = 1): number => {
    const session = new Session();
    session.data('nav', alignment, emit);
    return session.node('nav(').size;
  };

  it('grows a node by the sizes of its writes', () => {
    const bytes = new Uint8Array(8);
    // end + 2n + 1 = 17, and half of that.
    expect(
      sizeAfter((w) => {
        w.write(bytes);
      }),
    ).toBe(25);
    expect(
      sizeAfter((w) => {
        w.splat(0, 8);
      }),
    ).toBe(15);
    expect(
      sizeAfter((w) => {
        w.rebase(8);
      }),
    ).toBe(12);
    expect(
      sizeAfter((w) => {
        w.write(bytes);
      }, 16),
    ).toBe(32);
    expect(
      sizeAfter((w) => {
        for (const byte of bytes) w.write(Uint8Array.of(byte));
      }),
    ).toBe(10);
    expect(
      sizeAfter((w) => {
        w.write(bytes, 0, 0);
        w.splat(1, 0);
        w.rebase(0);
      }),
    ).toBe(0);
  });

  it('is refused after the call that it was handed to', () => {
    const session = new Session();
    let kept: SymbolWriter | undefined;
    session.data('nav', 1, (writer) => {
      kept = writer;
    });
    expect(() => kept?.write(Uint8Array.of(1))).toThrow('after the call');
    expect(() => {
      kept?.splat(1, 1);
    }).toThrow('after the call');
    expect(() => {
      kept?.rebase(1);
    }).toThrow('after the call');
  });

  it('does not let the linker move things under it', () => {
    const session = new Session();
    expect(() => {
      session.func('f', () => {
        session.linker.flush();
      });
    }).toThrow('asked to work while a symbol is being written');
  });

  it('takes one symbol at a time', () => {
    const session = new Session();
    expect(() => {
      session.func('f', () => {
        session.func('g', filled(1));
      });
    }).toThrow('while another one is not finished');
  });
});
