import { enumeration } from './enumeration';

/** Relocation types of Intel 386. PE Format, 5.2.1 Type Indicators, Intel 386 Processors. */
export const I386 = enumeration('coff.IMAGE.REL.I386', 16, {
  /** Does nothing. */
  ABSOLUTE: 0,
  /** Not supported by the format. */
  DIR16: 1,
  /** Not supported by the format. */
  REL16: 2,
  /** VA, 32 bits. */
  DIR32: 6,
  /** RVA, 32 bits. */
  DIR32NB: 7,
  /** Not supported by the format. */
  SEG12: 9,
  /** Index of the target's section, 16 bits: for debug information. */
  SECTION: 10,
  /** Offset of the target in its section, 32 bits: for debug information and thread-local data. */
  SECREL: 11,
  /** CLR token. */
  TOKEN: 12,
  /** Offset of the target in its section, 7 bits. */
  SECREL7: 13,
  /** Distance from the end of the field, 32 bits: branches and calls. */
  REL32: 20,
});
