import { enumeration } from './enumeration';

/** Relocation types of x86-64. PE Format, 5.2.1 Type Indicators, x64 Processors. */
export const AMD64 = enumeration('coff.IMAGE.REL.AMD64', 16, {
  /** Does nothing. */
  ABSOLUTE: 0,
  /** VA, 64 bits. */
  ADDR64: 1,
  /** VA, 32 bits. */
  ADDR32: 2,
  /** RVA, 32 bits. */
  ADDR32NB: 3,
  /** Distance from the end of the field, 32 bits. */
  REL32: 4,
  /** Distance from 1 byte after the end of the field, 32 bits. */
  REL32_1: 5,
  /** Distance from 2 bytes after the end of the field, 32 bits. */
  REL32_2: 6,
  /** Distance from 3 bytes after the end of the field, 32 bits. */
  REL32_3: 7,
  /** Distance from 4 bytes after the end of the field, 32 bits. */
  REL32_4: 8,
  /** Distance from 5 bytes after the end of the field, 32 bits. */
  REL32_5: 9,
  /** Index of the target's section, 16 bits: for debug information. */
  SECTION: 10,
  /** Offset of the target in its section, 32 bits: for debug information and thread-local data. */
  SECREL: 11,
  /** Offset of the target in its section, 7 bits. */
  SECREL7: 12,
  /** CLR token. */
  TOKEN: 13,
  /** Span-dependent value in the object, 32 bits, signed. */
  SREL32: 14,
  /** Follows every span-dependent value. */
  PAIR: 15,
  /** Span-dependent value applied when linking, 32 bits, signed. */
  SSPAN32: 16,
});
