import { slowTest } from '../../../reference/testing/slow-test';
import { HASH_SEED, hashByte, NameTable } from './name-table';

/** The number of a name that stands in the middle of other bytes. */
function numberOf(table: NameTable, name: string, hash?: number): number {
  const bytes = Buffer.from(`"${name}"`, 'latin1');
  const own = [...Buffer.from(name, 'latin1')].reduce(hashByte, HASH_SEED);
  return table.number(bytes, 1, bytes.length - 1, hash ?? own);
}

describe('a table of names', () => {
  it('numbers names from 0, in the order of their first use', () => {
    const table = new NameTable();
    expect(['b', 'a', 'b', '', 'a'].map((name) => numberOf(table, name))).toEqual([0, 1, 0, 2, 1]);
    expect([0, 1, 2].map((number) => table.text(number))).toEqual(['b', 'a', '']);
  });

  slowTest('keeps them as it grows', () => {
    const table = new NameTable();
    const names = Array.from({ length: 10_000 }, (_, i) => `main.${'long.'.repeat(i % 7)}f${i}`);
    const numbers = names.map((name) => numberOf(table, name));
    expect(numbers).toEqual(names.map((_name, i) => i));
    expect(names.map((name) => numberOf(table, name))).toEqual(numbers);
    expect(numbers.map((number) => table.text(number))).toEqual(names);
  });

  it.each([0, -1, 0x7fff_ffff])('keeps names apart whose hashes are all %d', (hash) => {
    const table = new NameTable();
    const names = Array.from({ length: 600 }, (_, i) => String(i));
    const numbers = names.map((name) => numberOf(table, name, hash));
    expect(new Set(numbers).size).toBe(600);
    expect(names.map((name) => numberOf(table, name, hash))).toEqual(numbers);
  });
});
