import { u16, u32, type Infer } from './codec';
import { enumeration, type EnumValue } from './enumeration';
import { Layout } from './layout';

/** What a piece of debug information is. PE Format, 6.1.2 Debug Type. */
export const DebugType = enumeration('coff.DebugType', 32, {
  UNKNOWN: 0,
  COFF: 1,
  /** Where the PDB file is. */
  CODEVIEW: 2,
  /** Frames without a frame pointer. */
  FPO: 3,
  /** Where a DBG file is. */
  MISC: 4,
  /** A copy of `.pdata`. */
  EXCEPTION: 5,
  FIXUP: 6,
  /** From the RVAs of this image to those before its code was rearranged. */
  OMAP_TO_SRC: 7,
  /** The other way round. */
  OMAP_FROM_SRC: 8,
  BORLAND: 9,
  RESERVED10: 10,
  VC_FEATURE: 12,
  POGO: 13,
  ILTCG: 14,
  MPX: 15,
  /** The build is reproducible: time stamps are hashes. */
  REPRO: 16,
  /** More DLL characteristics. */
  EX_DLLCHARACTERISTICS: 20,
});
export type DebugType = EnumValue<'coff.DebugType'>;

/** One piece of debug information. PE Format, 6.1.1 Debug Directory (Image Only). */
export const DebugDirectoryEntry = new Layout(
  'coff.DebugDirectoryEntry',
  { size: 28, whenCut: 'MissingCoffSection' },
  {
    /** Reserved. */
    characteristics: u32,
    /** Seconds since 1970, the low 32 bits. */
    time_date_stamp: u32,
    major_version: u16,
    minor_version: u16,
    type: DebugType,
    /** Bytes. */
    size_of_data: u32,
    /** RVA; 0 if it is not loaded. */
    address_of_raw_data: u32,
    /** File offset. */
    pointer_to_raw_data: u32,
  },
);
export type DebugDirectoryEntry = Infer<typeof DebugDirectoryEntry>;
