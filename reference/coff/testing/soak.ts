/** `npm run soak` tries much more than `npm test` does of what is tried at random or everywhere. */
const IS_SOAK = process.env.COFF2_SOAK !== undefined;

/** How many random inputs are tried. */
export function runs(count: number): number {
  return IS_SOAK ? 20 * count : count;
}

/**
 * At which lengths a file is cut short: the first `dense` all, of the others each ninth, which comes
 * by every remainder of the sizes of structures; all of them in a soak.
 */
export function lengthsUpTo(end: number, dense = 0): readonly number[] {
  const every = Array.from({ length: end }, (_, length) => length);
  return IS_SOAK ? every : every.filter((length) => length < dense || length % 9 === 0);
}
