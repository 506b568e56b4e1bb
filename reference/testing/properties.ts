import * as fc from 'fast-check';
import { TIER } from './tier';

// One policy for what is tried at random: fast-check starts from the seed of the jest run, so each run
// tries other inputs, and `npm test -- --seed N` tries those of a run again (`npm run test:all -- --seed N` of such a run).
fc.configureGlobal({ seed: jest.getSeed(), numRuns: TIER === 'quick' ? 20 : 100 });

export { fc };

const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;

/**
 * Any code point but surrogates: what `unit: 'binary'` of `fc.string` stands for. That one makes a table of all
 * of them first, which takes seconds of each suite that has it.
 */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10_ffff - (AFTER_SURROGATES - SURROGATES) })
  .map(
    (number) =>
      String.fromCodePoint(number < SURROGATES ? number : number + AFTER_SURROGATES - SURROGATES),
    (value) => {
      const code = typeof value === 'string' ? (value.codePointAt(0) ?? -1) : -1;
      const isOne = code >= 0 && String.fromCodePoint(code) === value;
      const isSurrogate = code >= SURROGATES && code < AFTER_SURROGATES;
      if (!isOne || isSurrogate) throw new Error('expected one character');
      return code < SURROGATES ? code : code - AFTER_SURROGATES + SURROGATES;
    },
  );

/** How much is tried at random, beside a run of all tests. */
const SHARE = { quick: 0.2, whole: 1, soak: 20 } as const;

/** At which steps files are cut short, where they are most interesting and elsewhere. */
const STEPS = {
  quick: { dense: 5, other: 43 },
  whole: { dense: 1, other: 9 },
  soak: { dense: 1, other: 1 },
} as const;

/** How many random inputs are tried: so many by `npm run test:all`, a fifth by `npm test`, and more in a soak. */
export function runs(count: number): number {
  return Math.ceil(SHARE[TIER] * count);
}

/**
 * At which lengths a file is cut short: of the first `dense` all, of the others each ninth, which comes
 * by every remainder of the sizes of structures; all of them in a soak, and fewer of both by `npm test`.
 */
export function lengthsUpTo(end: number, dense = 0): readonly number[] {
  const step = STEPS[TIER];
  return Array.from({ length: end }, (_, length) => length).filter(
    (length) => length % (length < dense ? step.dense : step.other) === 0,
  );
}
