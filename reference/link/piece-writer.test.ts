import { fc, runs } from '../testing/properties';
import { PieceWriter } from './piece-writer';

/** What the lines of contents are, one by one. */
function plainContents(indent: number, bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 16) {
    const line = [...bytes.subarray(at, Math.min(at + 16, end))];
    const hex = line.map((byte) => `${byte.toString(16).padStart(2, '0')} `).join('');
    const ascii = line.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'));
    text += `${' '.repeat(indent)}${at.toString(16).padStart(8, '0')}  ${hex.padEnd(48)} ${ascii.join('')}\n`;
  }
  return text;
}

function written(write: (out: PieceWriter) => void): string {
  const pieces: Buffer[] = [];
  const out = new PieceWriter((piece) => pieces.push(Buffer.from(piece)));
  write(out);
  out.flush();
  return Buffer.concat(pieces).toString('latin1');
}

describe('a number', () => {
  const edges = fc.constantFrom(0, 9, 10, 15, 16, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1);
  const natural = fc.oneof(fc.nat(), fc.maxSafeNat(), edges);

  it('has the digits that JavaScript gives it, in decimal and in hex', () => {
    fc.assert(
      fc.property(fc.array(natural), (numbers) => {
        const text = written((out) => {
          for (const number of numbers) {
            out.decimal(number);
            out.text(' ');
            out.hex(number);
            out.text('\n');
          }
        });
        expect(text).toBe(numbers.map((one) => `${one} ${one.toString(16)}\n`).join(''));
      }),
      { numRuns: runs(300) },
    );
  });

  it('is whole where a piece ends within it', () => {
    const text = written((out) => {
      for (let i = 0; i < 20_000; i += 1) out.decimal(1_234_567_890);
    });
    expect(text).toBe('1234567890'.repeat(20_000));
  });
});

describe('the lines of contents', () => {
  it('are the same for blocks of one byte as for others, wherever a node lies', () => {
    fc.assert(
      fc.property(
        fc.nat(0x30),
        fc.nat(0x1200),
        fc.nat(0x1200),
        fc.array(fc.tuple(fc.nat(0x23ff), fc.nat(255)), { maxLength: 6 }),
        fc.nat(255),
        fc.nat(3),
        (indent, start, size, marks, filler, offset) => {
          const bytes = new Uint8Array(new ArrayBuffer(0x2400 + offset), offset);
          bytes.fill(filler, 0x800);
          for (const [at, byte] of marks) bytes[at] = byte;
          const end = start + size;
          const text = written((out) => {
            out.contents(indent, bytes, start, end);
          });
          expect(text).toBe(plainContents(indent, bytes, start, end));
        },
      ),
      { numRuns: runs(50) },
    );
  });

  it('are whole where a piece ends within a block', () => {
    const bytes = new Uint8Array(0x1_0000);
    bytes.fill(0x41, 0x100, 0x117);
    const text = written((out) => {
      out.contents(1, bytes, 0, bytes.length);
    });
    expect(text).toBe(plainContents(1, bytes, 0, bytes.length));
  });

  it('have eight digits of the offset, also those of a file of 4 GiB', () => {
    const far = 0x8fed_cb00;
    // As large as the file, without its memory: contents are read at their offset.
    const bytes = new Proxy(new Uint8Array(0), {
      get: (_bytes, name) => (name === 'buffer' ? new ArrayBuffer(0) : 0),
    });
    const text = written((out) => {
      out.contents(0, bytes, far, far + 0x100);
    });
    expect(text.slice(0, 8)).toBe('8fedcb00');
    expect(text.split('\n').map((line) => line.slice(0, 8))).toEqual([
      ...Array.from({ length: 16 }, (_, line) => (far + 16 * line).toString(16)),
      '',
    ]);
  });
});
