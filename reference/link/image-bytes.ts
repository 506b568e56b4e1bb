import { LinkError } from './link-error';
import type { FileOffset } from './indices';
import type { LinkObserver } from './link-observer';

/**
 * The largest image, in bytes. File offsets and sizes of the PE format have 32 bits. With one bit
 * less, every offset and end fits a signed 32-bit column.
 */
export const MAX_IMAGE_SIZE = 0x7fff_ffff;

const MIN_CAPACITY = 0x10000;

/** Size in bytes of a page whose changes are tracked: small, so that a patch copies little. */
export const DIRTY_PAGE_SIZE = 0x1000;

/**
 * The bytes of the image: a growing file, in memory. The buffer beyond the end is always zero, so
 * the file grows without being filled.
 */
export class ImageBytes {
  #bytes = new Uint8Array(MIN_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** One byte for each page: 1 if it changed since {@link takeDirtyPages}. Null if not tracked. */
  #dirty: Uint8Array | null = null;
  readonly #observer: LinkObserver | null;

  constructor(observer: LinkObserver | null = null) {
    this.#observer = observer;
  }

  /** Size of the file in bytes. */
  get length(): number {
    return this.#length;
  }

  /** The file as it is now. The view is valid until the file next grows. */
  contents(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /**
   * Shrinks or grows the file.
   * @throws LinkError `too_large` above {@link MAX_IMAGE_SIZE}
   */
  setLength(length: number): void {
    if (length > MAX_IMAGE_SIZE) {
      throw new LinkError(
        'too_large',
        `the image would have ${length} bytes; this linker keeps it below ${MAX_IMAGE_SIZE + 1}`,
      );
    }
    if (length < this.#length) this.fill(length as FileOffset, 0, this.#length - length);
    else if (length > this.#bytes.length) this.#reserve(length);
    this.#length = length;
  }

  /** Inserts `count` zero bytes at `at`. All bytes from there on move up. */
  insertZeros(at: FileOffset, count: number): void {
    const oldLength = this.#length;
    this.setLength(oldLength + count);
    this.#bytes.copyWithin(at + count, at, oldLength);
    this.#bytes.fill(0, at, at + count);
    this.#touch(at, this.#length);
    this.#observer?.bytesMoved(at, (at + count) as FileOffset, oldLength - at);
  }

  /** Moves `size` bytes to a place that does not overlap theirs, and fills their old place with zeros. */
  move(from: FileOffset, to: FileOffset, size: number): void {
    this.#bytes.copyWithin(to, from, from + size);
    this.#bytes.fill(0, from, from + size);
    this.#touch(to, to + size);
    this.#touch(from, from + size);
    this.#observer?.bytesMoved(from, to, size);
  }

  /** Copies `source[start..end]` to `at`. Short runs, the common case, go byte by byte. */
  write(at: FileOffset, source: Uint8Array, start = 0, end = source.length): void {
    const bytes = this.#bytes;
    const size = end - start;
    if (size <= 32) {
      for (let i = 0; i < size; i += 1) bytes[at + i] = source[start + i] as number;
    } else {
      bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), at);
    }
    this.#touch(at, at + size);
  }

  fill(at: FileOffset, byte: number, count: number): void {
    this.#bytes.fill(byte, at, at + count);
    this.#touch(at, at + count);
  }

  /** Little-endian store of the low 16 bits. */
  setUint16(at: FileOffset, value: number): void {
    this.#view.setUint16(at, value, true);
    this.#touch(at, at + 2);
  }

  /** Little-endian store of the low 32 bits, signed or not. */
  setUint32(at: FileOffset, value: number): void {
    this.#view.setUint32(at, value, true);
    this.#touch(at, at + 4);
  }

  /** Little-endian store of a non-negative integer below 2^53 in 64 bits. */
  setUint64(at: FileOffset, value: number): void {
    this.#view.setUint32(at, value, true);
    this.#view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
    this.#touch(at, at + 8);
  }

  setBigUint64(at: FileOffset, value: bigint): void {
    this.#view.setBigUint64(at, value, true);
    this.#touch(at, at + 8);
  }

  /** Makes this file what another one is now. The observer is not told. */
  copyFrom(other: ImageBytes): void {
    this.#bytes = new Uint8Array(Math.max(MIN_CAPACITY, other.#length));
    this.#bytes.set(other.contents());
    this.#view = new DataView(this.#bytes.buffer);
    this.#length = other.#length;
    if (this.#dirty !== null) this.trackDirtyPages();
  }

  /** Starts to track which pages change. All pages that exist count as changed. */
  trackDirtyPages(): void {
    this.#dirty = new Uint8Array(Math.ceil(this.#bytes.length / DIRTY_PAGE_SIZE));
    this.#markDirty(0, this.#length);
  }

  /**
   * The ascending indices of the pages that may have changed since the last call. A page has
   * {@link DIRTY_PAGE_SIZE} bytes; the end of the file may cut the last one.
   */
  *takeDirtyPages(): Generator<number, void, undefined> {
    const dirty = this.#dirty;
    if (dirty === null) return;
    const pages = Math.ceil(this.#length / DIRTY_PAGE_SIZE);
    for (let page = dirty.indexOf(1); page >= 0 && page < pages; page = dirty.indexOf(1, page)) {
      dirty[page] = 0;
      yield page;
    }
  }

  #touch(start: number, end: number): void {
    if (this.#observer !== null) this.#observer.written(start as FileOffset, end - start);
    if (this.#dirty !== null) this.#markDirty(start, end);
  }

  #markDirty(start: number, end: number): void {
    const dirty = this.#dirty;
    if (dirty === null || start >= end) return;
    const last = Math.floor((end - 1) / DIRTY_PAGE_SIZE);
    for (let page = Math.floor(start / DIRTY_PAGE_SIZE); page <= last; page += 1) dirty[page] = 1;
  }

  #reserve(length: number): void {
    const capacity = Math.min(Math.max(length, this.#bytes.length * 2), MAX_IMAGE_SIZE);
    const bytes = new Uint8Array(capacity);
    bytes.set(this.contents());
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
    if (this.#dirty !== null) {
      const dirty = new Uint8Array(Math.ceil(capacity / DIRTY_PAGE_SIZE));
      dirty.set(this.#dirty);
      this.#dirty = dirty;
    }
  }
}
