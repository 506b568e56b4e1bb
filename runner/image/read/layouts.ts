import { u16, u32, u64, u8, type Infer } from '../../../reference/coff/codec';
import { Layout } from '../../../reference/coff/layout';

/** What std.coff has no structure of; fields are named as it would name them. */
const options = (size: number) => ({ size, whenCut: 'MissingCoffSection' }) as const;

/** PE Format, 6.3.1 Export Directory Table. */
export const ExportDirectory = new Layout('ExportDirectory', options(40), {
  /** Reserved. */
  export_flags: u32,
  time_date_stamp: u32,
  major_version: u16,
  minor_version: u16,
  /** RVA of the DLL's name. */
  name_rva: u32,
  /** The ordinal of the first address. */
  ordinal_base: u32,
  address_table_entries: u32,
  /** Rows of the name pointer table and of the ordinal table. */
  number_of_name_pointers: u32,
  export_address_table_rva: u32,
  name_pointer_rva: u32,
  ordinal_table_rva: u32,
});
export type ExportDirectory = Infer<typeof ExportDirectory>;

/** PE Format, 5.8.1 The Delay-Load Directory Table. */
export const DelayLoadDescriptor = new Layout('DelayLoadDescriptor', options(32), {
  attributes: u32,
  name_rva: u32,
  module_handle_rva: u32,
  import_address_table_rva: u32,
  import_name_table_rva: u32,
  bound_import_address_table_rva: u32,
  unload_information_table_rva: u32,
  /** 0 until the image is bound. */
  time_date_stamp: u32,
});
export type DelayLoadDescriptor = Infer<typeof DelayLoadDescriptor>;

/** The addresses of these are absolute: the loader relocates them. PE Format, 6.7.1. */
const tlsFields = <T>(address: T, number: typeof u32) => ({
  raw_data_start_va: address,
  raw_data_end_va: address,
  address_of_index: address,
  address_of_callbacks: address,
  size_of_zero_fill: number,
  characteristics: number,
});

/** PE Format, 6.7.1 The TLS Directory, of PE32. */
export const TlsDirectory32 = new Layout('TlsDirectory', options(24), tlsFields(u32, u32));
/** PE Format, 6.7.1 The TLS Directory, of PE32+. */
export const TlsDirectory64 = new Layout('TlsDirectory', options(40), tlsFields(u64, u32));
export type TlsDirectory = Infer<typeof TlsDirectory32> | Infer<typeof TlsDirectory64>;

/** What every version begins with. PE Format, 6.8.2 Load Configuration Layout. */
export const LoadConfigHead = new Layout('LoadConfigDirectory', options(12), {
  /** Bytes of all of the structure: its version. */
  size: u32,
  time_date_stamp: u32,
  major_version: u16,
  minor_version: u16,
});

/** What the header of a program for .NET begins with. ECMA-335, II.25.3.3 CLI header. */
export const CliHeaderHead = new Layout('CliHeader', options(16), {
  /** Bytes of all of the header. */
  size: u32,
  major_runtime_version: u16,
  minor_runtime_version: u16,
  metadata_rva: u32,
  /** Bytes. */
  metadata_size: u32,
});

/** PE Format, 6.9.1 Resource Directory Table. */
export const ResourceDirectoryTable = new Layout('ResourceDirectoryTable', options(16), {
  /** Reserved. */
  characteristics: u32,
  time_date_stamp: u32,
  major_version: u16,
  minor_version: u16,
  number_of_name_entries: u16,
  number_of_id_entries: u16,
});

/** PE Format, 6.9.2 Resource Directory Entries. */
export const ResourceDirectoryEntry = new Layout('ResourceDirectoryEntry', options(8), {
  /** An ID, or with the highest bit set the offset of a name. */
  name_or_id: u32,
  /** The offset of a data entry, or with the highest bit set of another table. */
  offset_to_data: u32,
});

/** PE Format, 6.9.4 Resource Data Entry. */
export const ResourceDataEntry = new Layout('ResourceDataEntry', options(16), {
  /** RVA. */
  data_rva: u32,
  size: u32,
  codepage: u32,
  reserved: u32,
});

/** PE Format, 5.7 The Attribute Certificate Table (Image Only). */
export const CertificateEntry = new Layout('CertificateEntry', options(8), {
  /** Bytes, this head included. */
  length: u32,
  revision: u16,
  certificate_type: u16,
});

/** PE Format, 6.5 The .pdata Section, of x64. */
export const RuntimeFunction = new Layout('RuntimeFunction', options(12), {
  /** RVA of the first byte. */
  begin_address: u32,
  /** RVA after the last byte. */
  end_address: u32,
  /** RVA. */
  unwind_information: u32,
});

/** The start of it: the codes follow. PE Format, 6.5 has it in the x64 calling convention. */
export const UnwindInfo = new Layout('UnwindInfo', options(4), {
  /** Version in the low 3 bits, flags in the others. */
  version_and_flags: u8,
  size_of_prolog: u8,
  count_of_codes: u8,
  frame_register_and_offset: u8,
});
