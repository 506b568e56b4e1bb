import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { DataPairs } from './data-pairs';
import type { ExtentEvidence } from './extent-evidence';
import type { FoundDifference } from './ledger';

/** Pairs of one place that are looked at: honest images have few. */
const LOOKED_AT = 64;

/**
 * Addresses after the last element, as loops in C compare with: `lea rdi,[table+20h]`. What lies there
 * is another object in each layout, or nothing. Such an address is as far behind a pair of objects in
 * both images, nothing else begins between, nothing was seen to be read there, and what lies there is not
 * alike in both. A difference that rests on one is only possible.
 */
export function settleEnds({ ledger }: Comparison, ends: ObjectEnds): void {
  const found = ledger.differences;
  ledger.differences = [];
  for (const difference of found) {
    if (!ends.isReasonOf(difference)) ledger.differences.push(difference);
    else {
      ledger.note('differences at addresses that may be the end of what lies before them');
      ledger.possible.push({ ...difference, confidence: 'possible' });
    }
  }
}

/** The objects that were compared, to be found by what lies after them. */
export class ObjectEnds {
  readonly #comparison: Comparison;
  readonly #evidence: ExtentEvidence;
  /** By ascending RVA in the first image. */
  readonly #objects: readonly DataObject[];

  constructor(comparison: Comparison, data: DataPairs, evidence: ExtentEvidence) {
    this.#comparison = comparison;
    this.#evidence = evidence;
    this.#objects = data.all.toSorted((one, other) => one.a - other.a);
  }

  /** Whether a difference is at such an address, or the way to it leads through one. */
  isReasonOf({ kind, isAddressOnly, reference, a, b, object, other }: FoundDifference): boolean {
    if (kind === 'target') return isAddressOnly && this.#isEnd(a, b);
    const objects = [object, other];
    for (let one = reference; one.owner !== null; one = one.owner.reference) {
      if (one.owner.kind === 'data') objects.push(one.owner);
    }
    if (kind === 'identity' && isAddressOnly && this.#isEnd(a, b)) return true;
    return objects.some(
      (one) =>
        one !== null && isUnread(one) && this.#isEnd(one.a, one.b) && !this.#isConfirmed(one),
    );
  }

  /** Whether so much is the same at both places that they are one object, damaged or changed. */
  #isConfirmed(object: DataObject): boolean {
    return this.#evidence.isConfirmed(object, this.#comparison.softRoom(object.a, object.b));
  }

  /** Whether two places are equally far behind the objects before them, which are a pair. */
  #isEnd(x: number, y: number): boolean {
    const { a, b } = this.#comparison;
    const last = this.#before(x) - 1;
    for (let i = last; i >= Math.max(0, last - LOOKED_AT); i -= 1) {
      const { a: p, b: q } = this.#objects[i] as DataObject;
      if (a.starts.hardEnd(p) < x) return false;
      if (x - p === y - q && b.starts.hardEnd(q) >= y) return true;
    }
    return false;
  }

  /** The number of objects that begin before an RVA of the first image. */
  #before(rva: number): number {
    let low = 0;
    let high = this.#objects.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#objects[middle] as DataObject).a < rva) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether nothing shows that an object has any bytes. */
export function isUnread({ sure, read, likely }: DataObject): boolean {
  return sure === 0 && read === 0 && likely === 0;
}
