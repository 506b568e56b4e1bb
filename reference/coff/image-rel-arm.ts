import { enumeration } from './enumeration';

/** Relocation types of 32-bit ARM. PE Format, 5.2.1 Type Indicators, ARM Processors. */
export const ARM = enumeration('coff.IMAGE.REL.ARM', 16, {
  /** Does nothing. */
  ABSOLUTE: 0,
  /** VA, 32 bits. */
  ADDR32: 1,
  /** RVA, 32 bits. */
  ADDR32NB: 2,
  /** Distance to the target, 24 bits. */
  BRANCH24: 3,
  /** Call of two 16-bit instructions with 11 bits of distance each. */
  BRANCH11: 4,
  /** Distance from the end of the field, 32 bits. */
  REL32: 10,
  /** Index of the target's section, 16 bits: for debug information. */
  SECTION: 14,
  /** Offset of the target in its section, 32 bits: for debug information and thread-local data. */
  SECREL: 15,
  /** VA, 32 bits: low half in a MOVW, high half in the MOVT after it. */
  MOV32: 16,
  /** As MOV32, in Thumb-2. */
  THUMB_MOV32: 17,
  /** Distance to a target at an even address, 21 bits: conditional B of Thumb-2. */
  THUMB_BRANCH20: 18,
  /** Has no meaning. */
  Unused: 19,
  /** Distance to a target at an even address, 25 bits: B of Thumb-2. */
  THUMB_BRANCH24: 20,
  /** Distance to a target at a multiple of 4 bytes, 25 bits: BLX of Thumb-2. */
  THUMB_BLX23: 21,
  /** After a REFHI; its symbol index is a displacement. */
  PAIR: 22,
});
