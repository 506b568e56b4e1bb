import { anyCharacter, fc } from '../testing/properties';
import { NameNumbers } from './name-numbers';

/** Any names, short ones of few characters among them, so that some come again. */
const names = fc.array(
  fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({ unit: fc.constantFrom('a', 'A', '.', '\0'), maxLength: 3 }),
  ),
  { maxLength: 300 },
);

it('numbers names in the order of their first use, as a Map would', () => {
  fc.assert(
    fc.property(names, (list) => {
      const table = new NameNumbers();
      const map = new Map<string, number>();
      for (const name of list) {
        expect(table.find(name)).toBe(map.get(name));
        if (!map.has(name)) map.set(name, map.size);
        expect(table.numberOf(name)).toBe(map.get(name));
      }
      expect(table.count).toBe(map.size);
      for (const [name, number] of map) {
        expect(table.find(name)).toBe(number);
        expect(table.name(number)).toBe(name);
      }
    }),
  );
});

// These have the same 32 bits of FNV-1a.
it.each([
  ['costarring', 'liquid'],
  ['declinate', 'macallums'],
])('tells %s from %s, which have one hash', (one, other) => {
  const table = new NameNumbers();
  expect([table.numberOf(one), table.numberOf(other), table.numberOf(one)]).toEqual([0, 1, 0]);
  expect([table.find(other), table.name(1)]).toEqual([1, other]);
});

it('makes a copy that goes on by itself', () => {
  const [table, copy] = [new NameNumbers(), new NameNumbers()];
  table.numberOf('a');
  copy.copyFrom(table);
  expect([copy.find('a'), copy.count]).toEqual([0, 1]);
  expect([table.numberOf('b'), copy.find('b'), copy.numberOf('c'), table.find('c')]).toEqual([
    1,
    undefined,
    1,
    undefined,
  ]);
});
