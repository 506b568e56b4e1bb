import type { Chance } from '../../script-fuzz/make/chance';

/** Numbers at which counts, sizes and addresses go wrong. */
const EDGES = [
  0, 1, 2, 3, 4, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0xfff, 0x1000, 0x7fff, 0x8000, 0xffff, 0x1_0000,
  0x00ff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8, 0xffff_ffff,
] as const;

/** A number of 32 bits that a field may not expect. @param size of the input, in bytes */
export function edgeNumber(chance: Chance, size: number): number {
  if (chance.percent(20)) return (size + chance.integer(-2, 2)) >>> 0;
  if (chance.percent(20)) return chance.integer(0, size);
  return chance.pick(EDGES);
}

/** Numbers as a text has them, that no field expects. */
export const TEXT_EDGES = [
  '0',
  '1',
  '-1',
  '-0',
  '0.5',
  '1e3',
  '1e309',
  '255',
  '256',
  '65536',
  '2147483647',
  '2147483648',
  '4294967295',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '18446744073709551616',
  '99999999999999999999999999999999',
  '0x10',
  '0xffffffffffffffff',
  'NaN',
  'Infinity',
] as const;
