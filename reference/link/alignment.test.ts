import { alignForward, alignmentBytes, alignmentLog2 } from './alignment';

test('alignments go up to the largest power of two that a link script can say', () => {
  expect([0, 30, 31, 32, 52].map(alignmentBytes)).toEqual([1, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 52]);
  expect([1, 2 ** 31, 2 ** 52].map(alignmentLog2)).toEqual([0, 31, 52]);
  expect([0, 3, -2, 2 ** 53].map(alignmentLog2)).toEqual(Array(4).fill(undefined));
});

test('a number is aligned upward, exactly and beyond 32 bits', () => {
  expect([0, 1, 16, 17].map((value) => alignForward(value, 16))).toEqual([0, 16, 16, 32]);
  expect(alignForward(2 ** 40 + 1, 2 ** 33)).toBe(2 ** 40 + 2 ** 33);
});
