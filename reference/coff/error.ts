/** The members of std.coff's error set, in upstream's order. */
export type ErrorCode =
  | 'InvalidPEMagic'
  | 'InvalidPEHeader'
  | 'InvalidMachine'
  | 'MissingPEHeader'
  | 'MissingCoffSection'
  | 'MissingStringTable';

/** Where and why a read failed: everything of a {@link CoffError} but its code. */
export interface ErrorPlace {
  /** Bytes from the start of what was being read (of the whole file, for a `Coff`'s readers). */
  readonly offset: number;
  /** The field that could not be read or that holds the bad value, for example `Header.machine`. */
  readonly field: string;
  /** What the field would have to be, as words. */
  readonly expected: string;
}

/**
 * std.coff's `Error`: the one error that reading any bytes at all can give. (Arguments that are
 * wrong in themselves, such as a number too large for the field to be written, are `RangeError`s.)
 *
 * Upstream has data cut short as a panic, an `error.EndOfStream`, an `error.InvalidStrtabSize` or
 * an `error.InvalidDebugDirectory`; here each is the member that fits best:
 *
 * - `InvalidPEMagic`: the optional header's magic, or the signature of CodeView data, is unknown
 * - `InvalidPEHeader`: a header is cut short, or points outside the file
 * - `InvalidMachine`: in the set, but no reader gives it, upstream or here: any machine is read
 * - `MissingPEHeader`: there is no header where one must be, or the file has no optional header
 * - `MissingCoffSection`: a section, its header or what lies inside it is not in the file
 * - `MissingStringTable`: the string table, or a string of it, is not in the file
 */
export class CoffError extends Error implements ErrorPlace {
  static readonly InvalidPEMagic = 'InvalidPEMagic';
  static readonly InvalidPEHeader = 'InvalidPEHeader';
  static readonly InvalidMachine = 'InvalidMachine';
  static readonly MissingPEHeader = 'MissingPEHeader';
  static readonly MissingCoffSection = 'MissingCoffSection';
  static readonly MissingStringTable = 'MissingStringTable';

  override readonly name = 'CoffError';
  readonly code: ErrorCode;
  readonly offset: number;
  readonly field: string;
  readonly expected: string;

  constructor(code: ErrorCode, { offset, field, expected }: ErrorPlace) {
    super(`${code}: ${field} (at offset ${hex(offset)}): expected ${expected}`);
    this.code = code;
    this.offset = offset;
    this.field = field;
    this.expected = expected;
  }
}

/** An offset as `0x1f`; one that is no whole number is shown as it is. */
function hex(offset: number): string {
  return Number.isInteger(offset) && offset >= 0 ? `0x${offset.toString(16)}` : String(offset);
}
