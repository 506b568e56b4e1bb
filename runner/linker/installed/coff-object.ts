import { coff, type Machine } from '../../../reference';
import { StringTableWriter } from './string-table';
import { Denial } from './denial';

/** A section of an object that is to be written. PE Format, 4 Section Table. */
export interface SectionToWrite {
  /** At most 8 bytes. */
  readonly name: string;
  /** What it holds and how its memory may be used, without its alignment. */
  readonly flags: Partial<ReturnType<typeof coff.SectionHeader.Flags.init>>;
  /** Bytes, a power of two up to {@link MAX_SECTION_ALIGNMENT}. */
  readonly alignment: number;
  /** Addends are in the fields of the relocations. */
  readonly bytes: Uint8Array;
  readonly relocations: readonly RelocationToWrite[];
  /**
   * Whether the section is a COMDAT of its own, known by the one symbol that it defines; a second one
   * of that name is an error. PE Format, 5.5.6 COMDAT Sections. Default: no.
   */
  readonly isComdat?: boolean;
}

/** A field that the linker is to fill in. PE Format, 5.2 COFF Relocations. */
export interface RelocationToWrite {
  /** Bytes from the start of the section. */
  readonly offset: number;
  /** Index in the object's symbols. */
  readonly symbol: number;
  /** One of `IMAGE.REL`, by the object's machine. */
  readonly type: number;
}

/** A symbol known outside of its object. */
export interface SymbolToWrite {
  readonly name: string;
  /** Index in the object's sections; null if another object defines it. */
  readonly section: number | null;
  /** Bytes from the start of its section. Default: 0. */
  readonly value?: number;
  readonly isFunction: boolean;
}

/** A COFF object that is to be written. */
export interface CoffObject {
  readonly machine: Machine;
  readonly sections: readonly SectionToWrite[];
  readonly symbols: readonly SymbolToWrite[];
}

/** Bytes: the strictest alignment that section flags can ask for. PE Format, 4.1 Section Flags. */
export const MAX_SECTION_ALIGNMENT = 8192;

/** Sections that an object can have: higher numbers mean other things. PE Format, 5.4.2. */
export const MAX_SECTIONS = 0xfeff;

/** From this number of relocations on, the first one's address counts them. PE Format, 4.1. */
const RELOCATION_OVERFLOW = 0xffff;

const { Header, SectionHeader, Relocation, Symbol: SymbolRecord } = coff;

/** The object as a file: headers, sections each with its relocations, symbols, strings. */
export function writeCoffObject({ machine, sections, symbols }: CoffObject): Uint8Array {
  const strings = new StringTableWriter();
  const names = symbols.map(({ name }) => symbolName(name, strings));
  const places = placeSections(sections);
  const symbolsAt = places.end;
  // A COMDAT section's own symbol stands before the one that it is known by, with one record about it.
  const comdats = sections.flatMap(({ isComdat }, index) => (isComdat === true ? [index] : []));
  const firstSymbol = comdats.length * COMDAT_RECORDS;
  const numberOfSymbols = firstSymbol + symbols.length;
  const stringsAt = symbolsAt + numberOfSymbols * SymbolRecord.FILE_SIZE;
  const bytes = new Uint8Array(stringsAt + strings.size);

  Header.write(bytes, 0, {
    machine: coff.IMAGE.FILE.MACHINE[machine],
    number_of_sections: sections.length,
    time_date_stamp: 0,
    pointer_to_symbol_table: symbolsAt,
    number_of_symbols: numberOfSymbols,
    size_of_optional_header: 0,
    flags: Header.Flags.init(),
  });
  sections.forEach((section, index) => {
    writeSection(bytes, index, section, places.starts[index] as number, firstSymbol);
  });
  comdats.forEach((section, index) => {
    const at = symbolsAt + index * COMDAT_RECORDS * SymbolRecord.FILE_SIZE;
    writeComdat(bytes, at, section, sections[section] as SectionToWrite);
  });
  symbols.forEach(({ section, value = 0, isFunction }, index) => {
    SymbolRecord.write(bytes, symbolsAt + (firstSymbol + index) * SymbolRecord.FILE_SIZE, {
      name: names[index] as Uint8Array,
      value,
      section_number: coff.SectionNumber.fromInt(section === null ? 0 : section + 1),
      type: isFunction ? FUNCTION : NO_TYPE,
      storage_class: coff.StorageClass.EXTERNAL,
      number_of_aux_symbols: 0,
    });
  });
  strings.write(bytes, stringsAt);
  return bytes;
}

/** Records of a COMDAT section's own symbol. */
const COMDAT_RECORDS = 2;

function writeComdat(
  bytes: Uint8Array,
  at: number,
  index: number,
  { name, bytes: content, relocations }: SectionToWrite,
): void {
  SymbolRecord.write(bytes, at, {
    name: padded(Buffer.from(name)),
    value: 0,
    section_number: coff.SectionNumber.fromInt(index + 1),
    type: NO_TYPE,
    storage_class: coff.StorageClass.STATIC,
    number_of_aux_symbols: 1,
  });
  coff.SectionDefinition.write(bytes, at + SymbolRecord.FILE_SIZE, {
    length: content.length,
    number_of_relocations: Math.min(relocations.length, RELOCATION_OVERFLOW),
    number_of_linenumbers: 0,
    checksum: 0,
    number: 0,
    selection: coff.ComdatSelection.NODUPLICATES,
    unused: new Uint8Array(3),
  });
}

const NO_TYPE = coff.SymType.init();
const FUNCTION = coff.SymType.init({ complex_type: coff.ComplexType.FUNCTION });

function placeSections(sections: readonly SectionToWrite[]): {
  readonly starts: readonly number[];
  readonly end: number;
} {
  let end = Header.FILE_SIZE + sections.length * SectionHeader.FILE_SIZE;
  const starts = sections.map(({ bytes, relocations }) => {
    const start = end;
    end += bytes.length + relocationRecords(relocations.length) * Relocation.FILE_SIZE;
    return start;
  });
  return { starts, end };
}

function overflows(relocations: number): boolean {
  return relocations >= RELOCATION_OVERFLOW;
}

function relocationRecords(relocations: number): number {
  return relocations + (overflows(relocations) ? 1 : 0);
}

function writeSection(
  bytes: Uint8Array,
  index: number,
  { name, flags, alignment, bytes: content, relocations, isComdat }: SectionToWrite,
  start: number,
  firstSymbol: number,
): void {
  const count = relocations.length;
  const relocationsAt = start + content.length;
  const header = {
    name: padded(Buffer.from(name)),
    virtual_size: 0,
    virtual_address: 0,
    size_of_raw_data: content.length,
    pointer_to_raw_data: content.length === 0 ? 0 : start,
    pointer_to_relocations: count === 0 ? 0 : relocationsAt,
    pointer_to_linenumbers: 0,
    number_of_relocations: Math.min(count, RELOCATION_OVERFLOW),
    number_of_linenumbers: 0,
    flags: SectionHeader.Flags.init({
      ...flags,
      LNK_COMDAT: isComdat === true,
      LNK_NRELOC_OVFL: overflows(count),
    }),
  };
  SectionHeader.setAlignment(header, alignment);
  SectionHeader.write(bytes, Header.FILE_SIZE + index * SectionHeader.FILE_SIZE, header);
  bytes.set(content, start);

  let at = relocationsAt;
  const record = (virtual_address: number, symbol_table_index: number, type: number): void => {
    Relocation.write(bytes, at, { virtual_address, symbol_table_index, type });
    at += Relocation.FILE_SIZE;
  };
  // The number counts this record, too.
  if (overflows(count)) record(count + 1, 0, 0);
  for (const { offset, symbol, type } of relocations) record(offset, firstSymbol + symbol, type);
}

/** The field of a symbol's record: the name itself, or where in the string table it is. */
function symbolName(name: string, strings: StringTableWriter): Uint8Array {
  const bytes = Buffer.from(name);
  if (bytes.length <= NAME_SIZE) return padded(bytes);
  const field = Buffer.alloc(NAME_SIZE);
  field.writeUInt32LE(strings.add(bytes), 4);
  return field;
}

const NAME_SIZE = 8;

function padded(name: Uint8Array): Uint8Array {
  const field = new Uint8Array(NAME_SIZE);
  field.set(name);
  return field;
}

/**
 * Puts a relocation's addend where COFF has it: into the field itself.
 * @param width bytes of the field
 * @throws Denial if the field is too narrow
 */
export function storeAddend(
  bytes: Uint8Array,
  offset: number,
  width: number,
  addend: number,
): void {
  const bits = BigInt(8 * width);
  const value = BigInt(addend);
  if (
    BigInt.asIntN(Number(bits), value) !== value &&
    BigInt.asUintN(Number(bits), value) !== value
  ) {
    throw new Denial(
      'unsupported',
      `the addend ${addend} does not fit the ${bits} bits of the field where COFF keeps it`,
    );
  }
  for (let i = 0; i < width; i += 1) {
    bytes[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
}
