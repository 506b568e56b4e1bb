/** An input as it really occurs, from which others are made. */
export interface ReaderSeed {
  /** Names it in messages. */
  readonly name: string;
  readonly bytes: Buffer;
  /**
   * Where its structures lie: offsets in bytes, ends excluded. Most changes are made there. Empty for all of it.
   */
  readonly places: readonly (readonly [start: number, end: number])[];
}

/** How inputs are made of seeds. */
export type SeedForm = 'bytes' | 'text' | 'json' | 'json-lines';

/** A class of errors. */
export type ErrorClass = abstract new (...given: never[]) => Error;

/** Bytes that any reader may allocate, whatever its input is. */
export const ROOM = 0x40_0000;

/** Something in the suite that reads bytes of others. */
export interface Reader {
  /** In lower case, with hyphens. */
  readonly name: string;
  /** What it reads, for people. */
  readonly what: string;
  readonly form: SeedForm;
  seeds(): readonly ReaderSeed[];
  /**
   * Reads an input to its end, and uses what it reads.
   * @param folder for files, of its own
   * @throws one of `refusals` for an input that is refused; nothing else
   */
  read(bytes: Buffer, folder: string): void | Promise<void>;
  readonly refusals: readonly ErrorClass[];
  /**
   * Bytes that it may allocate for what an input only names, beyond those for each of the input's own: {@link ROOM}
   * without it.
   */
  readonly room?: (bytes: Buffer) => number;
  /** How many inputs a soak tries, for every one of a reader that takes no time. 1 without it. */
  readonly share?: number;
}
