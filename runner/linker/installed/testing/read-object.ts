import { coff } from '../../../../reference';

/** A relocation, with its symbol's name. */
export interface ReadRelocation {
  readonly offset: number;
  readonly symbol: string;
  readonly type: number;
}

/** A section of an object that was read. */
export interface ReadSection {
  readonly name: string;
  readonly header: coff.SectionHeader;
  readonly bytes: Buffer;
  readonly relocations: readonly ReadRelocation[];
}

/** A symbol of an object that was read. */
export interface ReadSymbol {
  readonly name: string;
  /** Number from 1, or 0 for none. */
  readonly section: number;
  readonly isFunction: boolean;
}

/** What an object holds. */
export interface WrittenObject {
  readonly header: coff.Header;
  readonly sections: readonly ReadSection[];
  readonly symbols: readonly ReadSymbol[];
}

/** Reads an object as linkers do. */
export function readWrittenObject(bytes: Uint8Array): WrittenObject {
  const object = coff.Coff.init(bytes, false);
  const symbols = readSymbols(object);
  return {
    header: object.getHeader(),
    symbols,
    sections: object.getSectionHeaders().map((header) => {
      const { pointer_to_raw_data: start, size_of_raw_data: size } = header;
      return {
        name: object.getSectionName(header),
        header,
        bytes: Buffer.from(bytes.subarray(start, start + size)),
        relocations: readRelocations(bytes, header).map((relocation) => ({
          offset: relocation.virtual_address,
          symbol: symbols[relocation.symbol_table_index]?.name ?? '',
          type: relocation.type,
        })),
      };
    }),
  };
}

function readSymbols(object: coff.Coff): readonly ReadSymbol[] {
  const { Symtab, Symbol: SymbolRecord } = coff;
  const table = object.getSymtab();
  const strings = object.getStrtab();
  if (table === null || strings === null) throw new Error('an object without symbols');
  return Array.from({ length: table.len() }, (_, index) => {
    const { symbol } = table.at(index, Symtab.Tag.symbol);
    const offset = SymbolRecord.getNameOffset(symbol);
    return {
      name: offset === null ? (SymbolRecord.getName(symbol) ?? '') : strings.get(offset),
      section: symbol.section_number,
      isFunction: symbol.type.complex_type === coff.ComplexType.FUNCTION,
    };
  });
}

function readRelocations(
  bytes: Uint8Array,
  { pointer_to_relocations: start, number_of_relocations, flags }: coff.SectionHeader,
): readonly coff.Relocation[] {
  const { Relocation } = coff;
  const at = (index: number): coff.Relocation =>
    Relocation.read(bytes, start + index * Relocation.FILE_SIZE);
  const [first, count] = flags.LNK_NRELOC_OVFL
    ? [1, at(0).virtual_address]
    : [0, number_of_relocations];
  return Array.from({ length: count - first }, (_, index) => at(first + index));
}
