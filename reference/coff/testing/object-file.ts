import {
  ComdatSelection,
  DebugInfoDefinition,
  FileDefinition,
  FunctionDefinition,
  Header,
  IMAGE,
  Relocation,
  SectionDefinition,
  SectionHeader,
  SectionNumber,
  StorageClass,
  SymType,
  Symbol,
  WeakExternalDefinition,
  WeakExternalFlag,
} from '..';
import { concat, padded } from './bytes';

/** The code of the object's first section. */
export const TEXT = Uint8Array.of(0xe8, 0, 0, 0, 0, 0xc3);
const LONG_SECTION_NAME = '.debug$abbreviations';
const LONG_SYMBOL_NAME = 'a_function_with_a_long_name';
/** Offsets of the two names in the string table, whose first 4 bytes are its size. */
const LONG_SECTION_NAME_AT = 4;
const LONG_SYMBOL_NAME_AT = LONG_SECTION_NAME_AT + LONG_SECTION_NAME.length + 1;

/** Index of each record in the object's symbol table. */
export const RECORD = {
  file: 0,
  fileName: 1,
  textSection: 2,
  textDefinition: 3,
  main: 4,
  mainDefinition: 5,
  begin: 6,
  beginLine: 7,
  weak: 8,
  weakDefault: 9,
  longName: 10,
} as const;

function header(name: string, given: Partial<SectionHeader>): Uint8Array {
  return bytesOf(SectionHeader, {
    name: padded(name, 8),
    virtual_size: 0,
    virtual_address: 0,
    size_of_raw_data: 0,
    pointer_to_raw_data: 0,
    pointer_to_relocations: 0,
    pointer_to_linenumbers: 0,
    number_of_relocations: 0,
    number_of_linenumbers: 0,
    flags: SectionHeader.Flags.init(),
    ...given,
  });
}

function symbol(
  name: Uint8Array,
  storage_class: StorageClass,
  aux: number,
  section = 1,
): Uint8Array {
  return bytesOf(Symbol, {
    name,
    value: 0,
    section_number: SectionNumber.fromInt(section),
    type: SymType.fromInt(0x20),
    storage_class,
    number_of_aux_symbols: aux,
  });
}

function symbolTable(): Uint8Array {
  const { FILE, STATIC, EXTERNAL, FUNCTION, WEAK_EXTERNAL } = StorageClass;
  const longName = Uint8Array.of(0, 0, 0, 0, LONG_SYMBOL_NAME_AT, 0, 0, 0);
  return concat(
    symbol(padded('.file', 8), FILE, 1, SectionNumber.DEBUG),
    bytesOf(FileDefinition, { file_name: padded('hello.c', 18) }),
    symbol(padded('.text', 8), STATIC, 1),
    bytesOf(SectionDefinition, {
      length: TEXT.length,
      number_of_relocations: 1,
      number_of_linenumbers: 0,
      checksum: 0x1234_5678,
      number: 0,
      selection: ComdatSelection.ANY,
      unused: new Uint8Array(3),
    }),
    symbol(padded('mainmain', 8), EXTERNAL, 1),
    bytesOf(FunctionDefinition, {
      tag_index: RECORD.begin,
      total_size: TEXT.length,
      pointer_to_linenumber: 0,
      pointer_to_next_function: 0,
      unused: new Uint8Array(2),
    }),
    symbol(padded('.bf', 8), FUNCTION, 1),
    bytesOf(DebugInfoDefinition, {
      unused_1: new Uint8Array(4),
      linenumber: 42,
      unused_2: new Uint8Array(6),
      pointer_to_next_function: 0,
      unused_3: new Uint8Array(2),
    }),
    symbol(padded('weak', 8), WEAK_EXTERNAL, 1, SectionNumber.UNDEFINED),
    bytesOf(WeakExternalDefinition, {
      tag_index: RECORD.main,
      flag: WeakExternalFlag.SEARCH_ALIAS,
      unused: new Uint8Array(10),
    }),
    symbol(longName, EXTERNAL, 0),
  );
}

function stringTable(): Uint8Array {
  const strings = new TextEncoder().encode(`${LONG_SECTION_NAME}\0${LONG_SYMBOL_NAME}\0`);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, size.length + strings.length, true);
  return concat(size, strings);
}

/**
 * An x86-64 object as a compiler would write it: two sections (the second has a long name), a
 * relocation, a symbol table with a record of each kind, and a string table.
 */
export function objectFile(): Uint8Array {
  const headersSize = Header.SIZE + 2 * SectionHeader.SIZE;
  const relocations = headersSize + TEXT.length;
  const symbols = symbolTable();
  return concat(
    bytesOf(Header, {
      machine: IMAGE.FILE.MACHINE.AMD64,
      number_of_sections: 2,
      time_date_stamp: 0,
      pointer_to_symbol_table: relocations + Relocation.FILE_SIZE,
      number_of_symbols: symbols.length / Symbol.SIZE,
      size_of_optional_header: 0,
      flags: Header.Flags.init(),
    }),
    header('.text', {
      size_of_raw_data: TEXT.length,
      pointer_to_raw_data: headersSize,
      pointer_to_relocations: relocations,
      number_of_relocations: 1,
      flags: SectionHeader.Flags.init({ CNT_CODE: true, MEM_EXECUTE: true, MEM_READ: true }),
    }),
    header(`/${LONG_SECTION_NAME_AT}`, {}),
    TEXT,
    bytesOf(Relocation, {
      virtual_address: 1,
      symbol_table_index: RECORD.longName,
      type: IMAGE.REL.AMD64.REL32,
    }),
    symbols,
    stringTable(),
  );
}

function bytesOf<T>(
  layout: { readonly FILE_SIZE: number; write(bytes: Uint8Array, offset: number, value: T): void },
  value: T,
): Uint8Array {
  const bytes = new Uint8Array(layout.FILE_SIZE);
  layout.write(bytes, 0, value);
  return bytes;
}
