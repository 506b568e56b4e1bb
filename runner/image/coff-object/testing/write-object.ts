import { coff } from '../../../../reference';
import { BigObjectHeader, BigSymbol } from '../big-object';

/** A section of an object that a test writes. */
export interface WrittenSection {
  readonly name: string;
  readonly kind: 'code' | 'data' | 'constant';
  /** Hex digits; spaces between them mean nothing. */
  readonly bytes: string;
  /** Bytes; 16 if not told. */
  readonly alignment?: number;
  /** By offset: the symbol's name, and the type. A section's name stands for the section. */
  readonly relocations?: readonly (readonly [offset: number, symbol: string, type: string])[];
}

/** A symbol of an object that a test writes: known outside, and no function, unless told otherwise. */
export interface WrittenSymbol {
  readonly name: string;
  /** Name of its section; null if it is defined elsewhere. */
  readonly section: string | null;
  readonly value?: number;
  readonly isStatic?: true;
  readonly isFunction?: true;
}

/** An object that a test writes. */
export interface WrittenObject {
  readonly sections: readonly WrittenSection[];
  readonly symbols: readonly WrittenSymbol[];
  /** Name of its source file: what ends in .c was compiled. */
  readonly source?: string | undefined;
  /** As with /bigobj. */
  readonly isBig?: true;
}

const { Header, SectionHeader, Relocation, StorageClass } = coff;
const AUX_NAME_BYTES = 18;

/** An object of AMD64 as a file: each section has a symbol, and its relocations after its bytes. */
export function writeObject({ sections, symbols, source, isBig }: WrittenObject): Buffer {
  const strings = new Strings();
  const records = [
    ...(source === undefined ? [] : [fileRecord(source)]),
    ...sections.map(({ name }, index) => ({ name, section: index + 1, value: 0, aux: ' ' })),
    ...symbols.map((symbol) => ({
      name: symbol.name,
      section: sections.findIndex(({ name }) => name === symbol.section) + 1,
      value: symbol.value ?? 0,
      storage: symbol.isStatic ? StorageClass.STATIC : StorageClass.EXTERNAL,
      isFunction: symbol.isFunction,
    })),
  ];
  const table = records.map((record) => symbolBytes(record, strings, isBig === true));
  const indexOf = new Map<string, number>();
  let count = 0;
  records.forEach((record) => {
    indexOf.set(record.name, count);
    count += 'aux' in record ? 2 : 1;
  });
  const start = isBig ? BigObjectHeader.SIZE : Header.SIZE;
  let at = start + sections.length * SectionHeader.SIZE;
  const headers: Buffer[] = [];
  const contents: Buffer[] = [];
  for (const section of sections) {
    const bytes = Buffer.from(section.bytes.replaceAll(' ', ''), 'hex');
    const relocations = (section.relocations ?? []).map(([offset, symbol, type]) => {
      const record = Buffer.alloc(Relocation.FILE_SIZE);
      Relocation.write(record, 0, {
        virtual_address: offset,
        symbol_table_index: indexOf.get(symbol) ?? -1,
        type: Number(Reflect.get(coff.IMAGE.REL.AMD64, type)),
      });
      return record;
    });
    headers.push(sectionHeader(section, strings, at, bytes.length, relocations.length));
    const content = Buffer.concat([bytes, ...relocations]);
    contents.push(content);
    at += content.length;
  }
  const header = Buffer.alloc(start);
  const common = {
    machine: coff.IMAGE.FILE.MACHINE.AMD64,
    number_of_sections: sections.length,
    time_date_stamp: 0,
    pointer_to_symbol_table: at,
    number_of_symbols: count,
  };
  if (isBig) {
    BigObjectHeader.write(header, 0, {
      ...common,
      sig1: 0,
      sig2: 0xffff,
      version: 2,
      class_id: Buffer.from('c7a1bad1eebaa94baf20faf66aa4dcb8', 'hex'),
      size_of_data: 0,
      flags: 0,
      meta_data_size: 0,
      meta_data_offset: 0,
    });
  } else {
    Header.write(header, 0, { ...common, size_of_optional_header: 0, flags: Header.Flags.init() });
  }
  return Buffer.concat([header, ...headers, ...contents, ...table, strings.bytes()]);
}

function sectionHeader(
  { name, kind, alignment = 16 }: WrittenSection,
  strings: Strings,
  at: number,
  size: number,
  relocations: number,
): Buffer {
  const flags = {
    code: { CNT_CODE: true, MEM_EXECUTE: true, MEM_READ: true },
    data: { CNT_INITIALIZED_DATA: true, MEM_READ: true, MEM_WRITE: true },
    constant: { CNT_INITIALIZED_DATA: true, MEM_READ: true },
  }[kind];
  const text = Buffer.alloc(8);
  text.write(name.length > 8 ? `/${strings.add(name)}` : name, 'latin1');
  const record = {
    name: text,
    virtual_size: 0,
    virtual_address: 0,
    size_of_raw_data: size,
    pointer_to_raw_data: at,
    pointer_to_relocations: at + size,
    pointer_to_linenumbers: 0,
    number_of_relocations: relocations,
    number_of_linenumbers: 0,
    flags: SectionHeader.Flags.init(flags),
  };
  SectionHeader.setAlignment(record, alignment);
  const bytes = Buffer.alloc(SectionHeader.FILE_SIZE);
  SectionHeader.write(bytes, 0, record);
  return bytes;
}

interface SymbolRecord {
  readonly name: string;
  readonly section: number;
  readonly value: number;
  readonly storage?: coff.StorageClass;
  readonly isFunction?: true | undefined;
  /** Text of an auxiliary record. */
  readonly aux?: string;
}

function fileRecord(source: string): SymbolRecord {
  return { name: '.file', section: -2, value: 0, storage: StorageClass.FILE, aux: source };
}

function symbolBytes(
  { name, section, value, storage = StorageClass.STATIC, isFunction, aux }: SymbolRecord,
  strings: Strings,
  isBig: boolean,
): Buffer {
  const text = Buffer.alloc(8);
  if (name.length > 8) text.writeUInt32LE(strings.add(name), 4);
  else text.write(name, 'latin1');
  const size = isBig ? BigSymbol.FILE_SIZE : coff.Symbol.FILE_SIZE;
  const bytes = Buffer.alloc(size * (aux === undefined ? 1 : 2));
  const record = {
    name: text,
    value,
    type: coff.SymType.fromInt(isFunction ? 0x20 : 0),
    storage_class: storage,
    number_of_aux_symbols: aux === undefined ? 0 : 1,
  };
  if (isBig) BigSymbol.write(bytes, 0, { ...record, section_number: section >>> 0 });
  else {
    const number = coff.SectionNumber.fromInt(section & 0xffff);
    coff.Symbol.write(bytes, 0, { ...record, section_number: number });
  }
  if (aux !== undefined) bytes.write(aux, size, AUX_NAME_BYTES, 'latin1');
  return bytes;
}

/** A string table as it grows. */
class Strings {
  #text = '';

  /** @returns the string's offset in the table */
  add(text: string): number {
    const offset = 4 + this.#text.length;
    this.#text += `${text}\0`;
    return offset;
  }

  bytes(): Buffer {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(4 + this.#text.length);
    return Buffer.concat([size, Buffer.from(this.#text, 'latin1')]);
  }
}
