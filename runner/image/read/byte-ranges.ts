/** A run of bytes: from the first up to, and not with, the second. */
export type ByteRange = readonly [start: number, end: number];

/** Bytes compared at once: most of two images is the same, which is fast to find out. */
const BLOCK = 0x1000;

/**
 * Where the bytes that both have differ.
 * @param bridge equal bytes between two ranges, up to which they are one
 */
export function differentRanges(a: Uint8Array, b: Uint8Array, bridge = 0): ByteRange[] {
  const ranges: [number, number][] = [];
  const end = Math.min(a.length, b.length);
  for (let block = 0; block < end; block += BLOCK) {
    const stop = Math.min(block + BLOCK, end);
    if (Buffer.compare(a.subarray(block, stop), b.subarray(block, stop)) === 0) continue;
    for (let at = block; at < stop; at += 1) {
      if (a[at] === b[at]) continue;
      const last = ranges.at(-1);
      if (last !== undefined && at - last[1] <= bridge) last[1] = at + 1;
      else ranges.push([at, at + 1]);
    }
  }
  return ranges;
}

/** Whether two byte strings are the same. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Up to so many bytes, a loop is faster than a call. */
const SHORT = 0x100;

/** Whether as many bytes are the same, in each from a place of its own. Bytes past an end differ. */
export function equalBytesAt(
  a: Uint8Array,
  at: number,
  b: Uint8Array,
  otherAt: number,
  length: number,
): boolean {
  if (at + length > a.length || otherAt + length > b.length) return false;
  if (length > SHORT) {
    return equalBytes(a.subarray(at, at + length), b.subarray(otherAt, otherAt + length));
  }
  for (let i = 0; i < length; i += 1) if (a[at + i] !== b[otherAt + i]) return false;
  return true;
}

/** A copy of the bytes, those in front of `end` being zeroes, which take no memory until they are written. */
export function withZeroes(bytes: Uint8Array, end: number): Uint8Array {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes.subarray(end), Math.min(end, bytes.length));
  return copy;
}

const ZEROES = new Uint8Array(BLOCK);

/** Whether all bytes are zero, or there are none. */
export function isAllZero(bytes: Uint8Array): boolean {
  for (let start = 0; start < bytes.length; start += BLOCK) {
    const block = bytes.subarray(start, start + BLOCK);
    if (!equalBytes(block, ZEROES.subarray(0, block.length))) return false;
  }
  return true;
}

/** Little-endian; null if the bytes are not all there. */
export function uint32At(bytes: Uint8Array, at: number): number | null {
  if (at < 0 || at + 4 > bytes.length) return null;
  return viewOf(bytes).getUint32(at, true);
}

/** A view that is the bytes, whatever buffer they lie in. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
