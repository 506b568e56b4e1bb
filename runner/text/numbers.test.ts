import { alignUp, count, hex, hexChange, UniqueNames } from './numbers';

test('one is no plural', () => {
  expect([0, 1, 2].map((amount) => count(amount, 'node'))).toEqual([
    '0 nodes',
    '1 node',
    '2 nodes',
  ]);
});

test('a negative number has its sign before the 0x', () => {
  expect([hex(0x1f), hex(-4), hex(-(1n << 40n))]).toEqual(['0x1f', '-0x4', '-0x10000000000']);
  expect([hexChange(0x10, 0x50), hexChange(0x50, 0x10)]).toEqual(['+0x40', '-0x40']);
});

test('an alignment of 0 changes nothing', () => {
  expect([alignUp(0x1001, 0x1000), alignUp(0x1000, 0x1000), alignUp(5, 0)]).toEqual([
    0x2000, 0x1000, 5,
  ]);
});

test('a name that comes again gets a number', () => {
  const names = new UniqueNames();
  expect(['a', 'b', 'a', 'a'].map((name) => names.of(name))).toEqual(['a', 'b', 'a#2', 'a#3']);
});
