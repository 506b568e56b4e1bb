import { slowTest } from '../testing/slow-test';
import { Coff2 } from './coff2';
import { HOST_PROFILES } from './host-profile';
import type { SymbolWriter } from './symbol-writer';
import { filled, Session } from './testing/session';

const TEXT_RVA = 0x4000;

/** Links a function that relocates its first bytes to a nav of .data at RVA 0x1000. */
function relocate(type: string, addend: number, machine: 'AMD64' | 'I386' = 'AMD64'): Buffer {
  const session = new Session('linux-tmpfs', { machine });
  session.data('target', 1, filled(4));
  session.func('f', (writer) => {
    writer.write(new Uint8Array(16));
    session.linker.addReloc(writer.symbol, 0, session.linker.navSymbol('target'), addend, type);
  });
  session.linker.flush();
  return session.bytes('f)');
}

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

describe('imports', () => {
  it('get a thunk in .text, and their names in .idata', () => {
    const session = new Session();
    session.func(
      'f',
      session.call((linker) => linker.globalSymbol('ExitProcess', 'kernel32')),
    );
    session.linker.flush();
    const thunk = session.node('global(kernel32.dll, ExitProcess)');
    expect(session.bytes('ExitProcess').subarray(0, 2).toString('hex')).toBe('ff25');
    expect(session.bytes('f)').readInt32LE(1)).toBe(thunk.offset - 5);
    expect(session.bytes('import_hint_name_table').toString('latin1')).toMatch(
      /^kernel32\.dll\0+ExitProcess\0+$/,
    );
  });

  it('are refused on I386, which has no thunk in upstream', () => {
    const session = new Session('linux-tmpfs', { machine: 'I386' });
    session.linker.globalSymbol('ExitProcess', 'kernel32');
    expect(() => {
      session.linker.flush();
    }).toThrow('the real linker has no import thunk for I386');
  });
});

describe('relocations', () => {
  // The field lies at RVA 0x4000, the target at 0x1000.
  it.each([
    ['ABSOLUTE', 0, '00000000'],
    ['ADDR64', 1, '0110004001000000'],
    ['ADDR64', 2 ** 53 - 1, 'ff0f004001002000'],
    ['ADDR32NB', 8, '08100000'],
    ['REL32', 0, 'fccfffff'],
    ['REL32_1', 0, 'fbcfffff'],
    ['REL32_5', 0, 'f7cfffff'],
    ['REL32', -4, 'f8cfffff'],
  ])('%s with addend %d stores %s', (type, addend, hex) => {
    expect(relocate(type, addend).toString('hex').startsWith(hex)).toBe(true);
  });

  it.each([
    ['DIR32', 0, '00104000'],
    ['DIR32NB', 0, '00100000'],
    ['REL32', 0, 'fccfffff'],
    ['REL16', 0, 'fecf0000'],
  ])('%s on I386 with addend %d stores %s', (type, addend, hex) => {
    expect(relocate(type, addend, 'I386').toString('hex').startsWith(hex)).toBe(true);
  });

  it.each([
    ['ADDR32', 0, 'AMD64', 'the value 0x140001000 does not fit its field of 32 bits'],
    ['ADDR32NB', -0x1001, 'AMD64', 'the value -0x1 does not fit its field of 32 bits'],
    ['REL32', 2 ** 31 + 0x3004, 'AMD64', 'the value 0x80000000 does not fit its field of 32 bits'],
    ['ADDR64', -0x1001, 'AMD64', 'the value -0x1 does not fit its field of 64 bits'],
    ['DIR16', 0, 'I386', 'the value 0x401000 does not fit its field of 16 bits'],
    ['REL16', -0x6000, 'I386', 'the value -0x9002 does not fit its field of 16 bits'],
    ['SECREL', 0, 'AMD64', 'the real linker does not apply relocations of this type'],
  ] as const)('%s with addend %d on %s is refused', (type, addend, machine, reason) => {
    expect(() => relocate(type, addend, machine)).toThrow(
      `${type} relocation at nav f+0x0 to nav target: ${reason}`,
    );
  });
});

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

describe('misuse of the API is refused', () => {
  it.each<readonly [string, (session: Session) => void, string]>([
    [
      'a relocation outside of a call',
      ({ linker }) => {
        const si = linker.navSymbol('f');
        linker.addReloc(si, 0, si, 0, 'REL32');
      },
      'not being written',
    ],
    [
      'a relocation past the content',
      (s) => {
        s.func('f', (w) => {
          s.linker.addReloc(w.symbol, 0, w.symbol, 0, 'REL32');
        });
      },
      'REL32 relocation at offset 0 of nav f, whose content has 0 bytes',
    ],
    [
      'a relocation before the content',
      (s) => {
        s.func('f', (w) => {
          w.splat(0, 8);
          s.linker.addReloc(w.symbol, -1, w.symbol, 0, 'REL32');
        });
      },
      'at offset -1',
    ],
    [
      'a fraction of an offset',
      (s) => {
        s.func('f', (w) => {
          s.linker.addReloc(w.symbol, 0.5, w.symbol, 0, 'REL32');
        });
      },
      'at offset 0.5',
    ],
    [
      'an unknown type',
      (s) => {
        s.func('f', (w) => {
          s.linker.addReloc(w.symbol, 0, w.symbol, 0, 'DIR32');
        });
      },
      'IMAGE.REL.AMD64 has no type DIR32',
    ],
    [
      'an odd alignment',
      (s) => {
        s.data('d', 3, filled(1));
      },
      'alignment 3',
    ],
    [
      'a name with a NUL',
      ({ linker }) => {
        linker.globalSymbol('a\0b', null);
      },
      'NUL',
    ],
    [
      'an export of nothing',
      ({ linker }) => {
        linker.updateExports({ nav: 'f' }, ['f']);
      },
      'nav f is exported, but nothing of it is in the image',
    ],
    [
      'an image too large',
      (s) => {
        s.data('d', 1, (w) => {
          w.splat(0, 2 ** 40);
        });
      },
      'the image would have',
    ],
  ])('%s', (_what, misuse, reason) => {
    expect(() => {
      misuse(new Session());
    }).toThrow(reason);
  });

  it.each([
    [{ outputMode: 'Obj' }, 'cannot make an object'],
    [{ outputMode: 'Lib', linkMode: 'static' }, 'cannot make a static library'],
  ] as const)('linking %p', (options, reason) => {
    expect(() => new Coff2(options, HOST_PROFILES.windows, new Session())).toThrow(reason);
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

describe('a field', () => {
  slowTest('holds an RVA above 16 MiB', () => {
    const session = new Session();
    session.data('big', 1, (writer) => {
      writer.splat(0, 0x110_0000);
    });
    session.data('v', 1, filled(4));
    session.func('f', (writer) => {
      writer.write(Buffer.from('cafebabe00000000', 'hex'));
      const { linker } = session;
      linker.addReloc(writer.symbol, 4, linker.navSymbol('v'), 0, 'ADDR32NB');
    });
    session.linker.flush();
    const v = session.linker
      .symbolMap()
      .find(({ symbol }) => 'nav' in symbol && symbol.nav === 'v');
    const image = Buffer.from(session.linker.image.contents());
    expect(v?.rva).toBeGreaterThan(0x100_0000);
    expect(image.readUInt32LE(image.indexOf('cafebabe', 0, 'hex') + 4)).toBe(v?.rva);
  });
});

test('more than 100 functions of a DLL keep their names when its table of names moves', () => {
  const session = new Session();
  const names = Array.from({ length: 150 }, (_, i) => `function${i}`);
  const call = (from: number, to: number): void => {
    session.func(`f${from}`, (writer) => {
      for (const name of names.slice(from, to)) {
        writer.write(Uint8Array.of(0xe8, 0, 0, 0, 0));
        const { linker } = session;
        const target = linker.globalSymbol(name, 'one');
        linker.addReloc(writer.symbol, writer.end - 4, target, 0, 'REL32');
      }
    });
  };
  call(0, 120);
  session.linker.flush();
  // Another DLL lies behind the tables of the first, which then outgrow their places.
  session.func(
    'other',
    session.call((linker) => linker.globalSymbol('g', 'two')),
  );
  session.linker.flush();
  call(120, 150);
  session.linker.flush();
  const lookup = session.bytes('import_lookup_table(one.dll');
  const image = session.linker.image.contents();
  const table = session.node('import_hint_name_table(one.dll');
  const inTable = Buffer.from(image).subarray(table.fileOffset ?? NaN);
  const first = Number(lookup.readBigUInt64LE(0)) - inTable.indexOf('function0\0') + 2;
  const read = names.map((_, i) => {
    const at = Number(lookup.readBigUInt64LE(8 * i)) - first + 2;
    return inTable.toString('latin1', at, inTable.indexOf(0, at));
  });
  expect(read).toEqual(names);
});
