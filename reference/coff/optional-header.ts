import { u16, u32, u64, u8, type Codec, type Infer } from './codec';
import { enumeration, type EnumValue } from './enumeration';
import { Layout } from './layout';
import { flag, packed, unsigned } from './packed';

/**
 * What the loader may assume about the image, DLL or not.
 *
 * PE Format, 3.4.2 Optional Header Windows-Specific Fields, DLL Characteristics.
 */
export const DllFlags = packed('coff.DllFlags', 16, {
  _reserved_0: unsigned(5),
  /** Takes randomised addresses of the full 64-bit space. */
  HIGH_ENTROPY_VA: flag,
  /** Can be moved when it is loaded. */
  DYNAMIC_BASE: flag,
  /** Code integrity is checked. */
  FORCE_INTEGRITY: flag,
  /** Data need not be executable. */
  NX_COMPAT: flag,
  /** Knows isolation, but is not to be isolated. */
  NO_ISOLATION: flag,
  /** No structured exception handlers inside. */
  NO_SEH: flag,
  /** Imports are not to be bound. */
  NO_BIND: flag,
  /** Runs in an AppContainer only. */
  APPCONTAINER: flag,
  /** A WDM driver. */
  WDM_DRIVER: flag,
  /** Has Control Flow Guard data. */
  GUARD_CF: flag,
  /** Knows terminal servers. */
  TERMINAL_SERVER_AWARE: flag,
});
export type DllFlags = Infer<typeof DllFlags>;

/**
 * What runs the image.
 *
 * PE Format, 3.4.2 Optional Header Windows-Specific Fields, Windows Subsystem.
 */
export const Subsystem = enumeration('coff.Subsystem', 16, {
  UNKNOWN: 0,
  /** Drivers and native processes. */
  NATIVE: 1,
  WINDOWS_GUI: 2,
  /** A console program. */
  WINDOWS_CUI: 3,
  OS2_CUI: 5,
  POSIX_CUI: 7,
  /** A Windows 9x driver. */
  NATIVE_WINDOWS: 8,
  WINDOWS_CE_GUI: 9,
  EFI_APPLICATION: 10,
  EFI_BOOT_SERVICE_DRIVER: 11,
  EFI_RUNTIME_DRIVER: 12,
  EFI_ROM: 13,
  XBOX: 14,
  WINDOWS_BOOT_APPLICATION: 16,
});
export type Subsystem = EnumValue<'coff.Subsystem'>;

/** Which of the two forms an optional header has. PE Format, 3.4 Optional Header. */
const Magic = enumeration('coff.OptionalHeader.Magic', 16, { PE32: 0x10b, 'PE32+': 0x20b });

const standard = new Layout(
  'coff.OptionalHeader',
  { size: 24, whenCut: 'InvalidPEHeader' },
  {
    magic: Magic,
    major_linker_version: u8,
    minor_linker_version: u8,
    /** Bytes of all code sections. */
    size_of_code: u32,
    /** Bytes of all sections of initialised data. */
    size_of_initialized_data: u32,
    /** Bytes of all sections of data that starts as zeroes. */
    size_of_uninitialized_data: u32,
    /** RVA; 0 for none. */
    address_of_entry_point: u32,
    /** RVA. */
    base_of_code: u32,
  },
);

/** The fields between the image base and the stack sizes: alike in both forms. */
const windowsFields = {
  /** Bytes: sections start at multiples of it in memory. */
  section_alignment: u32,
  /** Bytes: sections start at multiples of it in the file. */
  file_alignment: u32,
  major_operating_system_version: u16,
  minor_operating_system_version: u16,
  major_image_version: u16,
  minor_image_version: u16,
  major_subsystem_version: u16,
  minor_subsystem_version: u16,
  /** Reserved. */
  win32_version_value: u32,
  /** Bytes in memory, headers included; a multiple of the section alignment. */
  size_of_image: u32,
  /** Bytes in the file of all headers and the section table, rounded up to the file alignment. */
  size_of_headers: u32,
  checksum: u32,
  subsystem: Subsystem,
  dll_flags: DllFlags,
};

/**
 * Bytes of address space reserved and committed at the start; addresses' width tells the forms
 * apart.
 */
function stackAndHeap<T>(size: Codec<T>) {
  return {
    size_of_stack_reserve: size,
    size_of_stack_commit: size,
    size_of_heap_reserve: size,
    size_of_heap_commit: size,
    /** Reserved. */
    loader_flags: u32,
    /** Data directories behind this header. */
    number_of_rva_and_sizes: u32,
  };
}

const PE32 = new Layout(
  'coff.OptionalHeader.PE32',
  { size: 96, whenCut: 'InvalidPEHeader' },
  {
    standard,
    /** RVA. */
    base_of_data: u32,
    /** Preferred address; a multiple of 64 KiB. */
    image_base: u32,
    ...windowsFields,
    ...stackAndHeap(u32),
  },
);

const PE32Plus = new Layout(
  'coff.OptionalHeader.PE32+',
  { size: 112, whenCut: 'InvalidPEHeader' },
  {
    standard,
    /** Preferred address; a multiple of 64 KiB. */
    image_base: u64,
    ...windowsFields,
    ...stackAndHeap(u64),
  },
);

/**
 * The first 24 bytes of an optional header, the same in both forms; `PE32` and `PE32+` are the
 * whole ones, data directories excepted.
 *
 * PE Format, 3.4.1 Optional Header Standard Fields and 3.4.2 Windows-Specific Fields.
 */
export const OptionalHeader = Object.assign(standard, { Magic, PE32, 'PE32+': PE32Plus });
export type OptionalHeader = Infer<typeof standard>;
/** What `OptionalHeader.PE32` reads and writes. */
export type OptionalHeader32 = Infer<typeof PE32>;
/** What `OptionalHeader['PE32+']` reads and writes. */
export type OptionalHeader64 = Infer<typeof PE32Plus>;

/** The magic of PE32, with 32-bit addresses. */
export const IMAGE_NT_OPTIONAL_HDR32_MAGIC = Magic.PE32;
/** The magic of PE32+, with 64-bit addresses. */
export const IMAGE_NT_OPTIONAL_HDR64_MAGIC = Magic['PE32+'];
