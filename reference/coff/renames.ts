/** One name that std.coff had before upstream's commit e1f3fc6ce2, and what became of it. */
export interface Rename {
  /** The old name, from `std.coff` on: `CoffHeader.machine`. */
  readonly from: string;
  /** The new names: one, or two where a field was split, or none where it was dropped. */
  readonly to: readonly string[];
  /** What else changed with the name. */
  readonly note?: string;
}

/** A declaration that moved with all of its members. */
interface Move {
  readonly from: string;
  readonly to: string;
  readonly note?: string;
  /** Members whose names stayed, in one string with spaces between them. */
  readonly same?: string;
  /** Members whose names changed: new ones relative to `to`, empty for a dropped one. */
  readonly renamed?: Readonly<Record<string, readonly string[]>>;
  readonly memberNotes?: Readonly<Record<string, string>>;
}

/** The fields that both forms of the optional header kept, after the standard ones. */
const WINDOWS_FIELDS = `image_base section_alignment file_alignment major_operating_system_version
  minor_operating_system_version major_image_version minor_image_version major_subsystem_version
  minor_subsystem_version win32_version_value size_of_image size_of_headers checksum subsystem
  dll_flags size_of_stack_reserve size_of_stack_commit size_of_heap_reserve size_of_heap_commit
  loader_flags number_of_rva_and_sizes`;

/** The standard fields, which both forms repeated and now share. */
const STANDARD_FIELDS = `magic major_linker_version minor_linker_version size_of_code
  size_of_initialized_data size_of_uninitialized_data address_of_entry_point base_of_code`;

const standardFields = Object.fromEntries(
  words(STANDARD_FIELDS).map((field) => [field, [`standard.${field}`]]),
);
const magicNotes = { magic: 'u16 is now OptionalHeader.Magic' };
const BOOL = 'one-bit fields are bool instead of u1';

const MOVES: readonly Move[] = [
  {
    from: 'CoffHeader',
    to: 'Header',
    same: `machine number_of_sections time_date_stamp pointer_to_symbol_table number_of_symbols
      size_of_optional_header flags`,
  },
  {
    from: 'CoffHeaderFlags',
    to: 'Header.Flags',
    note: BOOL,
    same: `RELOCS_STRIPPED EXECUTABLE_IMAGE LINE_NUMS_STRIPPED LOCAL_SYMS_STRIPPED
      AGGRESSIVE_WS_TRIM LARGE_ADDRESS_AWARE RESERVED BYTES_REVERSED_LO 32BIT_MACHINE DEBUG_STRIPPED
      REMOVABLE_RUN_FROM_SWAP NET_RUN_FROM_SWAP SYSTEM DLL UP_SYSTEM_ONLY BYTES_REVERSED_HI`,
  },
  {
    from: 'OptionalHeaderPE32',
    to: 'OptionalHeader.PE32',
    same: `base_of_data ${WINDOWS_FIELDS}`,
    renamed: standardFields,
    memberNotes: magicNotes,
  },
  {
    from: 'OptionalHeaderPE64',
    to: 'OptionalHeader.PE32+',
    same: WINDOWS_FIELDS,
    renamed: standardFields,
    memberNotes: magicNotes,
  },
  {
    from: 'SectionHeaderFlags',
    to: 'SectionHeader.Flags',
    note: BOOL,
    same: `TYPE_NO_PAD CNT_CODE CNT_INITIALIZED_DATA CNT_UNINITIALIZED_DATA LNK_OTHER LNK_INFO
      LNK_REMOVE LNK_COMDAT MEM_LOCKED MEM_PRELOAD ALIGN LNK_NRELOC_OVFL MEM_DISCARDABLE
      MEM_NOT_CACHED MEM_NOT_PAGED MEM_SHARED MEM_EXECUTE MEM_READ MEM_WRITE`,
    renamed: {
      _reserved_0: ['SCALE_INDEX', 'unused1'],
      _reserved_1: ['unused4'],
      _reserved_2: ['unused10'],
      _reserved_3: ['unused13'],
      GPREL: ['union14.GPREL'],
      MEM_PURGEABLE: ['union16.MEM_PURGEABLE'],
      MEM_16BIT: ['union16.MEM_16BIT'],
    },
    memberNotes: {
      MEM_PURGEABLE: 'bit 17; it was bit 16, which is unused15 now',
      ALIGN: 'u4 is now SectionHeader.Flags.Align',
    },
  },
  {
    from: 'MachineType',
    to: 'IMAGE.FILE.MACHINE',
    same: `UNKNOWN ALPHA ALPHA64 AM33 ARM ARM64 ARM64EC ARM64X ARMNT EBC I386 IA64 LOONGARCH32
      LOONGARCH64 M32R MIPS16 MIPSFPU MIPSFPU16 POWERPC POWERPCFP R3000 R4000 R10000 RISCV32 RISCV64
      RISCV128 SH3 SH3DSP SH4 SH5 THUMB WCEMIPSV2`,
    renamed: { X64: ['AMD64'], CEE: [], CEF: [], CHPE_X86: [], SH3E: [], TRICORE: [] },
  },
  {
    from: 'ImageRelAmd64',
    to: 'IMAGE.REL.AMD64',
    renamed: upperCase(`absolute addr64 addr32 addr32nb rel32 rel32_1 rel32_2 rel32_3 rel32_4
      rel32_5 section secrel secrel7 token srel32 pair sspan32`),
  },
  {
    from: 'ImageRelArm64',
    to: 'IMAGE.REL.ARM64',
    renamed: {
      ...upperCase(`absolute addr32 addr32nb branch26 pagebase_rel21 rel21 pageoffset_12a
        pageoffset_12l secrel branch19 branch14 rel32 token section addr64`),
      low12a: ['SECREL_LOW12A'],
      high12a: ['SECREL_HIGH12A'],
      low12l: ['SECREL_LOW12L'],
    },
  },
  {
    from: 'CoffError',
    to: 'Error',
    same: `InvalidPEMagic InvalidPEHeader InvalidMachine MissingPEHeader MissingCoffSection
      MissingStringTable`,
  },
];

/**
 * Every name in `lib/std/coff.zig` that upstream's commit e1f3fc6ce2 ("Coff2: create a new linker
 * from scratch") took away, member by member, with the name to use instead. What only changed its
 * type (`OptionalHeader.magic`, `DllFlags`) or is new (`IMAGE.REL.SH`) is not in it.
 */
export const RENAMES: readonly Rename[] = [
  ...MOVES.flatMap(renamesOf),
  { from: 'Coff.getCoffHeader', to: ['Coff.getHeader'] },
];

function renamesOf({ from, to, note, same, renamed = {}, memberNotes = {} }: Move): Rename[] {
  const kept = words(same ?? '').map((name) => [name, [name]] as const);
  const members = [...kept, ...Object.entries(renamed)].map(([name, names]) =>
    rename(
      `${from}.${name}`,
      names.map((each) => `${to}.${each}`),
      memberNotes[name],
    ),
  );
  return [rename(from, [to], note), ...members];
}

function rename(from: string, to: readonly string[], note?: string): Rename {
  return note === undefined ? { from, to } : { from, to, note };
}

function upperCase(names: string): Record<string, readonly string[]> {
  return Object.fromEntries(words(names).map((name) => [name, [name.toUpperCase()]]));
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
