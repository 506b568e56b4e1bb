import { RelocIndex, type SymbolIndex } from './indices';
import { RelocTable } from './reloc-table';
import { SymbolTable } from './symbol-table';

function setUp() {
  const symbols = new SymbolTable();
  const relocs = new RelocTable(symbols);
  const [a, b, c] = [symbols.add(), symbols.add(), symbols.add()];
  const within = (si: SymbolIndex): number[] => {
    const offsets: number[] = [];
    for (let ri = symbols.locRelocs(si); ri !== RelocIndex.NONE; ri = relocs.nextInLoc(ri)) {
      offsets.push(relocs.offset(ri));
    }
    return offsets;
  };
  const targeting = (si: SymbolIndex): number[] => {
    const offsets: number[] = [];
    for (let ri = symbols.targetRelocs(si); ri !== RelocIndex.NONE; ri = relocs.nextOfTarget(ri)) {
      offsets.push(relocs.offset(ri));
    }
    return offsets;
  };
  return { relocs, a, b, c, within, targeting };
}

describe('RelocTable', () => {
  it('lists what lies within a symbol oldest first, what targets one newest first', () => {
    const { relocs, a, b, c, within, targeting } = setUp();
    relocs.add(a, 10, c, -4, 4);
    relocs.add(a, 20, c, 0, 4);
    relocs.add(b, 30, c, 2 ** 40, 1);
    expect(within(a)).toEqual([10, 20]);
    expect(targeting(c)).toEqual([30, 20, 10]);
  });

  it('keeps every field of a row', () => {
    const { relocs, a, c } = setUp();
    const ri = relocs.add(a, 10, c, -4, 9);
    expect([relocs.type(ri), relocs.loc(ri), relocs.target(ri)]).toEqual([9, a, c]);
    expect([relocs.offset(ri), relocs.addend(ri)]).toEqual([10, -4]);
  });

  it.each([0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53 - 1, 1 - 2 ** 53])(
    'keeps an addend of %d, also in a row that held a wide one',
    (addend) => {
      const { relocs, a, c } = setUp();
      const wide = relocs.add(a, 10, c, 2 ** 40, 9);
      expect(relocs.addend(wide)).toBe(2 ** 40);
      relocs.deleteLocationRelocs(a);
      const ri = relocs.add(a, 10, c, addend, 9);
      expect(ri).toBe(wide);
      expect(relocs.addend(ri)).toBe(addend);
    },
  );

  it('takes deleted ones out of the lists of their targets: first, middle and last', () => {
    const { relocs, a, b, c, within, targeting } = setUp();
    relocs.add(b, 1, c, 0, 4);
    relocs.add(a, 2, c, 0, 4);
    relocs.add(b, 3, c, 0, 4);
    relocs.add(a, 4, c, 0, 4);
    relocs.add(b, 5, c, 0, 4);
    relocs.deleteLocationRelocs(b);
    expect(targeting(c)).toEqual([4, 2]);
    expect(within(b)).toEqual([]);
    relocs.deleteLocationRelocs(a);
    expect(targeting(c)).toEqual([]);
  });

  it('uses the rows of deleted ones again, so that memory stays flat', () => {
    const { relocs, a, b, c, within, targeting } = setUp();
    for (let i = 0; i < 30; i += 1) relocs.add(b, i, a, 0, 4);
    const before = relocs.capacity;
    for (let update = 0; update < 1000; update += 1) {
      relocs.deleteLocationRelocs(b);
      for (let i = 0; i < 30; i += 1) relocs.add(b, i, i % 2 === 0 ? a : c, update, 4);
    }
    expect(relocs.capacity).toBe(before);
    expect(within(b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(targeting(a)).toHaveLength(15);
    expect(targeting(c)).toHaveLength(15);
  });

  it('allows a symbol that targets itself', () => {
    const { relocs, a, targeting } = setUp();
    relocs.add(a, 1, a, 0, 4);
    relocs.add(a, 2, a, 0, 4);
    relocs.deleteLocationRelocs(a);
    expect(targeting(a)).toEqual([]);
  });
});
