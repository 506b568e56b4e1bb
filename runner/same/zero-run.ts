/** Bytes compared at once. */
const BLOCK = 0x1000;

const ZEROES = new Uint8Array(BLOCK);

/**
 * How many zeroes there are from an index on. Data is mostly zeroes where it is long, and they are
 * skipped here without a look at each.
 * @param to index after the last byte to look at
 */
export function zeroesAt(bytes: Uint8Array, from: number, to: number): number {
  const end = Math.min(to, bytes.length);
  let at = from;
  while (at < end && bytes[at] === 0) {
    const block = Math.min(BLOCK, end - at);
    const isZero =
      block > 1 && Buffer.compare(bytes.subarray(at, at + block), ZEROES.subarray(0, block)) === 0;
    if (isZero) {
      at += block;
      continue;
    }
    do at += 1;
    while (at < end && bytes[at] === 0);
    break;
  }
  return Math.max(0, at - from);
}
