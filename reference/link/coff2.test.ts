import { filled, Session } from './testing/session';

const TEXT_RVA = 0x4000;

describe('an update', () => {
  it('changes nothing but the bytes of its function, if that keeps its size', () => {
    const session = new Session();
    session.func('f', filled(40, 0xaa));
    session.func('g', filled(40, 0xbb));
    session.linker.flush();
    const before = Buffer.from(session.linker.image.contents());
    const { fileOffset } = session.node('f)');
    session.func('f', filled(40, 0xcc));
    session.linker.flush();
    const after = Buffer.from(session.linker.image.contents());
    before.fill(0xcc, fileOffset ?? NaN, (fileOffset ?? NaN) + 40);
    expect(after.equals(before)).toBe(true);
  });

  it('patches the calls of others when its function moves', () => {
    const session = new Session();
    session.func('callee', filled(8));
    session.func(
      'caller',
      session.call((linker) => linker.navSymbol('callee')),
    );
    session.linker.flush();
    session.func('callee', filled(500));
    session.linker.flush();
    const distance = session.node('callee').offset - (session.node('caller').offset + 5);
    expect(session.bytes('caller').readInt32LE(1)).toBe(distance);
    session.linker.verify();
  });

  it('may refer to what is not there yet', () => {
    const session = new Session();
    session.func(
      'caller',
      session.call((linker) => linker.navSymbol('later')),
    );
    session.linker.flush();
    expect(session.bytes('caller').readInt32LE(1)).toBe(0);
    session.func('later', filled(8));
    session.linker.flush();
    expect(session.bytes('caller').readInt32LE(1)).toBe(
      session.node('later').offset - (session.node('caller').offset + 5),
    );
  });

  it('with no content only changes the type that the dump prints', () => {
    const session = new Session();
    session.data('nav', 1, filled(4));
    const before = session.dump();
    session.linker.updateNav('nav', { type: 'u32', alignment: 4, emit: null });
    session.linker.updateNav('unknown', { type: 'void', alignment: 1, emit: null });
    expect(session.dump()).toBe(before.replace('nav([]u8, nav)', 'nav(u32, nav)'));
  });
});

describe('constants', () => {
  it('are placed when the linker is idle, the last that was asked for first', () => {
    const session = new Session();
    session.uavs.set('a', { alignment: 1, emit: filled(4) });
    session.uavs.set('b', { alignment: 1, emit: filled(4) });
    session.linker.lowerUav('a', 1);
    session.linker.lowerUav('b', 1);
    session.linker.lowerUav('a', 8);
    expect(session.emitted).toEqual([]);
    expect(session.linker.idle()).toBe(true);
    expect(session.emitted).toEqual(['b']);
    session.linker.flush();
    expect(session.emitted).toEqual(['b', 'a']);
    expect(session.node('uav(T, a)').align).toBe(8);
  });

  it('hold pointers that follow their targets', () => {
    const session = new Session();
    session.func('f', filled(8));
    session.uavs.set('table', {
      alignment: 8,
      emit: (writer) => {
        const info = { parent: writer.symbol, offset: writer.end, addend: 2 };
        writer.writeAddress(session.linker.getNavVAddr('f', info), session.linker.addressSize);
      },
    });
    session.linker.lowerUav('table', 8);
    session.linker.flush();
    const base = 0x1_4000_0000 + TEXT_RVA + 2;
    expect(session.bytes('uav(T, table)').readBigUInt64LE(0)).toBe(BigInt(base));
    session.func('g', filled(8));
    session.func('f', filled(900));
    session.linker.flush();
    expect(session.bytes('uav(T, table)').readBigUInt64LE(0)).toBe(
      BigInt(base + session.node('f)').offset),
    );
  });
});

describe('what waits', () => {
  it.each(['code', 'const_data'] as const)(
    'is placed by a flush, also if only a global without a DLL comes before a lazy symbol: %s',
    (kind) => {
      const session = new Session();
      session.func('f', filled(20));
      session.linker.flush();
      session.lazy.set('T', filled(4));
      // The function is written in its place, so no event waits.
      session.func('f', (writer) => {
        writer.write(new Uint8Array(20));
        const { linker } = session;
        linker.addReloc(writer.symbol, 0, linker.globalSymbol('x', null), 0, 'REL32');
        linker.addReloc(writer.symbol, 8, linker.lazySymbol(kind, 'T'), 0, 'REL32');
      });
      session.linker.flush();
      expect(session.emitted).toEqual(['T']);
    },
  );

  it('does not add up: constants that are written again take the rows of their relocations again', () => {
    const session = new Session();
    const { linker } = session;
    session.data('v', 1, filled(4));
    session.uavs.set('u', {
      alignment: 1,
      emit: (writer) => {
        writer.write(new Uint8Array(8));
        linker.addReloc(writer.symbol, 0, linker.navSymbol('v'), 0, 'ADDR64');
      },
    });
    linker.lowerUav('u', 1);
    linker.flush();
    const before = linker.relocCapacity;
    // It keeps its alignment, so each request writes it again.
    for (let i = 0; i < 10 * before; i += 1) {
      linker.lowerUav('u', 16);
      linker.flush();
    }
    expect(session.emitted.length).toBe(1 + 10 * before);
    expect(linker.relocCapacity).toBe(before);
  });
});

test('functions that lose their relocations one after the other give all their rows back', () => {
  const session = new Session();
  const { linker } = session;
  session.data('v', 1, filled(4));
  const update = (name: string, relocations: number): void => {
    session.func(name, (writer) => {
      writer.write(new Uint8Array(200));
      for (let i = 0; i < relocations; i += 1) {
        linker.addReloc(writer.symbol, 4 * i, linker.navSymbol('v'), 0, 'REL32');
      }
    });
  };
  const names = ['f', 'g', 'h'];
  for (const name of names) update(name, 40);
  const before = linker.relocCapacity;
  for (let round = 0; round < 20; round += 1) {
    for (const name of names) update(name, 0);
    for (const name of names) update(name, 40);
  }
  expect(linker.relocCapacity).toBe(before);
});
