/** Rows of all tables of a file that is not large; most real images have fewer than 600,000. */
const ROW_LIMIT = 0x10_0000;
/** Bytes of a large file for each row: zig.exe for x86 has 1.9 million base relocations, one for every 97 bytes. */
const BYTES_PER_ROW = 64;
/** Bytes of tables and names that may be read, in sizes of the file: names may share their ends. */
const TIMES_OF_THE_FILE = 4;
/** Bytes on top of that: a small file can have a table in memory that starts as zeroes. */
const ROOM_OF_A_SMALL_FILE = 0x8000;
/** Bytes of a name that are looked at in a string table. */
const NAME_LIMIT = 0x1_0000;

/** The tables of a file claim more than an honest file can hold: they overlap. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
}

/**
 * How much of one file may be read. Tables may lie on top of each other, so that a small file could
 * claim a million tables of a million rows, or the same long name a million times. Work is bounded
 * by the size of the file instead. All tables of a file share one budget.
 */
export class Budget {
  #rows: number;
  #bytes: number;

  /** @param size bytes of the file */
  constructor(size: number) {
    this.#rows = Math.max(ROW_LIMIT, Math.floor(size / BYTES_PER_ROW));
    this.#bytes = size * TIMES_OF_THE_FILE + ROOM_OF_A_SMALL_FILE;
  }

  /** @throws BudgetSpent if so many bytes are not left */
  take(bytes: number): void {
    if (!this.tryTake(bytes)) throw new BudgetSpent('the tables claim more than the file can hold');
  }

  /** @throws BudgetSpent if no row is left */
  takeRow(): void {
    if (!this.tryTakeRow()) throw new BudgetSpent('the tables have more rows than are read');
  }

  /** Takes bytes; false if so many are not left. */
  tryTake(bytes: number): boolean {
    this.#bytes -= bytes;
    return this.#bytes >= 0;
  }

  /** Takes a row; false if none is left. */
  tryTakeRow(): boolean {
    this.#rows -= 1;
    return this.#rows >= 0;
  }

  /** Bytes that may still be read. */
  get left(): number {
    return Math.max(0, this.#bytes);
  }

  /** How far to look for the end of a name in a string table. */
  get nameLimit(): number {
    return Math.min(NAME_LIMIT, this.left);
  }
}

/** What to say where {@link Budget.tryTakeRow} gives no more. */
export const TOO_MANY_ROWS = 'the end of this part, of which no more rows are read';
