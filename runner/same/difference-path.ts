import type { Comparison } from './comparison';
import type { Reference } from './reference';
import type { PathStep } from './same-result';
import { instructionText, placeOf } from './side-view';

/** Steps that are shown: a path is as long as the longest chain of calls and pointers. */
const LONGEST = 64;

/** The references from a root to a place, the root's first. */
export function referencesTo(last: Reference): Reference[] {
  const steps: Reference[] = [];
  for (let one: Reference | null = last; one !== null; one = one.owner?.reference ?? null) {
    steps.push(one);
    if (steps.length === LONGEST) break;
  }
  return steps.reverse();
}

/** The way to a difference, as plain data. */
export function pathTo({ a, b }: Comparison, last: Reference): PathStep[] {
  return referencesTo(last).map(({ how, a: x, b: y, guessedAt }) => {
    const one = placeOf(a, x);
    const other = placeOf(b, y);
    return {
      how,
      site: one === null || other === null ? null : { a: one, b: other },
      text: { a: instructionText(a, x), b: instructionText(b, y) },
      isGuess: guessedAt !== null,
    };
  });
}
