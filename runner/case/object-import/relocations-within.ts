import type { ObjectRelocation, ObjectSection } from './object';

/** The relocations of a section from one offset up to, and without, another. */
export function relocationsWithin(
  { relocations }: Pick<ObjectSection, 'relocations'>,
  start: number,
  end: number,
): readonly ObjectRelocation[] {
  if (relocations.length === 0) return relocations;
  const first = firstFrom(relocations, start);
  let last = first;
  while (last < relocations.length && (relocations[last]?.offset ?? end) < end) last += 1;
  const areAll = first === 0 && last === relocations.length;
  return areAll ? relocations : relocations.slice(first, last);
}

/** Index of the first relocation at an offset or after it. */
function firstFrom(relocations: readonly ObjectRelocation[], offset: number): number {
  let low = 0;
  let high = relocations.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((relocations[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
