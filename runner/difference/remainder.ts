import { equalBytes, equalBytesAt, type ByteRange } from '../image/read/byte-ranges';

/** Bytes that are left between two ranges, up to which a loop is faster than a call. */
const SHORT = 0x40;

/**
 * What is left to compare of an image: its bytes, with zeroes for those that were compared already. A part that is
 * left whole is that of the image; else only the bytes that are left take memory, as images may be large.
 */
export class Remainder {
  readonly #bytes: Uint8Array;
  /** Where ranges that were taken out start and end: ascending and apart from each other, unless something was added. */
  #starts: number[] = [];
  #ends: number[] = [];
  #isSorted = true;

  /** @param bytes of the image, which must stay as they are */
  constructor(bytes: Uint8Array) {
    // A Buffer takes several times as long to make a part of itself.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Takes bytes out. What lies past the end of the image is left alone. */
  takeOut(ranges: Iterable<ByteRange>): void {
    for (const [start, end] of ranges) this.takeOutRange(start, end);
  }

  /** The same for one range. */
  takeOutRange(from: number, to: number): void {
    const start = Math.max(from, 0);
    const end = Math.min(to, this.#bytes.length);
    if (start >= end) return;
    const last = this.#ends.length - 1;
    const lastEnd = this.#ends[last] ?? -1;
    // Most ranges start where the one before ends.
    if (start >= (this.#starts[last] ?? 0) && start <= lastEnd) {
      this.#ends[last] = Math.max(lastEnd, end);
      return;
    }
    if (start < lastEnd) this.#isSorted = false;
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** The same, less some bytes that stay here. */
  without(ranges: Iterable<ByteRange>): Remainder {
    const other = new Remainder(this.#bytes);
    other.takeOut(ranges);
    other.takeOut(
      this.#starts.map((start, index) => [start, this.#ends[index] as number] as const),
    );
    return other;
  }

  /** The bytes from one file offset to another, cut to what the image has. Nobody may change them. */
  part(from: number, to: number): Uint8Array {
    const whole = this.#bytes.subarray(from, to);
    const end = from + whole.length;
    let next = this.#firstEndingAfter(from);
    if ((this.#starts[next] ?? end) >= end) return whole;
    // Memory that is only read takes none.
    const part = new Uint8Array(whole.length);
    for (let at = from; at < end; next += 1) {
      const stop = Math.min(this.#starts[next] ?? end, end);
      if (stop > at) this.#copy(part, from, [at, stop]);
      at = this.#ends[next] ?? end;
    }
    return part;
  }

  /** Whether as many bytes are left and are the same, in each from a place of its own. */
  hasSame(start: number, other: Remainder, otherStart: number, length: number): boolean {
    if (this.#isWhole(start, length) && other.#isWhole(otherStart, length)) {
      return equalBytesAt(this.#bytes, start, other.#bytes, otherStart, length);
    }
    return equalBytes(
      this.part(start, start + length),
      other.part(otherStart, otherStart + length),
    );
  }

  #isWhole(start: number, length: number): boolean {
    return (this.#starts[this.#firstEndingAfter(start)] ?? Infinity) >= start + length;
  }

  /** The number of the first range that ends after a file offset. */
  #firstEndingAfter(offset: number): number {
    if (!this.#isSorted) this.#sort();
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #copy(part: Uint8Array, from: number, [start, end]: ByteRange): void {
    if (end - start > SHORT) {
      part.set(this.#bytes.subarray(start, end), start - from);
      return;
    }
    for (let at = start; at < end; at += 1) {
      const byte = this.#bytes[at] as number;
      if (byte !== 0) part[at - from] = byte;
    }
  }

  #sort(): void {
    const ranges = this.#starts.map(
      (start, index) => [start, this.#ends[index] as number] as const,
    );
    ranges.sort(([a], [b]) => a - b);
    [this.#starts, this.#ends, this.#isSorted] = [[], [], true];
    this.takeOut(ranges);
  }
}
