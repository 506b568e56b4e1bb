import { fc } from '../../reference/testing/properties';
import { Remainder } from './remainder';

/** More than a piece that is copied byte by byte. */
const SIZE = 300;

const bytes = Uint8Array.from({ length: SIZE }, (_, at) => (at % 5 === 0 ? 0 : at & 0xff));

/** A range that may be empty, or end past the image. */
const range = fc
  .tuple(fc.nat(SIZE), fc.nat(120))
  .map(([start, size]) => [start, start + size] as const);
const ranges = fc.array(range, { maxLength: 8 });

/** The same with a copy of the image: zeroes for what is taken out. */
function plain(all: readonly (readonly [number, number])[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [start, end] of all) copy.fill(0, start, end);
  return copy;
}

describe('what is left of an image', () => {
  test('is the image, with zeroes for what was taken out', () => {
    fc.assert(
      fc.property(ranges, ranges, ranges, ranges, (first, later, apart, asked) => {
        const rest = new Remainder(bytes);
        rest.takeOut(first);
        for (const [start, end] of asked) {
          expect([...rest.part(start, end)]).toEqual([...plain(first).subarray(start, end)]);
        }
        const less = rest.without(apart);
        rest.takeOut(later);
        for (const [start, end] of asked) {
          const [taken, takenApart] = [plain([...first, ...later]), plain([...first, ...apart])];
          expect([...rest.part(start, end)]).toEqual([...taken.subarray(start, end)]);
          expect([...less.part(start, end)]).toEqual([...takenApart.subarray(start, end)]);
          const length = Math.max(0, Math.min(end, SIZE) - start);
          const [own, other] = [
            taken.subarray(start, start + length),
            takenApart.subarray(start, start + length),
          ];
          expect(rest.hasSame(start, less, start, length)).toBe(Buffer.compare(own, other) === 0);
        }
      }),
    );
  });

  test('is no copy where nothing was taken out', () => {
    const rest = new Remainder(bytes);
    rest.takeOut([[20, 30]]);
    expect(rest.part(30, 90).buffer).toBe(bytes.buffer);
    expect(rest.part(0, 20).buffer).toBe(bytes.buffer);
    expect(rest.part(0, 21).buffer).not.toBe(bytes.buffer);
    expect(bytes[21]).toBe(21);
  });
});
