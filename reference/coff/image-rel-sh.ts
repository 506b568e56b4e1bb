import { enumeration } from './enumeration';

/**
 * Relocation types of Hitachi SuperH: `3_*` for SH3 and SH4, `M_*` for SH5 (SHmedia).
 *
 * PE Format, 5.2.1 Type Indicators, Hitachi SuperH Processors.
 */
export const SH = enumeration('coff.IMAGE.REL.SH', 16, {
  /** Does nothing. */
  '3_ABSOLUTE': 0,
  /** VA in 16 bits. */
  '3_DIRECT16': 1,
  /** VA, 32 bits. */
  '3_DIRECT32': 2,
  /** VA in 8 bits. */
  '3_DIRECT8': 3,
  /** VA in units of 2 bytes, in 8 bits. */
  '3_DIRECT8_WORD': 4,
  /** VA in units of 4 bytes, in 8 bits. */
  '3_DIRECT8_LONG': 5,
  /** VA in the low 4 bits. */
  '3_DIRECT4': 6,
  /** VA in units of 2 bytes, in the low 4 bits. */
  '3_DIRECT4_WORD': 7,
  /** VA in units of 4 bytes, in the low 4 bits. */
  '3_DIRECT4_LONG': 8,
  /** Distance in units of 2 bytes, in 8 bits. */
  '3_PCREL8_WORD': 9,
  /** Distance in units of 4 bytes, in 8 bits. */
  '3_PCREL8_LONG': 10,
  /** Distance in units of 2 bytes, in the low 12 bits. */
  '3_PCREL12_WORD': 11,
  /** VA of the target's section. */
  '3_STARTOF_SECTION': 12,
  /** Bytes of the target's section. */
  '3_SIZEOF_SECTION': 13,
  /** Index of the target's section, 16 bits: for debug information. */
  '3_SECTION': 14,
  /** Offset of the target in its section, 32 bits: for debug information and thread-local data. */
  '3_SECREL': 15,
  /** RVA, 32 bits. */
  '3_DIRECT32_NB': 16,
  /** Relative to the global pointer. */
  '3_GPREL4_LONG': 17,
  /** CLR token. */
  '3_TOKEN': 18,
  /** Distance in units of 4 bytes; selects PTA or PTB, unless M_NOMODE is set. */
  M_PCRELPT: 19,
  /** Low half of the address. */
  M_REFLO: 20,
  /** High half of the address. */
  M_REFHALF: 21,
  /** Low half of the distance. */
  M_RELLO: 22,
  /** High half of the distance. */
  M_RELHALF: 23,
  /** Behind M_REFHALF, M_RELHALF or M_RELLO; its symbol index is a displacement. */
  M_PAIR: 24,
  /** The mode of the section does not matter. */
  M_NOMODE: 0x8000,
});
