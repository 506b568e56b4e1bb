import { CoffError } from './error';
import { textUpToNul } from './text';

/**
 * The string table of an object: names longer than the 8 bytes of a header or a record.
 *
 * PE Format, 5.6 COFF String Table.
 */
export class Strtab {
  readonly #fileOffset: number;

  /**
   * @param buffer the whole table: the 4 bytes of its size, which offsets count, and the strings
   * @param fileOffset where `buffer` starts in the file, for errors
   */
  constructor(
    readonly buffer: Uint8Array,
    fileOffset = 0,
  ) {
    this.#fileOffset = fileOffset;
  }

  /**
   * The string at `off` bytes from the start of the table.
   *
   * @throws CoffError `MissingStringTable` if the table ends before the string or before its NUL
   */
  get(off: number): string {
    this.#checkStart(off);
    const end = this.buffer.indexOf(0, off);
    if (end === -1) throw this.#error(off, 'a NUL at the end of the string');
    return textUpToNul(this.buffer.subarray(off, end));
  }

  /**
   * Whether `get(off)` would give this text, in time that depends on the text alone: a hostile
   * file can have many sections that all name one huge string.
   *
   * @throws CoffError `MissingStringTable` if `off` is outside of the table
   */
  has(text: Uint8Array, off: number): boolean {
    this.#checkStart(off);
    const end = off + text.length;
    return this.buffer[end] === 0 && text.every((byte, i) => byte === this.buffer[off + i]);
  }

  #checkStart(off: number): void {
    if (Number.isInteger(off) && off >= 0 && off < this.buffer.length) return;
    throw this.#error(off, `an offset below the table's ${this.buffer.length} bytes`);
  }

  #error(off: number, expected: string): CoffError {
    return new CoffError('MissingStringTable', {
      offset: this.#fileOffset + off,
      field: 'Strtab.buffer',
      expected,
    });
  }
}
