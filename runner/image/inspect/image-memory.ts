import type { Allowance } from '../read/budget';
import type { HeaderView } from './header-reader';
import { textOf } from './plain';
import type { SectionView } from './section-reader';

/** A run of an image's memory that comes from one place of the file. */
interface Run {
  readonly rva: number;
  /** Bytes in memory. */
  readonly size: number;
  /** File offset. */
  readonly offset: number;
  /** Bytes from the file; zeroes follow. */
  readonly filled: number;
  readonly section: string | null;
}

/** An image's bytes by RVA: each section, and the headers in front of them. */
export class ImageMemory {
  /** By ascending RVA. */
  readonly #runs: readonly Run[];

  /** Width of addresses. */
  readonly bits: 32 | 64;

  constructor(
    readonly file: Uint8Array,
    { headersSize, bits }: HeaderView,
    sections: readonly SectionView[],
    readonly allowance: Allowance,
  ) {
    this.bits = bits;
    const headers: Run = {
      rva: 0,
      size: headersSize,
      offset: 0,
      filled: Math.min(headersSize, file.length),
      section: null,
    };
    const runs = sections.map(({ name, header }): Run => {
      const offset = Math.min(header.pointer_to_raw_data, file.length);
      const size = header.virtual_size === 0 ? header.size_of_raw_data : header.virtual_size;
      const there = offset === 0 ? 0 : Math.min(header.size_of_raw_data, file.length - offset);
      const filled = Math.min(there, size);
      return { rva: header.virtual_address, size, offset, filled, section: name };
    });
    this.#runs = [headers, ...runs].sort((a, b) => a.rva - b.rva);
  }

  /** Name of the section that an RVA is in, or null. */
  sectionOf(rva: number): string | null {
    return this.#runAt(rva)?.section ?? null;
  }

  /** File offset; for what no byte of the file stands for, that of the section or 0. */
  offsetOf(rva: number): number {
    const run = this.#runAt(rva);
    return run === null ? 0 : run.offset + Math.min(rva - run.rva, run.filled);
  }

  /** Few bytes at an RVA; null if they are not all in one section. */
  read(rva: number, size: number): Uint8Array | null {
    const run = this.#runAt(rva);
    if (run === null) return null;
    const start = rva - run.rva;
    if (start + size > run.size) return null;
    if (start + size <= run.filled) {
      return this.file.subarray(run.offset + start, run.offset + start + size);
    }
    const bytes = new Uint8Array(size);
    if (start < run.filled) {
      bytes.set(this.file.subarray(run.offset + start, run.offset + run.filled));
    }
    return bytes;
  }

  /** A number, little-endian; null if the bytes are not there. */
  uint(rva: number, size: 2 | 4): number | null {
    const view = this.#viewAt(rva, size);
    if (view === null) return null;
    return size === 4 ? view.getUint32(0, true) : view.getUint16(0, true);
  }

  /** A slot of an import table, as wide as the image's addresses; null if it is not there. */
  slot(rva: number): bigint | null {
    const view = this.#viewAt(rva, this.bits / 8);
    if (view === null) return null;
    return this.bits === 64 ? view.getBigUint64(0, true) : BigInt(view.getUint32(0, true));
  }

  /** The text at an RVA; null if there is none, or if it does not end with a NUL. */
  text(rva: number): string | null {
    const run = this.#runAt(rva);
    if (run === null) return null;
    const start = run.offset + Math.min(rva - run.rva, run.filled);
    const end = run.offset + run.filled;
    const bytes = this.file.subarray(start, Math.min(end, start + this.allowance.nameLimit));
    const length = bytes.indexOf(0);
    if (!this.allowance.takeText(length === -1 ? bytes.length : length)) return null;
    // Behind the bytes of the file, memory has zeroes.
    const isEnded = length !== -1 || (start + bytes.length === end && run.filled < run.size);
    return isEnded ? textOf(bytes) : null;
  }

  #viewAt(rva: number, size: number): DataView | null {
    const bytes = this.read(rva, size);
    return bytes === null ? null : new DataView(bytes.buffer, bytes.byteOffset, size);
  }

  #runAt(rva: number): Run | null {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#runs[middle] as Run).rva <= rva) low = middle + 1;
      else high = middle;
    }
    const run = this.#runs[low - 1];
    return run !== undefined && rva - run.rva < run.size ? run : null;
  }
}
