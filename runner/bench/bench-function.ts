/** Functions that the program imports from kernel32.dll. */
export const IMPORT_NAMES = Array.from({ length: 20 }, (_, i) => `Import${i}`);

/** Bytes of a data nav; there is one for every two functions. */
export const DATA_SIZE = 24;

/** The function that every function of the program is: twelve writes, 45 bytes, three relocations. */
export const WRITES = [
  '4883ec28',
  '488d0d00000000', // lea rcx, [data]
  '8b01',
  'e800000000', // call
  '4889c1',
  '83c101',
  '4989c0',
  'e800000000', // call
  '4801c8',
  '0f1f4000',
  '4883c428',
  'c3',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

/** The writes that end with the field of a relocation: of data, and of the two calls. */
export const LEA = 1;
export const CALLS = [3, 7] as const;

/** A number that looks random and is the same on every run. */
function scramble(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** Index of the data nav that function `index` reads, of so many. */
export function dataOf(index: number, data: number): number {
  return scramble(index) % data;
}

/**
 * What function `index` calls with one of its writes: index of a function, of so many; or, one call
 * in sixteen, an import, as the complement of its index.
 */
export function benchCallee(index: number, write: number, functions: number): number {
  const choice = scramble(index + write);
  return choice % 16 === 0 ? ~((choice >>> 4) % IMPORT_NAMES.length) : choice % functions;
}
