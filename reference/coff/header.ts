import { u16, u32, type Infer } from './codec';
import { MACHINE } from './image-file-machine';
import { Layout } from './layout';
import { flag, packed } from './packed';

/** PE Format, 3.3.2 Characteristics. */
const Flags = packed('coff.Header.Flags', 16, {
  /** Images: there are no base relocations, only the preferred address will do. */
  RELOCS_STRIPPED: flag,
  /** Images: the file can be run; without it, linking failed. */
  EXECUTABLE_IMAGE: flag,
  /** Deprecated: no COFF line numbers. */
  LINE_NUMS_STRIPPED: flag,
  /** Deprecated: no COFF symbols of local names. */
  LOCAL_SYMS_STRIPPED: flag,
  /** Obsolete: trim the working set. */
  AGGRESSIVE_WS_TRIM: flag,
  /** Addresses above 2 GiB are fine. */
  LARGE_ADDRESS_AWARE: flag,
  RESERVED: flag,
  /** Deprecated: little-endian. */
  BYTES_REVERSED_LO: flag,
  /** The machine has 32-bit words. */
  '32BIT_MACHINE': flag,
  /** No debug information in this file. */
  DEBUG_STRIPPED: flag,
  /** From removable media: copy to the swap file before running. */
  REMOVABLE_RUN_FROM_SWAP: flag,
  /** From the network: copy to the swap file before running. */
  NET_RUN_FROM_SWAP: flag,
  /** A system file, no user program. */
  SYSTEM: flag,
  /** A DLL. */
  DLL: flag,
  /** For machines with one processor only. */
  UP_SYSTEM_ONLY: flag,
  /** Deprecated: big-endian. */
  BYTES_REVERSED_HI: flag,
});

const layout = new Layout(
  'coff.Header',
  { size: 20, whenCut: 'InvalidPEHeader' },
  {
    machine: MACHINE,
    /** Rows of the section table, which follows the optional header. */
    number_of_sections: u16,
    /** Seconds since 1970, the low 32 bits. */
    time_date_stamp: u32,
    /** File offset, or 0 for no symbol table. */
    pointer_to_symbol_table: u32,
    /** Records, auxiliary ones included; the string table follows them. */
    number_of_symbols: u32,
    /** Bytes, data directories included; 0 in objects. */
    size_of_optional_header: u16,
    flags: Flags,
  },
);

/**
 * The COFF header: first in an object, after the signature in an image.
 *
 * PE Format, 3.3 COFF File Header (Object and Image).
 */
export const Header = Object.assign(layout, { Flags });
export type Header = Infer<typeof layout>;
