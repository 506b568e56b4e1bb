import * as fc from 'fast-check';

// One policy for what is tried at random: fast-check starts from the seed of the jest run, so each run
// tries other inputs, and `npm test -- --seed N` tries those of a run again.
fc.configureGlobal({ seed: jest.getSeed() });

export { fc };

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
