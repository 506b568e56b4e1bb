import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import { pointersAt } from './data-walk';
import type { ImageContents } from './image-contents';

/** Bytes that may differ: up to where, and whether the object can be compared after them. */
export interface Tolerated {
  /** Bytes from the start of the object. */
  readonly end: number;
  /** Whether what follows lies elsewhere in the two images. */
  readonly isLast: boolean;
}

/** What Zig calls a type without a name, up to its number. */
const PREFIX = /__(?:struct|union|enum|opaque|anon)_$/;
const NAMES = /(__(?:struct|union|enum|opaque|anon)_)\d+/g;
/** The longest prefix, in bytes. */
const PREFIX_LENGTH = 10;
/** The longest text that is compared, in bytes. */
const LONGEST = 0x1_0000;

/**
 * Names of unnamed types, which Zig 0.16.0 numbers anew in each build: "__struct_902" may be
 * "__struct_910", and the length of a slice of such a name may be another.
 */
export class UnnamedTypes {
  readonly #comparison: Comparison;

  constructor(comparison: Comparison) {
    this.#comparison = comparison;
  }

  /** Whether the bytes at an offset of an object may differ. */
  tolerate(object: DataObject, k: number, most: number): Tolerated | null {
    const tolerated = this.#number(object, k, most) ?? this.#length(object, k, most);
    if (tolerated !== null) this.#comparison.ledger.note('numbers of unnamed types, as tolerated');
    return tolerated;
  }

  /** The number in a name, and the rest of the text after it. */
  #number({ a: x, b: y }: DataObject, k: number, most: number): Tolerated | null {
    const [a, b] = [this.#comparison.a.contents, this.#comparison.b.contents];
    let start = k;
    while (start > 0 && isDigit(a.u8(x + start - 1))) start -= 1;
    if (start < PREFIX_LENGTH) return null;
    const before = latin1(a, x + start - PREFIX_LENGTH, PREFIX_LENGTH);
    if (!PREFIX.test(before)) return null;
    const restA = latin1(a, x + start, a.textLength(x + start, LONGEST));
    const restB = latin1(b, y + start, b.textLength(y + start, LONGEST));
    const [numberA = '', numberB = ''] = [restA, restB].map((rest) => /^\d*/.exec(rest)?.[0] ?? '');
    if (numberA === '' || numberB === '') return null;
    const end = start + numberA.length;
    if (end > most) return null;
    if (numberA.length === numberB.length) return { end, isLast: false };
    const isSame = alike(restA.slice(numberA.length)) === alike(restB.slice(numberB.length));
    return isSame ? { end, isLast: true } : null;
  }

  /** The length after a pointer to such a text. */
  #length(object: DataObject, k: number, most: number): Tolerated | null {
    const { a, b, wordSize } = this.#comparison;
    const at = k - (k % wordSize);
    if (at < wordSize || at + wordSize > most) return null;
    const pointers = pointersAt(this.#comparison, object, at - wordSize);
    if (pointers === null) return null;
    const lengthA = a.contents.u32(object.a + at);
    const lengthB = b.contents.u32(object.b + at);
    if (lengthA > LONGEST || lengthB > LONGEST) return null;
    const textA = latin1(a.contents, pointers[0], lengthA);
    const textB = latin1(b.contents, pointers[1], lengthB);
    const isSame = textA !== alike(textA) && alike(textA) === alike(textB);
    return isSame ? { end: at + wordSize, isLast: false } : null;
  }
}

/** A text without the numbers of unnamed types. */
function alike(text: string): string {
  return text.replace(NAMES, '$1');
}

function latin1(contents: ImageContents, rva: number, size: number): string {
  return Buffer.from(contents.bytes(rva, size)).toString('latin1');
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
