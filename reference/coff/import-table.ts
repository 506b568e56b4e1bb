import { byteArray, u16, u32, type Infer } from './codec';
import { Layout } from './layout';
import { packed, packed64, unsigned } from './packed';

/**
 * One imported DLL. A row of zeroes ends the table.
 *
 * PE Format, 6.4.1 Import Directory Table.
 */
export const ImportDirectoryEntry = new Layout(
  'coff.ImportDirectoryEntry',
  { size: 20, whenCut: 'MissingCoffSection' },
  {
    /** RVA of the names and ordinals to import. */
    import_lookup_table_rva: u32,
    /** 0 until the image is bound. */
    time_date_stamp: u32,
    /** Index of the first forwarder reference. */
    forwarder_chain: u32,
    /** RVA of the DLL's name, which ends with a NUL. */
    name_rva: u32,
    /** RVA of the table that the loader fills with addresses. */
    import_address_table_rva: u32,
  },
);
export type ImportDirectoryEntry = Infer<typeof ImportDirectoryEntry>;

const ByName32 = packed('coff.ImportLookupEntry32.ByName', 32, {
  /** RVA of an {@link ImportHintNameEntry}. */
  name_table_rva: unsigned(31),
  /** 0: by name. */
  flag: unsigned(1, 0),
});
const ByOrdinal32 = packed('coff.ImportLookupEntry32.ByOrdinal', 32, {
  ordinal_number: unsigned(16),
  unused: unsigned(15),
  /** 1: by ordinal. */
  flag: unsigned(1, 1),
});

/**
 * One import of a PE32 image, 4 bytes: by name or, with the highest bit set, by ordinal.
 *
 * PE Format, 6.4.2 Import Lookup Table.
 */
export const ImportLookupEntry32 = {
  ByName: ByName32,
  ByOrdinal: ByOrdinal32,
  /** @returns null if the import is by ordinal */
  getImportByName(raw: number): Infer<typeof ByName32> | null {
    const entry = ByName32.fromInt(raw);
    return entry.flag === 0 ? entry : null;
  },
  /** @returns null if the import is by name */
  getImportByOrdinal(raw: number): Infer<typeof ByOrdinal32> | null {
    const entry = ByOrdinal32.fromInt(raw);
    return entry.flag === 1 ? entry : null;
  },
} as const;

const ByName64 = packed64('coff.ImportLookupEntry64.ByName', {
  /** RVA of an {@link ImportHintNameEntry}. */
  name_table_rva: unsigned(31),
  unused: unsigned(32),
  /** 0: by name. */
  flag: unsigned(1, 0),
});
const ByOrdinal64 = packed64('coff.ImportLookupEntry64.ByOrdinal', {
  ordinal_number: unsigned(16),
  unused: unsigned(47),
  /** 1: by ordinal. */
  flag: unsigned(1, 1),
});

/**
 * One import of a PE32+ image, 8 bytes: by name or, with the highest bit set, by ordinal.
 *
 * PE Format, 6.4.2 Import Lookup Table.
 */
export const ImportLookupEntry64 = {
  ByName: ByName64,
  ByOrdinal: ByOrdinal64,
  /** @returns null if the import is by ordinal */
  getImportByName(raw: bigint): Infer<typeof ByName64> | null {
    const entry = ByName64.fromInt(raw);
    return entry.flag === 0 ? entry : null;
  },
  /** @returns null if the import is by name */
  getImportByOrdinal(raw: bigint): Infer<typeof ByOrdinal64> | null {
    const entry = ByOrdinal64.fromInt(raw);
    return entry.flag === 1 ? entry : null;
  },
} as const;

/**
 * The start of an imported name: its first byte only, the rest follows up to a NUL, and one more
 * NUL where the next entry would start at an odd address. `SIZE` is 4 as upstream's; a file has 3
 * bytes of these fields (`FILE_SIZE`).
 *
 * PE Format, 6.4.3 Hint/Name Table.
 */
export const ImportHintNameEntry = new Layout(
  'coff.ImportHintNameEntry',
  { size: 4, alignment: 2, whenCut: 'MissingCoffSection' },
  {
    /** Index into the DLL's export name table where the loader looks first. */
    hint: u16,
    name: byteArray(1),
  },
);
export type ImportHintNameEntry = Infer<typeof ImportHintNameEntry>;
