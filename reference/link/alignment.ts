/**
 * Alignments are stored as binary logarithms, as in Zig's `std.mem.Alignment`. This table turns one
 * back into bytes, without the 31-bit limit of shifts.
 */
const BYTES_BY_LOG2 = Float64Array.from({ length: 53 }, (_, log2) => 2 ** log2);

/** Bytes of the alignment 2^`log2`; `log2` is 0 to 52. */
export function alignmentBytes(log2: number): number {
  return BYTES_BY_LOG2[log2] as number;
}

/** The binary logarithm of `bytes`, or undefined if `bytes` is not a power of two from 1 to 2^52. */
export function alignmentLog2(bytes: number): number | undefined {
  // Nearly all are among the first few, which a loop finds before a call of indexOf has begun.
  for (let log2 = 0; log2 < BYTES_BY_LOG2.length; log2 += 1) {
    if (BYTES_BY_LOG2[log2] === bytes) return log2;
  }
  return undefined;
}

/** `value` rounded up to a multiple of `alignment` bytes. Exact below 2^53. */
export function alignForward(value: number, alignment: number): number {
  const rest = value % alignment;
  return rest === 0 ? value : value + alignment - rest;
}
