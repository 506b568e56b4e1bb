/** Bytes compared at once. */
const BLOCK = 0x1000;

/** Zeroes that are counted one by one first: most runs of them are short. */
const FEW = 64;

const ZEROES = new Uint8Array(BLOCK);

/**
 * How many zeroes there are from an index on. Data is mostly zeroes where it is long, and they are
 * skipped here without a look at each.
 * @param to index after the last byte to look at
 */
export function zeroesAt(bytes: Uint8Array, from: number, to: number): number {
  const end = Math.min(to, bytes.length);
  let at = from;
  const few = Math.min(end, from + FEW);
  while (at < few && bytes[at] === 0) at += 1;
  if (at < few) return at - from;
  while (at + BLOCK <= end && Buffer.compare(bytes.subarray(at, at + BLOCK), ZEROES) === 0) {
    at += BLOCK;
  }
  while (at < end && bytes[at] === 0) at += 1;
  return Math.max(0, at - from);
}
