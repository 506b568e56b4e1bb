import { enumeration } from './enumeration';

/** Relocation types of MIPS. PE Format, 5.2.1 Type Indicators, MIPS Processors. */
export const MIPS = enumeration('coff.IMAGE.REL.MIPS', 16, {
  /** Does nothing. */
  ABSOLUTE: 0,
  /** High half of the VA. */
  REFHALF: 1,
  /** VA, 32 bits. */
  REFWORD: 2,
  /** Low 26 bits of the VA: J and JAL. */
  JMPADDR: 3,
  /** High half of the VA; a PAIR follows. */
  REFHI: 4,
  /** Low half of the VA. */
  REFLO: 5,
  /** Distance from the global pointer, 16 bits, signed. */
  GPREL: 6,
  /** As GPREL. */
  LITERAL: 7,
  /** Index of the target's section, 16 bits: for debug information. */
  SECTION: 10,
  /** Offset of the target in its section, 32 bits: for debug information and thread-local data. */
  SECREL: 11,
  /** Low half of the offset of the target in its section. */
  SECRELLO: 12,
  /** High half of the offset of the target in its section; a PAIR follows. */
  SECRELHI: 13,
  /** Low 26 bits of the VA: JAL of MIPS16. */
  JMPADDR16: 16,
  /** RVA, 32 bits. */
  REFWORDNB: 34,
  /** Behind REFHI or SECRELHI; its symbol index is a displacement. */
  PAIR: 37,
});
