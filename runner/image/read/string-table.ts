import { coff } from '../../../reference';
import type { Allowance } from './budget';
import { textOf } from '../inspect/plain';

/** The string table of a file, as far as it is there. */
export class StringTable {
  /** File offset. */
  readonly offset: number;
  /** Why there is none, or null. */
  readonly missing: string | null;
  readonly #bytes: Uint8Array;

  readonly #allowance: Allowance;

  /**
   * @param header whose symbol table it lies behind
   * @param symbolSize bytes of a record of that table
   */
  constructor(
    file: Uint8Array,
    header: coff.Header,
    allowance: Allowance,
    symbolSize: number = coff.Symbol.FILE_SIZE,
  ) {
    this.#allowance = allowance;
    const { pointer_to_symbol_table: symbols, number_of_symbols } = header;
    this.offset = symbols + number_of_symbols * symbolSize;
    const rest = file.subarray(this.offset);
    const size = rest.length < 4 ? null : Buffer.from(rest.subarray(0, 4)).readUInt32LE();
    this.#bytes = size === null || symbols === 0 ? new Uint8Array() : rest.subarray(0, size);
    this.missing = missing(symbols, rest.length, size);
  }

  /** The string at an offset; null if there is none, or if it does not end with a NUL. */
  get(offset: number): string | null {
    if (offset < 4 || offset >= this.#bytes.length) return null;
    const limit = this.#allowance.nameLimit;
    const start = this.#bytes.subarray(offset, offset + limit);
    const end = start.indexOf(0);
    if (!this.#allowance.takeText(end === -1 ? start.length : end) || end === -1) return null;
    return textOf(start.subarray(0, end));
  }
}

function missing(symbols: number, there: number, size: number | null): string | null {
  if (symbols === 0) return 'there is no symbol table, and so no string table behind it';
  if (size === null) return `a string table of 4 bytes or more, got ${there}`;
  return size > there ? `a string table of ${size} bytes, got ${there}` : null;
}
