import type { Budget } from './budget';
import type { ByteRange } from './byte-ranges';
import type { ImageMemory } from './memory';
import type { Place } from './place';
import type { ProblemLog } from './problem';
import { Structure, type StructureLayout } from './structure';
import { textOf } from './text';
import { hex } from '../../text/numbers';

/** A text in memory that ends with a NUL. */
export interface Text {
  readonly rva: number;
  /** Without the NUL. */
  readonly bytes: Uint8Array;
  /** See {@link textOf}. */
  readonly text: string;
}

/** Reads the tables of an image: all that it reads is taken from the budget, and remembered. */
export class TableReader {
  readonly #ranges: [number, number][] = [];

  constructor(
    readonly memory: ImageMemory,
    readonly is64: boolean,
    readonly budget: Budget,
  ) {}

  /** Bytes of an address. */
  get width(): 4 | 8 {
    return this.is64 ? 8 : 4;
  }

  /** The bytes of the file that were read, in the order of reading; neighbours are one range. */
  get ranges(): readonly ByteRange[] {
    return this.#ranges;
  }

  /**
   * A structure at an RVA; null if it is not all mapped.
   * @param name upstream's, for the places of its fields
   * @throws BudgetSpent as all that reads here
   */
  structure<T extends object>(
    layout: StructureLayout<T>,
    rva: number,
    name: string,
  ): Structure<T> | null {
    const bytes = this.bytes(rva, layout.FILE_SIZE);
    if (bytes === null) return null;
    return new Structure(layout, name, this.memory.offsetOf(rva), layout.read(bytes, 0));
  }

  /** A little-endian number of 2 or 4 bytes; null if they are not all mapped. */
  uint(rva: number, size: 2 | 4): number | null {
    const view = this.#viewAt(rva, size);
    if (view === null) return null;
    return size === 4 ? view.getUint32(0, true) : view.getUint16(0, true);
  }

  /** An entry of an import table, as wide as the addresses of the image; null if it is not mapped. */
  word(rva: number): bigint | null {
    const view = this.#viewAt(rva, this.width);
    if (view === null) return null;
    return this.is64 ? view.getBigUint64(0, true) : BigInt(view.getUint32(0, true));
  }

  /** What is at an RVA; null if it is not all mapped. */
  bytes(rva: number, size: number): Uint8Array | null {
    this.budget.take(size);
    const bytes = this.memory.bytes(rva, size);
    if (bytes !== null) this.#note(rva, size);
    return bytes;
  }

  /** The text at an RVA; null if it is not mapped, or if memory ends before a NUL. */
  text(rva: number): Text | null {
    const pieces: Uint8Array[] = [];
    for (let at = rva; ;) {
      const region = this.memory.regionAt(at);
      if (region === null) return null;
      const offset = region.fileStart + Math.min(at - region.start, region.filled);
      const filled = this.memory.file.subarray(offset, region.fileStart + region.filled);
      const nul = filled.subarray(0, this.budget.left + 1).indexOf(0);
      const piece = nul === -1 ? filled : filled.subarray(0, nul);
      this.budget.take(piece.length + 1);
      pieces.push(piece);
      at += piece.length;
      // Zeroes follow what the file has.
      if (nul !== -1 || at < region.end) break;
    }
    const bytes = pieces.length === 1 ? (pieces[0] ?? new Uint8Array()) : Buffer.concat(pieces);
    this.#note(rva, bytes.length + 1);
    return { rva, bytes, text: textOf(bytes) };
  }

  /**
   * Reads a name.
   * @param pointer the field that holds the RVA
   * @param kinds of the problems of an RVA that is not mapped, and of a name without an end
   * @returns null if there is none: then there is a problem
   */
  name<Kind extends string>(
    rva: number,
    pointer: Place,
    kinds: { readonly outside: Kind; readonly notText: Kind },
    log: Pick<ProblemLog<Kind>, 'add'>,
  ): Text | null {
    if (!this.memory.isMapped(rva)) {
      log.add(kinds.outside, pointer, hex(rva), 'an RVA in a section');
      return null;
    }
    const text = this.text(rva);
    if (text === null) {
      const place = { offset: this.memory.offsetOf(rva), field: `${pointer.field} -> name` };
      log.add(kinds.notText, place, 'no NUL before the end of memory', 'a NUL after the name');
    }
    return text;
  }

  #viewAt(rva: number, size: number): DataView | null {
    const bytes = this.bytes(rva, size);
    return bytes === null ? null : new DataView(bytes.buffer, bytes.byteOffset, size);
  }

  #note(rva: number, size: number): void {
    for (const [start, end] of this.memory.fileRanges(rva, size)) {
      const last = this.#ranges.at(-1);
      if (last?.[1] === start) last[1] = end;
      else this.#ranges.push([start, end]);
    }
  }
}
