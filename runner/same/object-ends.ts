import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { DataPairs } from './data-pairs';
import { FILL, type ExtentEvidence } from './extent-evidence';
import type { ImageSide } from './image-side';
import type { FoundDifference } from './ledger';

/** Pairs of one place that are looked at: honest images have few. */
const LOOKED_AT = 64;

/** Bytes of the largest element of a list that linkers make. */
const ELEMENT = 0x20;

/** Bytes that an address may lie before its object: what a loop that was unrolled subtracts. */
const MOST_BEFORE = 0x100;

/**
 * Addresses after the last element, as loops in C compare with: `lea rdi,[table+20h]`. What lies there
 * is another object in each layout, or nothing. Such an address is as far behind a pair of objects in
 * both images, nothing else begins between, nothing was seen to be read there, and what lies there is not
 * alike in both. And addresses before the first, to which registers are added: `mov eax,[ecx*4+table-16]`. They
 * are as far before a pair of objects in both. A difference that rests on one is only possible.
 */
export function settleEnds(comparison: Comparison, ends: ObjectEnds): void {
  const { ledger } = comparison;
  const found = ledger.differences;
  const isEmptyList = emptyLists(comparison, ends.sectionEnds, [...found, ...ledger.possible]);
  ledger.differences = [];
  for (const difference of found) {
    if (isEmptyList(difference)) ledger.note('lists that seem to be empty in both images');
    else if (!ends.isReasonOf(difference)) ledger.differences.push(difference);
    else {
      ledger.note(
        'differences at addresses that may be the end of what lies before them, or lie before what they are used with',
      );
      ledger.possible.push({ ...difference, confidence: 'possible' });
    }
  }
}

/**
 * Lists that begin where they end, so that there is nothing at the address: two references lead to the same two places,
 * and one of these is right behind a section, where nothing can be. Linkers make such lists of what objects add to them,
 * as of initializers. Code that reads the first element, if there is one, reads it there.
 * @returns whether a difference is at one
 */
function emptyLists(
  { a, b }: Comparison,
  sectionEnds: DataPairs['sectionEnds'],
  found: readonly FoundDifference[],
): (difference: FoundDifference) => boolean {
  const isNowhere = ({ contents }: ImageSide, rva: number): boolean =>
    contents.sectionAt(rva) === undefined;
  const isAfterSection = (side: ImageSide, rva: number): boolean =>
    isNowhere(side, rva) && side.contents.sections.some(({ end }) => end === rva);
  const lists = new Map<string, { readonly one: PlacePair; readonly sites: Set<number> }>();
  const note = (one: PlacePair, site: number): void => {
    const key = `${one.a} ${one.b}`;
    const list = lists.get(key) ?? { one, sites: new Set() };
    lists.set(key, list);
    list.sites.add(site);
  };
  for (const end of sectionEnds) note(end, end.site);
  for (const one of found) {
    if (one.kind !== 'target' || !one.isAddressOnly) continue;
    if (!isAfterSection(a, one.a) && !isAfterSection(b, one.b)) continue;
    note(one, one.reference.a);
  }
  const empty = [...lists.values()].filter(({ sites }) => sites.size > 1).map(({ one }) => one);
  const isAtList = ({ a: x, b: y }: PlacePair, list: PlacePair): boolean => {
    const distance = x - list.a;
    return distance === y - list.b && distance >= 0 && distance < ELEMENT;
  };
  return ({ kind, a: x, b: y, object }) => {
    if (kind === 'target') {
      const isBehind = isNowhere(a, x) || isNowhere(b, y);
      return isBehind && empty.some((list) => isAtList({ a: x, b: y }, list));
    }
    // The next section may begin so few bytes behind the list.
    return (
      kind === 'data' &&
      object !== null &&
      empty.some(
        (list) =>
          isAtList(object, list) && (isAfterSection(a, list.a) || isAfterSection(b, list.b)),
      )
    );
  };
}

/** A place in each image. */
type PlacePair = Pick<FoundDifference, 'a' | 'b'>;

/** The objects that were compared, to be found by what lies after them. */
export class ObjectEnds {
  readonly #comparison: Comparison;
  readonly #evidence: ExtentEvidence;
  /** References to the ends of sections in both images. */
  readonly sectionEnds: DataPairs['sectionEnds'];
  /** By ascending RVA in the first image. */
  readonly #objects: readonly DataObject[];

  constructor(comparison: Comparison, data: DataPairs, evidence: ExtentEvidence) {
    this.#comparison = comparison;
    this.#evidence = evidence;
    this.sectionEnds = data.sectionEnds;
    this.#objects = data.all.toSorted((one, other) => one.a - other.a);
  }

  /** Whether a difference is at such an address, or the way to it leads through one. */
  isReasonOf({ kind, isAddressOnly, reference, a, b, object, other }: FoundDifference): boolean {
    if (kind === 'target' || kind === 'protection') {
      return isAddressOnly && (this.#isEnd(a, b) || this.#isBefore(a, b));
    }
    const objects = [object, other];
    for (let one = reference; one.owner !== null; one = one.owner.reference) {
      if (one.owner.kind === 'data') objects.push(one.owner);
    }
    if (kind === 'identity' && isAddressOnly && this.#isEnd(a, b)) return true;
    return objects.some(
      (one) =>
        one !== null &&
        isUnread(one) &&
        this.#isOutside(one) &&
        !this.#isConfirmed(one) &&
        !this.#isAllBetween(one),
    );
  }

  /** Whether an address may be one after, or before, the object that it is used with. */
  #isOutside({ a, b, isIndexed }: DataObject): boolean {
    return this.#isEnd(a, b) || (isIndexed && this.#isBefore(a, b));
  }

  /** Whether so much is the same at both places that they are one object, damaged or changed. */
  #isConfirmed(object: DataObject): boolean {
    return this.#evidence.isConfirmed(object, this.#comparison.softRoom(object.a, object.b));
  }

  /** Whether an object is all that lies between a pair of objects and the next, and both images have something there. */
  #isAllBetween(object: DataObject): boolean {
    const { a: x, b: y } = object;
    const { a, b } = this.#comparison;
    return (
      !FILL.has(a.contents.u8(x)) &&
      !FILL.has(b.contents.u8(y)) &&
      this.#evidence.reachesNext(object) &&
      this.#isEnd(x, y)
    );
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

  /** Whether two places are equally far before objects that are a pair. */
  #isBefore(x: number, y: number): boolean {
    const first = this.#before(x + 1);
    for (const { a: p, b: q } of this.#objects.slice(first, first + LOOKED_AT)) {
      if (p - x > MOST_BEFORE) return false;
      if (p - x === q - y) return true;
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
