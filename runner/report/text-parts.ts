import { diffWordsWithSpace } from 'diff';
import type { TextPart } from './page-data';

/** Texts with more differences than this have nothing in common that is worth showing. */
const MAX_EDITS = 2_000;
/** Milliseconds that a comparison may take. */
const TIMEOUT = 500;

/** What two texts have in common and what only one has, in order. */
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
