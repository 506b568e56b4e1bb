import { diffWordsWithSpace } from 'diff';
import { shownText } from '../text/lossless-text';
import type { TextPart } from './page-data';

/** Texts with more differences than this are shown as entirely different. */
const MAX_EDITS = 2_000;
/** Time limit of a comparison, in milliseconds. */
const TIMEOUT = 500;

/** The parts that two texts have in common, and those that only one has, in order, as they are shown. */
export function textParts(expected: string, got: string): readonly TextPart[] {
  // A page cannot show them, and would have the same sign for all.
  const [expectedText, gotText] = [shownText(expected), shownText(got)];
  const changes = diffWordsWithSpace(expectedText, gotText, {
    maxEditLength: MAX_EDITS,
    timeout: TIMEOUT,
  });
  if (changes === undefined) {
    return [
      ['expected', expectedText],
      ['got', gotText],
    ];
  }
  return changes.map(({ added, removed, value }): TextPart => {
    if (added) return ['got', value];
    return [removed ? 'expected' : 'both', value];
  });
}
