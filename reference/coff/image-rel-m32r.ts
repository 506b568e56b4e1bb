import { enumeration } from './enumeration';

/** Relocation types of Mitsubishi M32R. PE Format, 5.2.1 Type Indicators, Mitsubishi M32R. */
export const M32R = enumeration('coff.IMAGE.REL.M32R', 16, {
  /** Does nothing. */
  ABSOLUTE: 0,
  /** VA, 32 bits. */
  ADDR32: 1,
  /** RVA, 32 bits. */
  ADDR32NB: 2,
  /** VA, 24 bits. */
  ADDR24: 3,
  /** Distance from the global pointer, 16 bits. */
  GPREL16: 4,
  /** Distance in units of 4 bytes, 24 bits, signed. */
  PCREL24: 5,
  /** Distance in units of 4 bytes, 16 bits, signed. */
  PCREL16: 6,
  /** Distance in units of 4 bytes, 8 bits, signed. */
  PCREL8: 7,
  /** High half of the VA. */
  REFHALF: 8,
  /** High half of the VA, made up for the sign of the low one; a PAIR follows. */
  REFHI: 9,
  /** Low half of the VA. */
  REFLO: 10,
  /** Behind REFHI; its symbol index is a displacement. */
  PAIR: 11,
  /** Index of the target's section, 16 bits: for debug information. */
  SECTION: 12,
  /** Offset of the target in its section, 32 bits: for debug information and thread-local data. */
  SECREL: 13,
  /** CLR token. */
  TOKEN: 14,
});
