import { compareImages } from '../compare-images';
import type { SameDifference, SameOptions, SameResult } from '../same-result';
import { linkSmall } from './link-small';
import type { ProgramLayout } from './program-layout';
import type { SmallProgram } from './small-program';

/** A layout that differs from the plain one in order, distances and preferred address. */
const ELSEWHERE: ProgramLayout = { isReversed: true, gap: 48 };

/**
 * Compares a program, as it is laid out plainly, with another one that lies elsewhere.
 * @param other the same program if it is left out
 */
export function compared(
  program: SmallProgram,
  other: SmallProgram = program,
  options: SameOptions = {},
): SameResult {
  const is32 = other.machine === 'I386';
  const imageBase = is32 ? 0x1000_0000 : 0x7ff6_0000_0000;
  return compareImages(linkSmall(program), linkSmall(other, { ...ELSEWHERE, imageBase }), options);
}

/** Differences in a line each: "code (sure): different instructions". */
export function differencesOf({ differences }: SameResult): string[] {
  return differences.map(lineOf);
}

/** As {@link differencesOf}, of those that decide nothing. */
export function possibleOf({ possible }: SameResult): string[] {
  return possible.map(lineOf);
}

function lineOf({ kind, confidence, what }: SameDifference): string {
  return `${kind} (${confidence}): ${what}`;
}

/** A program with some symbols of one section put in place of its own. */
export function withSymbols(
  program: SmallProgram,
  section: keyof SmallProgram['sections'],
  symbols: SmallProgram['sections'][keyof SmallProgram['sections']],
): SmallProgram {
  const { sections } = program;
  return { ...program, sections: { ...sections, [section]: { ...sections[section], ...symbols } } };
}
