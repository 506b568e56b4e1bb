import { enumeration } from './enumeration';

/**
 * Relocation types of Itanium.
 *
 * PE Format, 5.2.1 Type Indicators, Intel Itanium Processor Family (IPF).
 */
export const IA64 = enumeration('coff.IMAGE.REL.IA64', 16, {
  /** Does nothing. */
  ABSOLUTE: 0,
  /** Absolute target in an IMM14 slot; may take an ADDEND. */
  IMM14: 1,
  /** Absolute target in an IMM22 slot; may take an ADDEND. */
  IMM22: 2,
  /** In all slots of an IMM64 bundle, slot number 1; may take an ADDEND. */
  IMM64: 3,
  /** VA, 32 bits: images below 2 GiB only. */
  DIR32: 4,
  /** VA, 64 bits. */
  DIR64: 5,
  /** Distance to a bundle, 25 bits without the 4 low ones. */
  PCREL21B: 6,
  /** Distance to a bundle, 25 bits without the 4 low ones. */
  PCREL21M: 7,
  /**
   * Distance to a bundle, 25 bits without the 4 low ones; the low bits of the address are the slot.
   */
  PCREL21F: 8,
  /** Distance from the global pointer, 22 bits; may take an ADDEND. */
  GPREL22: 9,
  /** Distance from the global pointer to the target's literal table entry, 22 bits. */
  LTOFF22: 10,
  /** Index of the target's section, 16 bits: for debug information. */
  SECTION: 11,
  /** Offset of the target in its section, 22 bits; may take an ADDEND. */
  SECREL22: 12,
  /** Offset of the target in its section, 64 bits, slot number 1; may take an ADDEND. */
  SECREL64I: 13,
  /** Offset of the target in its section, 32 bits of data. */
  SECREL32: 14,
  /** RVA, 32 bits. */
  DIR32NB: 16,
  /** Difference of two targets, 14 bits, signed; stored already. */
  SREL14: 17,
  /** Difference of two targets, 22 bits, signed; stored already. */
  SREL22: 18,
  /** Difference of two targets, 32 bits, signed; stored already. */
  SREL32: 19,
  /** Difference of two targets, 32 bits, unsigned; stored already. */
  UREL32: 20,
  /** Distance, 60 bits: always a BRL of an MLX bundle. */
  PCREL60X: 21,
  /** Distance, 60 bits: where 25 are enough, the bundle becomes an MBB one. */
  PCREL60B: 22,
  /** Distance, 60 bits: where 25 are enough, the bundle becomes an MFB one. */
  PCREL60F: 23,
  /** Distance, 60 bits: where 25 are enough, the bundle becomes an MIB one. */
  PCREL60I: 24,
  /** Distance, 60 bits: where 25 are enough, the bundle becomes an MMB one. */
  PCREL60M: 25,
  /** Distance from the global pointer, 64 bits. */
  IMMGPREL64: 26,
  /** CLR token. */
  TOKEN: 27,
  /** Distance from the global pointer, 32 bits. */
  GPREL32: 28,
  /** Behind one of the types that take it: what to add to the target. */
  ADDEND: 31,
});
