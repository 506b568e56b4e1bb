import { u32, type Infer } from './codec';
import { enumeration, type EnumValue } from './enumeration';
import { Layout } from './layout';

/** How many data directories the format names; a header may have fewer or claim more. */
export const IMAGE_NUMBEROF_DIRECTORY_ENTRIES = 16;

/** The index of each data directory. PE Format, 3.4.3 Optional Header Data Directories. */
export const DirectoryEntry = enumeration('coff.DirectoryEntry', 16, {
  EXPORT: 0,
  IMPORT: 1,
  RESOURCE: 2,
  /** Unwind data: `.pdata`. */
  EXCEPTION: 3,
  /** Certificates. The one directory whose address is a file offset, no RVA. */
  SECURITY: 4,
  BASERELOC: 5,
  DEBUG: 6,
  /** Reserved. */
  ARCHITECTURE: 7,
  /** The RVA of the value for the global pointer register; its size is 0. */
  GLOBALPTR: 8,
  TLS: 9,
  LOAD_CONFIG: 10,
  BOUND_IMPORT: 11,
  /** Import address tables. */
  IAT: 12,
  DELAY_IMPORT: 13,
  /** The CLR runtime header. */
  COM_DESCRIPTOR: 14,
});
export type DirectoryEntry = EnumValue<'coff.DirectoryEntry'>;

/** Where a table is that the loader uses. PE Format, 3.4.3 Optional Header Data Directories. */
export const ImageDataDirectory = new Layout(
  'coff.ImageDataDirectory',
  { size: 8, whenCut: 'InvalidPEHeader' },
  {
    /** RVA; 0 for none. */
    virtual_address: u32,
    /** Bytes. */
    size: u32,
  },
);
export type ImageDataDirectory = Infer<typeof ImageDataDirectory>;
