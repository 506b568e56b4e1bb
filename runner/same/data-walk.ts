import { hex } from '../text/numbers';
import { ClassDescriptions } from './class-descriptions';
import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { DataPairs, DataUse } from './data-pairs';
import type { Reference } from './reference';

/** A slice is not longer than this, in bytes: beyond, a number after a pointer is something else. */
const LONGEST_SLICE = 0x100_0000;

/**
 * Follows the pointers in data. What is surely part of an object is followed first, so that all that
 * can be reached surely is; then what may be, up to where something else begins, as guesses.
 */
export class DataWalk {
  readonly #comparison: Comparison;
  readonly #data: DataPairs;
  readonly #code: CodeWalk;
  /** Open objects, whose bytes after those that are surely used are still to be followed. */
  #open: DataObject[] = [];
  readonly #classes: ClassDescriptions;

  constructor(comparison: Comparison, data: DataPairs, code: CodeWalk) {
    this.#comparison = comparison;
    this.#data = data;
    this.#code = code;
    this.#classes = new ClassDescriptions(comparison, data, code);
  }

  /** Follows what is surely pointers. @returns whether there was anything to follow */
  walkSure(): boolean {
    let isNew = this.#walkDelayed();
    for (const object of this.#data.takeQueue()) {
      this.#classes.follow(object);
      const sure = Math.min(
        Math.max(object.sure, object.read),
        this.#comparison.room(object.a, object.b),
      );
      if (sure > object.scannedSure) {
        this.#follow(object, object.scannedSure, sure, false);
        object.scannedSure = sure;
        isNew = true;
      }
      if (object.isOpen) this.#open.push(object);
    }
    return isNew;
  }

  /** Follows what may be pointers. @returns whether there was anything to follow */
  walkOpen(): boolean {
    const open = this.#open;
    this.#open = [];
    let isNew = false;
    for (const object of open) {
      const from = Math.max(object.scannedOpen, object.scannedSure);
      const to = this.#pointersEnd(object);
      if (to <= from) continue;
      this.#follow(object, from, to, true);
      object.scannedOpen = to;
      isNew = true;
    }
    return isNew;
  }

  /** What a slot of a delay-loaded import holds at first: a thunk that loads the DLL. */
  #walkDelayed(): boolean {
    const slots = this.#data.takeDelayed();
    for (const { a: x, b: y, reference } of slots) {
      const { a, b } = this.#comparison;
      const [toA, toB] = [a.contents.pointerAt(x), b.contents.pointerAt(y)];
      if (toA < 0 || toB < 0) continue;
      this.#code.call(toA, toB, { ...reference, how: 'delay-load thunk' });
    }
    return slots.length > 0;
  }

  /** Up to where an open object may have pointers, in bytes; 0 where it holds only zeroes. */
  #pointersEnd({ a: x, b: y }: DataObject): number {
    const { a, b } = this.#comparison;
    if (a.contents.indexOf(x) < 0 || b.contents.indexOf(y) < 0) return 0;
    return this.#comparison.softRoom(x, y);
  }

  #follow(object: DataObject, from: number, to: number, isGuess: boolean): void {
    const { wordSize, budget, importedData } = this.#comparison;
    const end = Math.min(to, this.#filled(object));
    budget.take(Math.max(0, end - from) / 4);
    // A pointer may begin in what was followed before, if it did not end there, and even before the object.
    const { contents } = this.#comparison.a;
    for (let k = from - wordSize + 1; k + wordSize <= end;) {
      if (k >= 0) k += contents.zeroesWithoutAddress(object.a + k, end - k);
      if (k + wordSize > end) break;
      const at = k < 0 ? relocatedPointersAt : pointersAt;
      const pointers = at(this.#comparison, object, k);
      if (pointers === null) {
        k += 1;
        continue;
      }
      if (importedData.isPlace(object.a + k, object.b + k)) {
        k += wordSize;
        continue;
      }
      const from: Reference = {
        owner: object,
        a: object.a + k,
        b: object.b + k,
        how: `pointer at ${k < 0 ? '-' : '+'}${hex(Math.abs(k))}`,
        guessedAt: isGuess ? k : null,
      };
      const use = { isOpen: true, ...this.#sliceUse(object, k) };
      this.#code.address(pointers[0], pointers[1], from, use);
      k += wordSize;
    }
  }

  /** Bytes of an object that both files hold: after them are zeroes, and no pointers. */
  #filled({ a: x, b: y }: DataObject): number {
    const { a, b } = this.#comparison;
    const endA = a.contents.sectionAt(x)?.filledEnd ?? x;
    const endB = b.contents.sectionAt(y)?.filledEnd ?? y;
    return Math.min(endA - x, endB - y);
  }

  /** A pointer and a number after it are likely a slice of that many bytes, or more. */
  #sliceUse({ a: x, b: y, isOpen, read }: DataObject, k: number): DataUse {
    const { a, b, wordSize } = this.#comparison;
    const room = isOpen ? this.#comparison.room(x, y) : read;
    if (k + 2 * wordSize > room) return {};
    const at = k + wordSize;
    const length = a.contents.u32(x + at);
    if (length !== b.contents.u32(y + at)) return {};
    if (wordSize === 8 && (a.contents.u32(x + at + 4) | b.contents.u32(y + at + 4)) !== 0)
      return {};
    if (length === 0) return { isEmpty: true };
    return length < LONGEST_SLICE ? { likely: length } : {};
  }
}

/**
 * Where the pointers at an offset of an object lead in both images; null where there are none.
 * @param k the offset in the first image, in bytes
 * @param l the offset in the second
 */
export function pointersAt(
  { a, b }: Comparison,
  object: Pick<DataObject, 'a' | 'b'>,
  k: number,
  l = k,
): readonly [number, number] | null {
  const x = a.contents.pointerAt(object.a + k);
  if (x < 0 || !a.mayBePointer(object.a + k)) return null;
  const y = b.pointerAt(object.b + l);
  return y < 0 ? null : [x, y];
}

/** As {@link pointersAt}, of those that the loader certainly relocates: also before the object. */
export function relocatedPointersAt(
  comparison: Comparison,
  object: Pick<DataObject, 'a' | 'b'>,
  k: number,
): readonly [number, number] | null {
  const { a, b } = comparison;
  const isRelocated = a.isRelocated(object.a + k) && b.isRelocated(object.b + k);
  return isRelocated ? pointersAt(comparison, object, k) : null;
}
