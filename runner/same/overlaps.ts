import { hex } from '../text/numbers';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';

/**
 * Variables that overlap in one image overlap in the other, by as much: else what is written to one of them
 * changes the other in one image alone. Constants may overlap as linkers like: those that are equal are merged.
 */
export function compareOverlaps(comparison: Comparison, objects: readonly DataObject[]): void {
  const variables = objects.filter(({ isWritable, isEmpty, read, sure }) => {
    return isWritable && !isEmpty && (read > 0 || sure > 0);
  });
  for (const side of ['a', 'b'] as const) {
    const sorted = variables.toSorted((one, other) => one[side] - other[side]);
    for (const [i, object] of sorted.entries()) {
      comparison.budget.take(1);
      const next = sorted[i + 1];
      if (next !== undefined) compareNeighbours(comparison, object, next, side);
    }
  }
}

/** @param side the image in which the second object is the next after the first */
function compareNeighbours(
  { ledger }: Comparison,
  object: DataObject,
  next: DataObject,
  side: 'a' | 'b',
): void {
  const otherSide = side === 'a' ? 'b' : 'a';
  const distance = next[side] - object[side];
  // Two variables at one place, which are two in the other image, are reported where they are paired.
  if (distance === 0 || distance === next[otherSide] - object[otherSide]) return;
  if (distance >= Math.max(object.sure, object.read)) return;
  // Of what is read, the last bytes may be padding, where another variable may begin.
  const isSure = distance < object.sure && !isGuessed(object) && !isGuessed(next);
  const which = side === 'a' ? 'first' : 'second';
  const what = `one variable begins in another, at +${hex(distance)}, in the ${which} image alone`;
  ledger.differ('identity', what, {
    reference: object.reference,
    a: object.a,
    b: object.b,
    other: next,
    confidence: isSure ? 'sure' : 'possible',
  });
}

/** Whether the way to an object leads through a pointer that may be none. */
function isGuessed({ reference }: DataObject): boolean {
  for (let one = reference; ; one = one.owner.reference) {
    if (one.guessedAt !== null) return true;
    if (one.owner === null) return false;
  }
}
