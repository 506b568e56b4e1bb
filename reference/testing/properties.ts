import * as fc from 'fast-check';

// One policy for what is tried at random: fast-check starts from the seed of the jest run, so each run
// tries other inputs, and `npm test -- --seed N` tries those of a run again.
fc.configureGlobal({ seed: jest.getSeed() });

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
