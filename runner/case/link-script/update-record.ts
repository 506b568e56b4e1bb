/**
 * An `updateFunc` or `updateNav` as numbers, for a big script has hundreds of thousands of them: a record can be read,
 * handed to another thread and replayed without an object for each part. Names are numbers of a {@link Names}, and
 * all numbers have 32 bits, signed; an update in which one is larger is no record.
 *
 *     0 SIZE    of the record in words
 *     1 IS_NAV  1 of updateNav, 0 of updateFunc
 *     2 NAV     number of its name
 *     3 TYPE    number of its name
 *     4 ALIGN   logarithm to base 2 of the alignment; NONE for the default of the optimize mode
 *     5 BYTES   how many bytes the steps write
 *     6 ...     the steps, each a {@link RecordStep} with its numbers
 *
 * The bytes that are written lie elsewhere, one after the other.
 */
export interface UpdateRecord {
  readonly words: Int32Array;
  /** Index of the record's first word. */
  readonly at: number;
  readonly bytes: Uint8Array;
  /** Index of the first byte that the record writes. */
  readonly bytesAt: number;
}

/** Names by their numbers, which count from 0. */
export interface Names {
  text(number: number): string;
}

export const RecordField = {
  SIZE: 0,
  IS_NAV: 1,
  NAV: 2,
  TYPE: 3,
  ALIGN: 4,
  BYTES: 5,
  STEPS: 6,
} as const;

/** In place of a logarithm, or of the number of a name. */
export const NONE = -1;

/** The first number of each step, and the numbers that follow it. */
export const RecordStep = {
  /** One write of the next bytes: count. */
  WRITE: 0,
  /** One fill: byte, count. */
  SPLAT: 1,
  /** A pointer to a nav: addend, name. */
  NAV_POINTER: 2,
  /** A pointer to a constant: addend, id. */
  UAV_POINTER: 3,
  /** A relocation to a nav: type, addend, offset, name. */
  NAV_RELOC: 4,
  /** A relocation to a constant: type, addend, offset, id. */
  UAV_RELOC: 5,
  /** A relocation to a global: type, addend, offset, name, DLL or NONE. */
  GLOBAL_RELOC: 6,
} as const;
