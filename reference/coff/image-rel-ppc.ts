import { enumeration } from './enumeration';

/** Relocation types of PowerPC. PE Format, 5.2.1 Type Indicators, IBM PowerPC Processors. */
export const PPC = enumeration('coff.IMAGE.REL.PPC', 16, {
  /** Does nothing. */
  ABSOLUTE: 0,
  /** VA, 64 bits. */
  ADDR64: 1,
  /** VA, 32 bits. */
  ADDR32: 2,
  /** Low 24 bits of the VA of an absolute target. */
  ADDR24: 3,
  /** Low 16 bits of the VA. */
  ADDR16: 4,
  /** Low 14 bits of the VA of an absolute target. */
  ADDR14: 5,
  /** Distance, 24 bits. */
  REL24: 6,
  /** Distance, 14 bits. */
  REL14: 7,
  /** RVA, 32 bits. */
  ADDR32NB: 10,
  /** Offset of the target in its section, 32 bits: for debug information and thread-local data. */
  SECREL: 11,
  /** Index of the target's section, 16 bits: for debug information. */
  SECTION: 12,
  /** Offset of the target in its section, 16 bits. */
  SECREL16: 15,
  /** High half of the VA; a PAIR follows. */
  REFHI: 16,
  /** Low half of the VA. */
  REFLO: 17,
  /** Behind REFHI or SECRELHI; its symbol index is a displacement. */
  PAIR: 18,
  /** Low half of the offset of the target in its section. */
  SECRELLO: 19,
  /** Distance from the global pointer, 16 bits, signed. */
  GPREL: 21,
  /** CLR token. */
  TOKEN: 22,
});
