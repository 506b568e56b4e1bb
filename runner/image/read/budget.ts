/** Rows of a file; the largest real images have some 600,000. */
const ROW_LIMIT = 0x10_0000;
/** Bytes of the names of a file. */
const TEXT_LIMIT = 0x400_0000;
/** Bytes; no name is longer. */
const NAME_LIMIT = 0x1_0000;

/**
 * How much of a file is read. Tables may lie on top of each other, so that a small file could claim
 * a million tables of a million rows, or a million times the same long name: what is read is bounded
 * by the size of the file instead, and by what memory can hold.
 */
export class Allowance {
  #rows: number;
  #text: number;

  /** @param size bytes of the file */
  constructor(size: number) {
    this.#rows = Math.min(size, ROW_LIMIT);
    this.#text = Math.min(size * 64, TEXT_LIMIT);
  }

  /** Takes one row; false if there are no more. */
  takeRow(): boolean {
    this.#rows -= 1;
    return this.#rows >= 0;
  }

  /** Takes the bytes of a name; false if there are not so many. */
  takeText(length: number): boolean {
    this.#text -= length;
    return this.#text >= 0;
  }

  /** How far to look for the end of a name. */
  get nameLimit(): number {
    return Math.max(0, Math.min(NAME_LIMIT, this.#text));
  }
}

/** What to say where {@link Allowance.takeRow} gives no more. */
export const TOO_MANY_ROWS = 'the end of this part, of which no more rows are read';
