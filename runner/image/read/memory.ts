import type { Section } from './section';
import { Structure, type StructureLayout } from './structure';

/** The tables of a directory claim more bytes than the file has: they lie on top of each other. */
export class TablesTooLarge extends Error {
  override readonly name = 'TablesTooLarge';
}

/** Names may share their ends and two tables may be one, so that some bytes count several times. */
const TIMES_OF_THE_FILE = 4;
/** Bytes on top of that: a small file can have a table in memory that starts as zeroes. */
const ROOM_OF_A_SMALL_FILE = 0x1000;

/** The sections of an image by RVA, read as often as an honest image needs. */
export class ImageMemory {
  /** By ascending RVA. */
  readonly #sections: readonly Section[];
  #last: Section | null = null;
  #left: number;

  constructor(
    readonly file: Uint8Array,
    sections: readonly Section[],
  ) {
    this.#sections = sections.toSorted((a, b) => a.start - b.start);
    this.#left = file.length * TIMES_OF_THE_FILE + ROOM_OF_A_SMALL_FILE;
  }

  /** The section that has all of these bytes, or null. */
  sectionAt(rva: number, size = 1): Section | null {
    if (this.#last === null || rva < this.#last.start || rva >= this.#last.end) {
      this.#last = this.#search(rva);
    }
    return this.#last !== null && rva + size <= this.#last.end ? this.#last : null;
  }

  /** The RVA behind the section that an RVA is in: a table ends before it. The RVA itself if none. */
  sectionEnd(rva: number): number {
    return this.sectionAt(rva)?.end ?? rva;
  }

  /** File offset of what is at an RVA; where the file has nothing for it, the nearest before it. */
  offsetOf(rva: number): number {
    const section = this.sectionAt(rva);
    if (section === null) return 0;
    const offset = section.rawStart + Math.min(rva - section.start, section.filled);
    return Math.min(offset, this.file.length);
  }

  /**
   * A little-endian number of 2 or 4 bytes; null if they are not all in one section.
   * @throws TablesTooLarge as all that reads here
   */
  uint(rva: number, size: 2 | 4): number | null {
    const view = this.#viewAt(rva, size);
    if (view === null) return null;
    return size === 4 ? view.getUint32(0, true) : view.getUint16(0, true);
  }

  /** An address or import lookup entry: 8 bytes of a PE32+ image, or 4. */
  word(rva: number, is64: boolean): bigint | null {
    const view = this.#viewAt(rva, is64 ? 8 : 4);
    if (view === null) return null;
    return is64 ? view.getBigUint64(0, true) : BigInt(view.getUint32(0, true));
  }

  /** @param name upstream's, for the places of its fields */
  structure<T extends object>(
    layout: StructureLayout<T>,
    rva: number,
    name: string,
  ): Structure<T> | null {
    const bytes = this.bytes(rva, layout.FILE_SIZE);
    if (bytes === null) return null;
    return new Structure(layout, name, this.offsetOf(rva), layout.read(bytes, 0));
  }

  /** What is at an RVA; null if it is not all in one section. */
  bytes(rva: number, size: number): Uint8Array | null {
    const section = this.sectionAt(rva, size);
    if (section === null) return null;
    this.#take(size);
    const from = Math.min(rva - section.start, section.filled);
    const to = Math.min(rva - section.start + size, section.filled);
    const there = this.file.subarray(section.rawStart + from, section.rawStart + to);
    if (there.length === size) return there;
    const padded = new Uint8Array(size);
    padded.set(there);
    return padded;
  }

  /** The bytes before the first NUL; null if the section ends first, or does not begin. */
  upToNul(rva: number): Uint8Array | null {
    const section = this.sectionAt(rva);
    if (section === null) return null;
    const start = section.rawStart + Math.min(rva - section.start, section.filled);
    const rest = this.file.subarray(start, section.rawStart + section.filled);
    const nul = rest.subarray(0, this.#left + 1).indexOf(0);
    const length = nul === -1 ? rest.length : nul;
    this.#take(length + 1);
    const isEnded = nul !== -1 || section.start + section.filled < section.end;
    return isEnded ? rest.subarray(0, length) : null;
  }

  #viewAt(rva: number, size: number): DataView | null {
    const bytes = this.bytes(rva, size);
    return bytes === null ? null : new DataView(bytes.buffer, bytes.byteOffset, size);
  }

  #take(size: number): void {
    this.#left -= size;
    if (this.#left < 0) throw new TablesTooLarge();
  }

  #search(rva: number): Section | null {
    let low = 0;
    let high = this.#sections.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sections[middle] as Section).start <= rva) low = middle + 1;
      else high = middle;
    }
    const section = this.#sections[low - 1];
    return section !== undefined && rva < section.end ? section : null;
  }
}
