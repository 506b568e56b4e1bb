import { fc } from '../../reference/testing/properties';
import { PairMap } from './pair-map';

const rva = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

test('holds each pair of RVAs, and no other', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(rva, rva), { maxLength: 400 }), (pairs) => {
      const map = new PairMap<string>();
      const expected = new Map<string, string>();
      for (const [a, b] of pairs) {
        const name = `${a} ${b}`;
        expect(map.get(a, b)).toBe(expected.get(name));
        if (expected.has(name)) continue;
        map.add(a, b, name);
        expected.set(name, name);
      }
      for (const [a, b] of pairs) {
        expect(map.get(a, b)).toBe(`${a} ${b}`);
        expect(map.get(b, a)).toBe(expected.get(`${b} ${a}`));
      }
      expect(map.values).toEqual([...expected.values()]);
    }),
  );
});

test('knows nothing of what is no RVA', () => {
  const map = new PairMap<string>();
  map.add(2 ** 32 - 1, 5, 'last');
  expect(map.get(-1, 5)).toBeUndefined();
  expect(map.get(2 ** 33 - 1, 5)).toBeUndefined();
});
