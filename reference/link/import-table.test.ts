import { Session } from './testing/session';

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
