import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { DataPairs } from './data-pairs';
import { pointersAt } from './data-walk';
import type { ImageSide } from './image-side';
import type { Confidence } from './same-result';

/** So many equal bytes that say something are no chance. */
const TELLING_BYTES = 6;
/** Fill bytes, of which equal ones say nothing. */
export const FILL: ReadonlySet<number> = new Set([0, 0xaa, 0xff]);
/** Pointers of an object that are looked at for evidence: different ones, and all. */
const MOST_POINTERS = 32;
const MOST_REPEATED = 256;
/** References on the way to a pair that are looked at. */
const LONGEST_WAY = 32;
/** So many words further on, or back, an array may lie in one image: more than alignments are apart. */
const MOST_SHIFTED = 16;
/** Bytes of an object that are looked at for evidence. */
const LOOKED_AT = 0x1_0000;

/** Whether a part of an object fits better where one image has it further on. */
interface ShiftedPart {
  readonly from: number;
  readonly to: number;
  readonly fits: boolean;
}

/**
 * Whether bytes belong to an object whose end is not known: without symbols that is a guess, and
 * this is what it rests on.
 */
export class ExtentEvidence {
  readonly #comparison: Comparison;
  readonly #data: DataPairs;
  readonly #code: CodeWalk;
  /** Of objects asked for: their bytes that are the same from the start on. */
  readonly #sameFromStart = new Map<DataObject, number>();
  /** The last answer for each object, for many guesses of one ask the same. */
  readonly #lastShifted = new Map<DataObject, ShiftedPart>();

  constructor(comparison: Comparison, data: DataPairs, code: CodeWalk) {
    this.#comparison = comparison;
    this.#data = data;
    this.#code = code;
  }

  /**
   * How sure it is that the first different byte of an object still is part of it.
   * @param k its offset, after what is surely part of the object
   * @param to up to where the object may go, in bytes
   */
  confidence(object: DataObject, k: number, to: number): Confidence {
    const { a, b, wordSize } = this.#comparison;
    if (k === 0) return object.isEmpty ? 'possible' : 'likely';
    // One of both is also paired with something else: one of the two pairs is wrong.
    if (object.isAmbiguous) return 'likely';
    const one = prefix(a, object.a, to);
    const other = prefix(b, object.b, to);
    // A pointer with a number after it was a slice, if that is the length of a text.
    const slice = object.likely;
    if (k < slice && (isText(one.subarray(0, slice)) || isText(other.subarray(0, slice)))) {
      return 'likely';
    }
    // In place of a pointer there is something else, and pointers to the same go on after it.
    const word = k - (k % wordSize);
    const isPointer = [a, b].map(
      ({ contents }, i) => contents.pointerAt((i === 0 ? object.a : object.b) + word) > 0,
    );
    if (isPointer[0] !== isPointer[1] && this.#isPairedAgain(object, word + wordSize, to)) {
      return 'likely';
    }
    // Zeroes may be padding, and what the other has there may be left from before.
    const [byteA, byteB] = [one[k] ?? 0, other[k] ?? 0];
    if (byteA === 0 || byteB === 0) return 'possible';
    // Text ends with its NUL, and what is the same again further on still is the object.
    const nul = one.subarray(0, k).indexOf(0);
    const length = nul < 0 ? k + 1 : nul;
    if (isText(one.subarray(0, length)) && isText(other.subarray(0, length))) {
      return nul < 0 ? 'likely' : 'possible';
    }
    return isSameAgain(one, other, (k | 7) + 1) ? 'likely' : 'possible';
  }

  /**
   * Whether an object lies equally far before what begins next in both images, which is a pair, or a table or the end of
   * a section. Then all up to there has its place in both: it is the object, unless one image has left something else
   * of exactly that size there.
   */
  reachesNext({ a: x, b: y, isAmbiguous }: DataObject): boolean {
    const { a, b } = this.#comparison;
    const [nextA, nextB] = [a.starts.softEnd(x), b.starts.softEnd(y)];
    if (isAmbiguous || nextA - x !== nextB - y) return false;
    return this.isPaired([nextA, nextB]) || (isBorder(a, nextA) && isBorder(b, nextB));
  }

  /**
   * Whether an object goes on where something seems to begin in one image alone, as code that nothing calls
   * may refer to what was there before: too much is the same in both to be chance.
   * @param from where something seems to begin, in bytes
   * @param to up to where nothing does in the other image
   * @param spare more bytes than needed that have to be the same
   */
  goesOn({ a: x, b: y }: DataObject, from: number, to: number, spare = 0): boolean {
    const { a, b } = this.#comparison;
    const [one, other] = [prefix(a, x + from, to - from), prefix(b, y + from, to - from)];
    return hasSame(one, other, TELLING_BYTES + spare);
  }

  isPaired([x, y]: readonly [number, number]): boolean {
    return this.#data.isPaired(x, y) || this.#code.procedures.get(x, y) !== undefined;
  }

  /**
   * Whether after a pointer at an offset the object goes on, or all of both is the same to their end. What is last up to
   * where one image has something else says nothing of the other, unless it leads to code in both.
   */
  isBacked(object: DataObject, offset: number, isToCode: boolean): boolean {
    const { a, b, wordSize } = this.#comparison;
    const to = Math.min(this.#comparison.softRoom(object.a, object.b), LOOKED_AT);
    const from = offset + wordSize;
    const isSaid = from < to || this.#endsThere(object, to);
    const isSame =
      (isToCode || (isSaid && this.isSameUpTo(object, offset))) &&
      this.#sameEnd(object, from, to) === to;
    if (isSame || this.#isPairedAgain(object, this.#evidenceFrom(object, offset), to)) return true;
    return isSameAgain(prefix(a, object.a, to), prefix(b, object.b, to), from);
  }

  /** Whether an object is the same before an offset: if not, it may have ended before that. */
  isSameUpTo(object: DataObject, offset: number): boolean {
    return offset <= this.#firstDifference(object);
  }

  /** Bytes at the start of an object that are the same in both; all if nothing differs. */
  #firstDifference(object: DataObject): number {
    let end = this.#sameFromStart.get(object);
    if (end === undefined) {
      const to = Math.min(this.#comparison.softRoom(object.a, object.b), LOOKED_AT);
      end = this.#sameEnd(object, 0, to);
      this.#sameFromStart.set(object, end);
    }
    return end;
  }

  /** From where on the pointers of an object speak for the one at an offset: all do, behind what differs before it. */
  #evidenceFrom(object: DataObject, offset: number): number {
    const { wordSize } = this.#comparison;
    const end = this.#firstDifference(object);
    return offset <= end ? offset + wordSize : end - (end % wordSize);
  }

  /** Up to where a part of an object has the same bytes in both, and pointers to what is paired; at most up to `to`. */
  #sameEnd(object: DataObject, from: number, to: number): number {
    const { a, b, wordSize } = this.#comparison;
    let k = from;
    while (k < to) {
      const pointers = k + wordSize <= to ? pointersAt(this.#comparison, object, k) : null;
      if (pointers === null) {
        if (a.contents.u8(object.a + k) !== b.contents.u8(object.b + k)) return k;
        k += 1;
      } else {
        if (!this.#isEvidence(object, pointers)) return k;
        k += wordSize;
      }
    }
    return Math.max(k, to);
  }

  /** Whether an object may end where something else begins in one image: the other has nothing more of it. */
  #endsThere(object: DataObject, to: number): boolean {
    const { a, b } = this.#comparison;
    const isFill = (side: ImageSide, start: number): boolean =>
      prefix(side, start + to, side.starts.softEnd(start) - start - to).every((byte) =>
        FILL.has(byte),
      );
    return isFill(a, object.a) && isFill(b, object.b);
  }

  /** Whether the first bytes of an object are the same in both, so that it is no chance. */
  isConfirmed(object: DataObject, size: number): boolean {
    if (this.#isPairedAgain(object, 0, size)) return true;
    const { a, b } = this.#comparison;
    return isSameAgain(prefix(a, object.a, size), prefix(b, object.b, size), 0);
  }

  /**
   * Whether from an offset there are pointers to what is paired anyway, and more of them than there are to what is not,
   * or in one image alone: where many pointers lead to few variables, some do by chance.
   */
  #isPairedAgain(object: DataObject, from: number, to: number): boolean {
    const { a, b, wordSize } = this.#comparison;
    const end = Math.min(to, LOOKED_AT);
    const [paired, others] = [new Set<string>(), new Set<string>()];
    let looked = 0;
    for (let k = from; k + wordSize <= end; k += wordSize) {
      const targets = [a.pointerAt(object.a + k), b.pointerAt(object.b + k)];
      if (targets.every((target) => target <= 0)) continue;
      looked += 1;
      if (looked > MOST_REPEATED || paired.size + others.size >= MOST_POINTERS) break;
      const pointers = pointersAt(this.#comparison, object, k);
      const isEvidence = pointers !== null && this.#isEvidence(object, pointers);
      (isEvidence ? paired : others).add(targets.join());
    }
    return paired.size > others.size && !this.#fitsShifted(object, from, end);
  }

  /**
   * Whether more pointers are to what is paired where one image is taken to have all of them a little further on: then
   * it has, and they are another array's, which lies behind the object.
   */
  #fitsShifted(object: DataObject, from: number, to: number): boolean {
    const last = this.#lastShifted.get(object);
    if (last?.from === from && last.to === to) return last.fits;
    const fits = this.#findShifted(object, from, to);
    this.#lastShifted.set(object, { from, to, fits });
    return fits;
  }

  #findShifted(object: DataObject, from: number, to: number): boolean {
    const { wordSize } = this.#comparison;
    const words = Math.min(MOST_REPEATED, Math.floor((to - from) / wordSize));
    const fitting = (shift: number): number => {
      let count = 0;
      for (let word = Math.max(0, -shift); word < words - Math.max(0, shift); word += 1) {
        const k = from + word * wordSize;
        const pointers = pointersAt(this.#comparison, object, k, k + shift * wordSize);
        if (pointers !== null && this.#isEvidence(object, pointers)) count += 1;
      }
      return count;
    };
    const here = fitting(0);
    for (let shift = 1; shift <= MOST_SHIFTED; shift += 1) {
      if (fitting(shift) > here || fitting(-shift) > here) return true;
    }
    return false;
  }

  /**
   * Whether it says something of an object that it leads to two places which are a pair. Not so if they are one only
   * because this object leads there, by whatever way, and nothing there is the same: any two pointers make a pair.
   */
  #isEvidence(object: DataObject, [x, y]: readonly [number, number]): boolean {
    if (this.#code.procedures.get(x, y) !== undefined) return true;
    const pair = this.#data.get(x, y);
    if (pair === undefined) return false;
    if (!comesFrom(pair, object)) return true;
    const { a, b, wordSize } = this.#comparison;
    const size = Math.min(this.#comparison.softRoom(x, y), wordSize);
    const pointers = size < wordSize ? null : pointersAt(this.#comparison, pair, 0);
    if (pointers === null) {
      return Buffer.compare(prefix(a, x, size), prefix(b, y, size)) === 0;
    }
    if (this.#code.procedures.get(...pointers) !== undefined) return true;
    const next = this.#data.get(...pointers);
    return next !== undefined && !comesFrom(next, object);
  }
}

/** Whether the way on which a pair was found leads through an object, not far from its end. */
function comesFrom({ reference }: DataObject, object: DataObject): boolean {
  let { owner } = reference;
  for (let steps = 0; owner !== null && steps < LONGEST_WAY; steps += 1) {
    if (owner === object) return true;
    owner = owner.reference.owner;
  }
  return false;
}

/** Whether a table of the loader begins at an RVA, or a section ends there. */
function isBorder({ image, contents }: ImageSide, rva: number): boolean {
  if (image.directories.includes(rva) || image.slots.has(rva)) return true;
  return contents.sectionAt(rva - 1)?.end === rva;
}

function prefix({ contents }: ImageSide, rva: number, size: number): Uint8Array {
  return contents.bytes(rva, Math.min(size, LOOKED_AT));
}

/** Whether from an offset there are bytes that say something, and are the same in both. */
function isSameAgain(one: Uint8Array, other: Uint8Array, from: number): boolean {
  let telling = 0;
  for (let i = from; i < one.length && telling < TELLING_BYTES; i += 1) {
    const byte = one[i] as number;
    if (byte !== other[i]) telling = 0;
    else if (!FILL.has(byte)) telling += 1;
  }
  return telling >= TELLING_BYTES;
}

/** Whether at least so many bytes that say something are the same in both. */
function hasSame(one: Uint8Array, other: Uint8Array, wanted: number): boolean {
  let telling = 0;
  for (let i = 0; i < one.length && telling < wanted; i += 1) {
    const byte = one[i] as number;
    if (byte === other[i] && !FILL.has(byte)) telling += 1;
  }
  return telling >= wanted;
}

function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => (byte >= 0x20 && byte !== 0x7f) || (byte >= 9 && byte <= 13));
}
