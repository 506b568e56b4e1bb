import { coff } from '../../../reference';
import { uint32At } from './byte-ranges';
import type { Budget } from './budget';
import { textOf } from './text';

/** Bytes of the size that a string table starts with, and that counts itself. */
const SIZE_FIELD = 4;

/** The string table of a file, as far as it is there. PE Format, 5.6 COFF String Table. */
export class StringTable {
  /** File offset. */
  readonly offset: number;
  /** Why there is none, or why it is cut; null if it is all there. */
  readonly missing: string | null;
  /** Whether the header has a symbol table, and so a string table after it. */
  readonly isThere: boolean;
  readonly #bytes: Uint8Array;
  readonly #budget: Budget;

  /**
   * @param header whose symbol table it follows
   * @param symbolSize bytes of a record of that table
   */
  constructor(
    file: Uint8Array,
    header: coff.Header | null,
    budget: Budget,
    symbolSize: number = coff.Symbol.FILE_SIZE,
  ) {
    this.#budget = budget;
    const symbols = header?.pointer_to_symbol_table ?? 0;
    this.offset = symbols + (header?.number_of_symbols ?? 0) * symbolSize;
    const size = symbols === 0 ? null : uint32At(file, this.offset);
    const rest = file.subarray(this.offset);
    this.#bytes = size === null ? new Uint8Array() : rest.subarray(0, size);
    this.missing = missing(symbols, rest.length, size);
    this.isThere = this.#bytes.length > SIZE_FIELD;
  }

  /** The string at an offset; null if there is none, or if it does not end with a NUL. */
  get(offset: number): string | null {
    if (offset < SIZE_FIELD || offset >= this.#bytes.length) return null;
    const start = this.#bytes.subarray(offset, offset + this.#budget.nameLimit);
    const end = start.indexOf(0);
    if (!this.#budget.tryTake(end === -1 ? start.length : end) || end === -1) return null;
    return textOf(start.subarray(0, end));
  }
}

function missing(symbols: number, there: number, size: number | null): string | null {
  if (symbols === 0) return 'there is no symbol table, and so no string table after it';
  if (size === null) return `a string table of 4 bytes or more, got ${there}`;
  return size > there ? `a string table of ${size} bytes, got ${there}` : null;
}
