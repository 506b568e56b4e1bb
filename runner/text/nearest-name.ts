import { closest, distance } from 'fastest-levenshtein';

/** How much of a name may be misspelled: one character in so many, and at least one. */
const SHARE = 3;

/**
 * The known name that a misspelled one most likely means; null if none is near.
 * @param known names in any order; upper and lower case count as equal
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const lower = known.map((each) => each.toLowerCase());
  const word = name.toLowerCase();
  const found = closest(word, lower);
  const isNear = distance(word, found) <= Math.max(1, Math.floor(word.length / SHARE));
  return isNear ? (known[lower.indexOf(found)] ?? null) : null;
}

/** " (did you mean X?)", or "" if no known name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === null ? '' : ` (did you mean ${nearest}?)`;
}
