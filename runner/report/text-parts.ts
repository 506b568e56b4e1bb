import { diffWordsWithSpace } from 'diff';
import type { TextPart } from './page-data';

/** Texts with more differences than this are shown as entirely different. */
const MAX_EDITS = 2_000;
/** Time limit of a comparison, in milliseconds. */
const TIMEOUT = 500;

/** The parts that two texts have in common, and those that only one has, in order. */
export function textParts(expected: string, got: string): readonly TextPart[] {
  const changes = diffWordsWithSpace(expected, got, { maxEditLength: MAX_EDITS, timeout: TIMEOUT });
  if (changes === undefined) {
    return [
      ['expected', expected],
      ['got', got],
    ];
  }
  return changes.map(({ added, removed, value }): TextPart => {
    if (added) return ['got', value];
    return [removed ? 'expected' : 'both', value];
  });
}
