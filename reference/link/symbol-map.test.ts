import type { SymbolName } from './symbol-map';
import { filled, Session } from './testing/session';

/** Addresses and sizes, by the JSON of their symbols. */
function mapOf(session: Session): Map<string, { rva: number; size: number }> {
  return new Map(
    session.linker
      .symbolMap()
      .map(({ symbol, rva, size }) => [JSON.stringify(symbol), { rva, size }]),
  );
}

const key = (symbol: SymbolName): string => JSON.stringify(symbol);

/** A program with a symbol of each kind; `f` refers to all others. */
function program(): Session {
  const session = new Session();
  session.uavs.set('u', { alignment: 8, emit: filled(3) });
  session.lazy.set('E', filled(4));
  session.data('v', 4, filled(12));
  session.func('f', (writer) => {
    const { linker } = session;
    const targets = [
      linker.navSymbol('later'),
      linker.lowerUav('u', 8),
      linker.lazySymbol('code', 'E'),
      linker.lazySymbol('const_data', 'E'),
      linker.globalSymbol('ExitProcess', 'kernel32'),
      linker.globalSymbol('nowhere', null),
      linker.globalSymbol('v', null),
    ];
    for (const target of targets) {
      writer.write(new Uint8Array(4));
      linker.addReloc(writer.symbol, writer.end - 4, target, 0, 'REL32');
    }
  });
  return session;
}

describe('the symbol map', () => {
  it('has what is placed, with the bytes that were written', () => {
    const session = program();
    session.linker.updateExports({ nav: 'v' }, ['v']);
    session.linker.flush();
    const map = mapOf(session);
    expect([...map].map(([symbol, { size }]) => [symbol, size])).toEqual([
      [key({ nav: 'v' }), 12],
      [key({ nav: 'f' }), 28],
      [key({ uav: 'u' }), 3],
      [key({ lazy: ['code', 'E'] }), 4],
      [key({ lazy: ['const_data', 'E'] }), 4],
      [key({ global: ['ExitProcess', 'kernel32'] }), 6],
      [key({ global: ['v', null] }), 12],
    ]);
    expect(map.get(key({ global: ['v', null] }))).toEqual(map.get(key({ nav: 'v' })));
  });

  it('has the addresses that relocations are applied with', () => {
    const session = program();
    session.linker.updateExports({ nav: 'v' }, ['v']);
    session.linker.flush();
    const map = mapOf(session);
    const rva = (symbol: SymbolName): number => map.get(key(symbol))?.rva ?? NaN;
    const bytes = session.bytes('f)');
    const applied: readonly (readonly [number, SymbolName])[] = [
      [4, { uav: 'u' }],
      [8, { lazy: ['code', 'E'] }],
      [12, { lazy: ['const_data', 'E'] }],
      [16, { global: ['ExitProcess', 'kernel32'] }],
      [24, { global: ['v', null] }],
    ];
    for (const [offset, target] of applied) {
      const next = rva({ nav: 'f' }) + offset + 4;
      expect(next + bytes.readInt32LE(offset)).toBe(rva(target));
    }
  });

  it('says where an export was when it was exported', () => {
    const session = program();
    session.linker.updateExports({ nav: 'v' }, ['v']);
    session.linker.flush();
    const before = mapOf(session);
    session.data('v', 4, filled(100));
    session.linker.flush();
    const after = mapOf(session);
    expect(after.get(key({ nav: 'v' }))?.rva).not.toBe(before.get(key({ nav: 'v' }))?.rva);
    expect(after.get(key({ global: ['v', null] }))).toEqual(
      before.get(key({ global: ['v', null] })),
    );
  });

  it('is empty before anything is handed over', () => {
    expect(new Session().linker.symbolMap()).toEqual([]);
  });
});
