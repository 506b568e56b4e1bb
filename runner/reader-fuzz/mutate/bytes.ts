import type { Chance } from '../../script-fuzz/make/chance';
import type { ReaderSeed } from '../readers/reader';
import { edgeNumber } from './numbers';

/** The most bytes that are inserted at once. */
const LONGEST_INSERT = 0x1000;

/** Changes bytes: a field, a range, an end. @param other another seed of the same reader */
export function mutateBytes(
  bytes: Buffer,
  places: ReaderSeed['places'],
  other: Buffer,
  chance: Chance,
): Buffer {
  const size = bytes.length;
  if (size === 0) return Buffer.from(other);
  const at = placeOf(size, places, chance);
  switch (
    chance.weighted({
      ...{
        field: 45,
        byte: 20,
        bit: 10,
        copy: 8,
        cut: 6,
        remove: 4,
        repeat: 3,
        fill: 2,
        splice: 2,
      },
    })
  ) {
    case 'field':
      return withField(bytes, at, chance);
    case 'byte':
      return edited(bytes, at, chance.pick([0, 1, 0x7f, 0x80, 0xff, chance.integer(0, 255)]));
    case 'bit':
      return edited(bytes, at, (bytes[at] ?? 0) ^ (1 << chance.integer(0, 7)));
    case 'copy': {
      const result = Buffer.from(bytes);
      const from = placeOf(size, places, chance);
      bytes.copy(result, at, from, from + chance.pick([2, 4, 8, 20, 40]));
      return result;
    }
    case 'cut':
      return Buffer.from(bytes.subarray(0, chance.percent(50) ? at : chance.integer(0, size)));
    case 'remove':
      return Buffer.concat([
        bytes.subarray(0, at),
        bytes.subarray(at + chance.pick([1, 2, 4, 18, 40])),
      ]);
    case 'repeat': {
      const end = at + chance.integer(1, Math.min(size, LONGEST_INSERT));
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    }
    case 'fill':
      return Buffer.from(bytes).fill(
        chance.pick([0, 0xff]),
        at,
        Math.min(size, at + chance.integer(1, 256)),
      );
    case 'splice':
      return Buffer.concat([bytes.subarray(0, at), other.subarray(Math.min(at, other.length))]);
  }
}

/** Three of four times within the structures. */
function placeOf(size: number, places: ReaderSeed['places'], chance: Chance): number {
  if (places.length === 0 || chance.percent(25)) return chance.integer(0, size - 1);
  const [start, end] = chance.pick(places);
  return Math.min(chance.integer(start, end - 1), size - 1);
}

function edited(bytes: Buffer, at: number, byte: number): Buffer {
  const result = Buffer.from(bytes);
  result[at] = byte;
  return result;
}

/** A number of two, four or eight bytes, aligned as fields are, becomes another one. */
function withField(bytes: Buffer, near: number, chance: Chance): Buffer {
  const width = chance.pick([2, 4, 4, 4, 8] as const);
  const at = near - (near % Math.min(width, 4));
  if (at + width > bytes.length) return edited(bytes, near, 0xff);
  const result = Buffer.from(bytes);
  const half = Math.min(width, 4);
  const before = bytes.readUIntLE(at, half);
  const value = chance.percent(30)
    ? before + chance.pick([-8, -4, -1, 1, 4, 8, 0x1000])
    : edgeNumber(chance, bytes.length);
  const limit = 2 ** (8 * half);
  result.writeUIntLE(((value % limit) + limit) % limit, at, half);
  if (width === 8) result.writeUInt32LE(chance.pick([0, 1, 0x7fff_ffff, 0xffff_ffff]), at + 4);
  return result;
}
