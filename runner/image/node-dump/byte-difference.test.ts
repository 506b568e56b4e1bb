import { countDifferentBytes, differentColumns } from './byte-difference';

function changed(bytes: Uint8Array, ...at: number[]): Uint8Array {
  const copy = bytes.slice();
  for (const i of at) copy[i] = 1;
  return copy;
}

const BYTES = new Uint8Array(0x2800);

describe('different bytes', () => {
  it('are counted, wherever they are', () => {
    expect(countDifferentBytes(BYTES, BYTES.slice())).toBe(0);
    expect(countDifferentBytes(BYTES, changed(BYTES, 0, 0xfff, 0x1000, 0x27ff))).toBe(4);
  });

  it('are those that both have', () => {
    expect(countDifferentBytes(changed(BYTES, 5), BYTES.subarray(0, 5))).toBe(0);
    expect(countDifferentBytes(BYTES.subarray(0, 6), changed(BYTES, 5, 6))).toBe(1);
  });

  it('are spread over columns, neighbours as one', () => {
    const bytes = new Uint8Array(100);
    expect(differentColumns(changed(bytes, 0, 9, 10, 55, 99), bytes, 10)).toEqual([
      [0, 2],
      [5, 6],
      [9, 10],
    ]);
    expect(differentColumns(bytes, bytes, 10)).toEqual([]);
  });

  it('are all of those after the end of the one before', () => {
    const bytes = new Uint8Array(100);
    expect(differentColumns(bytes, bytes.subarray(0, 75), 10)).toEqual([[7, 10]]);
    expect(differentColumns(bytes.subarray(0, 75), bytes, 10)).toEqual([]);
  });

  it('are each in a column of their own if there are more columns', () => {
    const bytes = new Uint8Array(2);
    expect(differentColumns(changed(bytes, 1), bytes, 10)).toEqual([[5, 6]]);
  });
});
