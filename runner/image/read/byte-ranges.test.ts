import { fc } from '../../../reference/testing/properties';
import { isAllZero, withZeroes } from './byte-ranges';

describe('bytes', () => {
  test('are all zero, or one of them is not', () => {
    const length = fc.oneof(fc.nat(10), fc.constantFrom(0xfff, 0x1000, 0x1001, 0x2000, 0x2345));
    fc.assert(
      fc.property(length, fc.nat(), (size, place) => {
        const bytes = new Uint8Array(size);
        expect(isAllZero(bytes)).toBe(true);
        bytes[place % Math.max(size, 1)] = 1;
        expect(isAllZero(bytes)).toBe(size === 0);
      }),
    );
  });

  test('are copied, with zeroes for the first ones', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect([0, 1, 3, 4].map((end) => [...withZeroes(bytes, end)])).toEqual([
      [1, 2, 3],
      [0, 2, 3],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect([...bytes]).toEqual([1, 2, 3]);
  });
});
