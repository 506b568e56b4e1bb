import { enumeration } from './enumeration';

/** Relocation types of AArch64. PE Format, 5.2.1 Type Indicators, ARM64 Processors. */
export const ARM64 = enumeration('coff.IMAGE.REL.ARM64', 16, {
  /** Does nothing. */
  ABSOLUTE: 0,
  /** VA, 32 bits. */
  ADDR32: 1,
  /** RVA, 32 bits. */
  ADDR32NB: 2,
  /** Distance, 26 bits: B and BL. */
  BRANCH26: 3,
  /** Page of the target: ADRP. */
  PAGEBASE_REL21: 4,
  /** Distance, 21 bits: ADR. */
  REL21: 5,
  /** Offset in the page, 12 bits: ADD and ADDS without a shift. */
  PAGEOFFSET_12A: 6,
  /** Offset in the page, 12 bits: LDR. */
  PAGEOFFSET_12L: 7,
  /** Offset of the target in its section, 32 bits: for debug information and thread-local data. */
  SECREL: 8,
  /** Offset in the section, bits 0 to 11: ADD and ADDS without a shift. */
  SECREL_LOW12A: 9,
  /** Offset in the section, bits 12 to 23: ADD and ADDS without a shift. */
  SECREL_HIGH12A: 10,
  /** Offset in the section, bits 0 to 11: LDR. */
  SECREL_LOW12L: 11,
  /** CLR token. */
  TOKEN: 12,
  /** Index of the target's section, 16 bits: for debug information. */
  SECTION: 13,
  /** VA, 64 bits. */
  ADDR64: 14,
  /** Distance, 19 bits: conditional B. */
  BRANCH19: 15,
  /** Distance, 14 bits: TBZ and TBNZ. */
  BRANCH14: 16,
  /** Distance from the end of the field, 32 bits. */
  REL32: 17,
});
