import { enumeration } from './enumeration';
import { bitUnion, flag, packed, tagged, unsigned } from './packed';

/**
 * The alignment that an object's section asks for: `2 ** (value - 1)` bytes.
 *
 * PE Format, 4.1 Section Flags.
 */
export const Align = enumeration('coff.SectionHeader.Flags.Align', 4, {
  NONE: 0,
  '1BYTES': 1,
  '2BYTES': 2,
  '4BYTES': 3,
  '8BYTES': 4,
  '16BYTES': 5,
  '32BYTES': 6,
  '64BYTES': 7,
  '128BYTES': 8,
  '256BYTES': 9,
  '512BYTES': 10,
  '1024BYTES': 11,
  '2048BYTES': 12,
  '4096BYTES': 13,
  '8192BYTES': 14,
});

const bits = packed('coff.SectionHeader.Flags', 32, {
  SCALE_INDEX: flag,
  unused1: unsigned(2),
  /** Objects; obsolete: as `ALIGN` of one byte. */
  TYPE_NO_PAD: flag,
  unused4: unsigned(1),
  CNT_CODE: flag,
  CNT_INITIALIZED_DATA: flag,
  /** The section takes no bytes of the file. */
  CNT_UNINITIALIZED_DATA: flag,
  LNK_OTHER: flag,
  /** Objects: comments, or options of the linker (`.drectve`). */
  LNK_INFO: flag,
  unused10: unsigned(1),
  /** Objects: not for the image. */
  LNK_REMOVE: flag,
  /** Objects: COMDAT data. PE Format, 5.5.6 COMDAT Sections (Object Only). */
  LNK_COMDAT: flag,
  unused13: unsigned(2),
  union14: bitUnion('coff.SectionHeader.Flags.union14', {
    mask: unsigned(1),
    /** Data addressed through the global pointer. */
    GPREL: flag,
    MEM_FARDATA: flag,
  }),
  unused15: unsigned(1),
  union16: bitUnion('coff.SectionHeader.Flags.union16', {
    mask: unsigned(1),
    MEM_PURGEABLE: flag,
    MEM_16BIT: flag,
  }),
  MEM_LOCKED: flag,
  MEM_PRELOAD: flag,
  ALIGN: tagged(Align),
  /** More relocations than 16 bits count: the first one's address is their number. */
  LNK_NRELOC_OVFL: flag,
  /** Not needed once the image is loaded. */
  MEM_DISCARDABLE: flag,
  MEM_NOT_CACHED: flag,
  MEM_NOT_PAGED: flag,
  /** One copy in memory for all processes. */
  MEM_SHARED: flag,
  MEM_EXECUTE: flag,
  MEM_READ: flag,
  MEM_WRITE: flag,
});

/**
 * What a section holds and how its memory may be used. The numbers in `unused1` and the like are
 * upstream's: for the union `union14` is bit 15, for `union16` bit 17.
 *
 * PE Format, 4.1 Section Flags.
 */
export const Flags = Object.assign(bits, { Align });
