import { hex } from '../text/numbers';
import type { DataUse } from './data-pairs';
import type { ImageSide } from './image-side';
import type { Ledger } from './ledger';
import {
  ENTRY_SIZE,
  findPseudoRelocations,
  type PseudoRelocation,
  type PseudoRelocationList,
} from './pseudo-relocations';
import type { Reference } from './reference';
import { Seen } from './seen-bytes';

/** Two addresses that something refers to. */
interface ReferredPair {
  /** RVA in the first image. */
  readonly a: number;
  /** RVA in the second image. */
  readonly b: number;
  readonly reference: Reference;
  readonly use: DataUse;
}

/** What is found before it is known whether the lists are used. */
interface Pending extends Omit<ReferredPair, 'use'> {
  readonly what: string;
  /** Whether it is a difference even if the lists are used. */
  readonly isDifferent: boolean;
}

/** What two places that the runtime changes came to. */
export interface ComparedPlaces {
  /** Bytes of the larger one. */
  readonly size: number;
  /** How they differ; null if they do not. */
  readonly what: string | null;
}

/** Why what a list says is a guess. */
const UNUSED = 'which nothing was seen to walk from its start to its end';

/**
 * Data of DLLs, to which the runtime of MinGW makes pointers lead at start. GNU ld has it do so where code has no slot of
 * the import address table, and LLD does in part: it replaces a pointer that code loads, `.refptr.x`, by the slot.
 */
export class ImportedData {
  readonly #a: ImageSide;
  readonly #b: ImageSide;
  readonly #ledger: Ledger;
  readonly #listA: PseudoRelocationList | null;
  readonly #listB: PseudoRelocationList | null;
  /** Whether references were seen that lead to the start, and to the end, of both lists. */
  #isStartSeen = false;
  #isEndSeen = false;
  /** Of an image without a list: where it would begin. */
  #emptyAt = -1;
  /** What shows that a list is broken, if nothing shows that both are walked. */
  #broken: Omit<Pending, 'isDifferent'> | null = null;
  /** References that may lead to the end of an empty list, and may as well lead to what begins there. */
  #ends: ReferredPair[] = [];
  readonly #pending: Pending[] = [];
  /** Entries of each image whose places were compared. */
  readonly #comparedA = new Set<number>();
  readonly #comparedB = new Set<number>();

  constructor(a: ImageSide, b: ImageSide, ledger: Ledger) {
    this.#a = a;
    this.#b = b;
    this.#ledger = ledger;
    this.#listA = findPseudoRelocations(a.image);
    this.#listB = findPseudoRelocations(b.image);
  }

  /** Whether neither image has a list. */
  get isNone(): boolean {
    return this.#listA === null && this.#listB === null;
  }

  /** Whether code that was compared walks the lists: only then do they say what the runtime changes. */
  get isUsed(): boolean {
    return this.#isStartSeen && this.#isEndSeen;
  }

  /**
   * Whether a pointer that the runtime changes, in one image, holds what a slot of the other holds, so that code may load
   * either. @param slots what is imported by slots at the two places
   */
  isSameImport(
    x: number,
    y: number,
    slots: readonly [string | undefined, string | undefined],
    reference: Reference,
    { sure = 0, read = sure }: DataUse,
  ): boolean {
    const { wordSize } = this.#a.contents;
    if (this.isNone || read > wordSize || (slots[0] === undefined) === (slots[1] === undefined)) {
      return false;
    }
    const isFirst = slots[0] === undefined;
    const [side, rva] = isFirst ? ([this.#a, x] as const) : ([this.#b, y] as const);
    const one = (isFirst ? this.#listA : this.#listB)?.places.get(rva);
    const name = slots[0] ?? slots[1];
    if (one?.name !== name || one?.size !== wordSize || one.count !== 1) return false;
    if (side.contents.pointerAt(rva) !== one.slot) return false;
    const [first, second] = isFirst ? ['a pointer', 'the slot'] : ['the slot', 'a pointer'];
    const what = `${first} in the first, ${second} in the second, of ${name}`;
    this.#pending.push({ a: x, b: y, reference, what, isDifferent: false });
    side.starts.addHard(rva);
    side.seen.mark(rva, wordSize, Seen.SURE);
    (isFirst ? this.#comparedA : this.#comparedB).add(one.entry);
    const [other, slot] = isFirst ? ([this.#b, y] as const) : ([this.#a, x] as const);
    other.seen.mark(slot, wordSize, Seen.SURE);
    return true;
  }

  /** Whether the runtime changes what is at one of two places. */
  isPlace(x: number, y: number): boolean {
    return this.#listA?.places.has(x) === true || this.#listB?.places.has(y) === true;
  }

  /**
   * How many bytes after two places the next one lies that the runtime changes, in either image.
   * @param from bytes after the two places at least
   */
  nextAfter(x: number, y: number, from: number): number {
    return Math.min(nextIn(this.#listA, x + from) - x, nextIn(this.#listB, y + from) - y);
  }

  /**
   * Compares what the runtime changes at two places.
   * @param isRelative whether they hold distances from themselves, and not addresses
   * @returns null if it changes neither
   */
  compare(x: number, y: number, isRelative?: boolean): ComparedPlaces | null {
    const one = this.#listA?.places.get(x);
    const other = this.#listB?.places.get(y);
    if (one === undefined && other === undefined) return null;
    const size = Math.max(one?.size ?? 0, other?.size ?? 0);
    if (one !== undefined) this.#comparedA.add(one.entry);
    if (other !== undefined) this.#comparedB.add(other.entry);
    const texts = [textOf(one, this.#a, isRelative), textOf(other, this.#b, isRelative)] as const;
    const isSame = texts[0] === texts[1] && this.nextAfter(x, y, 1) >= size;
    return { size, what: isSame ? null : `${texts[0]} in the first, ${texts[1]} in the second` };
  }

  /**
   * Compares what the runtime changes within an instruction.
   * @param size bytes of the instruction
   * @returns offsets of what it changes
   */
  compareInCode(
    x: number,
    y: number,
    size: number,
    isRelative: boolean,
    reference: () => Reference,
  ): readonly number[] {
    const offsets: number[] = [];
    for (let k = this.nextAfter(x, y, 0); k < size; k = this.nextAfter(x, y, k + 1)) {
      const what = this.compare(x + k, y + k, isRelative)?.what ?? null;
      offsets.push(k);
      if (what === null) continue;
      this.#pending.push({ a: x + k, b: y + k, reference: reference(), what, isDifferent: true });
    }
    return offsets;
  }

  /** Whether two addresses are those of the lists, which are compared by what they say. */
  takeListAddress(x: number, y: number, reference: Reference, use: DataUse): boolean {
    const [one, other] = [this.#listA, this.#listB];
    if (one !== null && other !== null) return this.#takeOfBoth(x, y, one, other, reference);
    if (one !== null) return this.#takeOfOne(one, x, y, { a: x, b: y, reference, use });
    return other !== null && this.#takeOfOne(other, y, x, { a: x, b: y, reference, use });
  }

  /**
   * References that did not turn out to lead to the end of an empty list: all since the last call. To be asked when
   * nothing else is left to be followed.
   */
  takeOthers(): readonly ReferredPair[] {
    const there = ({ a, b }: ReferredPair): number => (this.#listA === null ? a : b);
    const others = this.#ends.filter((end) => there(end) !== this.#emptyAt);
    if (others.length < this.#ends.length) this.#isEndSeen = true;
    this.#ends = [];
    const [first] = others;
    if (first !== undefined && this.#isStartSeen) {
      const which = this.#listA === null ? 'second' : 'first';
      const what = `a list of pseudo relocations in the ${which} image alone`;
      const { reference, a, b } = first;
      this.#broken ??= { reference, a, b, what };
    }
    return others;
  }

  /** Reports what differs, once it is known whether the lists are used. */
  judge(): void {
    const [one, other] = [this.#listA, this.#listB];
    if (one === null && other === null) return;
    const { isUsed } = this;
    for (const { what, isDifferent, ...place } of this.#pending) {
      if (isUsed && !isDifferent) continue;
      const confidence = isUsed ? 'sure' : 'possible';
      const text = isUsed ? what : `${what}, by a list of pseudo relocations ${UNUSED}`;
      this.#ledger.differ('import', text, { ...place, confidence });
    }
    if (this.#broken !== null && !isUsed) {
      const { what, ...place } = this.#broken;
      this.#ledger.differ('import', what, { ...place, confidence: 'likely' });
    }
    this.#account(one, this.#a, this.#comparedA);
    this.#account(other, this.#b, this.#comparedB);
    if (!isUsed) this.#ledger.note(`lists of pseudo relocations ${UNUSED}`);
  }

  #takeOfBoth(
    x: number,
    y: number,
    one: PseudoRelocationList,
    other: PseudoRelocationList,
    reference: Reference,
  ): boolean {
    const [k, l] = [x - one.start, y - other.start];
    if (isStart(k) && k === l) {
      this.#isStartSeen = true;
      return true;
    }
    if (x === one.end && y === other.end) {
      this.#isEndSeen = true;
      return true;
    }
    const [sizeA, sizeB] = [one.end - one.start, other.end - other.start];
    const isWithin = (offset: number, size: number): boolean => offset >= 0 && offset < size;
    const what = `addresses ${hex(k)} and ${hex(l)} bytes after the start of lists of pseudo relocations, of ${hex(sizeA)} and ${hex(sizeB)} bytes`;
    const place = { reference, a: x, b: y };
    // What begins where a list ends, or has its end where one begins, may be something else, but not what is within.
    if ((k === 0 && l === sizeB) || (l === 0 && k === sizeA)) this.#broken ??= { ...place, what };
    const isOther =
      (isStart(k) && isWithin(l, sizeB)) ||
      (isStart(l) && isWithin(k, sizeA)) ||
      (k === sizeA && isWithin(l, sizeB)) ||
      (l === sizeB && isWithin(k, sizeA));
    if (isOther) this.#ledger.differ('import', what, place);
    return isOther;
  }

  /**
   * @param rva in the image that has the list
   * @param there RVA in the other image, whose list is empty if its start is its end
   */
  #takeOfOne(list: PseudoRelocationList, rva: number, there: number, pair: ReferredPair): boolean {
    const offset = rva - list.start;
    if (isStart(offset)) {
      if (this.#emptyAt < 0) this.#emptyAt = there - offset;
      this.#isStartSeen = true;
      return this.#emptyAt === there - offset;
    }
    if (rva === list.end) {
      this.#ends.push(pair);
      return true;
    }
    return offset > 0 && offset < ENTRY_SIZE && there - offset === this.#emptyAt;
  }

  /** Counts as compared what a list says of places that were, and tells how much more it says. */
  #account(list: PseudoRelocationList | null, { seen }: ImageSide, compared: Set<number>): void {
    if (list === null || !this.isUsed) return;
    seen.mark(list.start, ENTRY_SIZE, Seen.SURE);
    for (const entry of compared) seen.mark(entry, ENTRY_SIZE, Seen.SURE);
    const others = list.places.size - compared.size;
    if (others > 0) this.#ledger.note('pseudo relocations of what was not compared', others);
  }
}

/** Whether a list is walked from there: the header, or the first entry. @param offset bytes from its start */
function isStart(offset: number): boolean {
  return offset === 0 || offset === ENTRY_SIZE;
}

/** The first place of a list from an RVA on; infinity if there is none. */
function nextIn(list: PseudoRelocationList | null, rva: number): number {
  if (list === null) return Infinity;
  let low = 0;
  let high = list.sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list.sorted[middle] as number) < rva) low = middle + 1;
    else high = middle;
  }
  return list.sorted[low] ?? Infinity;
}

/** What a place leads to at start: "data of lib.dll!x+0x4 in 64 bits". */
function textOf(
  one: PseudoRelocation | undefined,
  { contents }: ImageSide,
  isRelative: boolean | undefined,
): string {
  if (one === undefined) return 'no data of a DLL';
  const { place, size, slot, name, count } = one;
  const bits = size * 8;
  const low = BigInt(contents.u32(place));
  const value = size === 8 ? low | (BigInt(contents.u32(place + 4)) << 32n) : low;
  const from =
    (isRelative ?? size !== contents.wordSize)
      ? BigInt(slot - place)
      : contents.imageBase + BigInt(slot);
  const addend = BigInt.asIntN(bits, value - from);
  const sign = addend < 0n ? '-' : '+';
  const far = `${sign}0x${(addend < 0n ? -addend : addend).toString(16)}`;
  const times = count === 1 ? '' : `, ${count} times`;
  return `data of ${name ?? 'no import'}${far} in ${bits} bits${times}`;
}
