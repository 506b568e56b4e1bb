import { coff } from '../../reference';
import type { ImageView } from './image-view';

/** A name for an address, from the COFF symbol table of an image. */
export interface ImageSymbol {
  readonly name: string;
  /** RVA. */
  readonly rva: number;
  /** Number of its section, from 1. */
  readonly section: number;
}

const { StorageClass, Symbol: CoffSymbol } = coff;

/**
 * The symbols of an image that name a place, by ascending RVA: GNU ld and `lld-link /debug:symtab` write
 * them. PE Format, 5.4 COFF Symbol Table. Names that are there twice are left out: they name no place that
 * could be found in another image.
 */
export function imageSymbols({ image, header, bytes }: ImageView): readonly ImageSymbol[] {
  const { strings } = image.headers;
  const sections = new Map(image.headers.sections.map((section) => [section.number, section]));
  const table = header?.pointer_to_symbol_table ?? 0;
  if (header === null || table === 0) return [];
  const size = CoffSymbol.FILE_SIZE;
  const room = Math.max(0, Math.floor((bytes.length - table) / size));
  const count = Math.min(header.number_of_symbols, room);
  const symbols = new Map<string, ImageSymbol | null>();
  for (let index = 0; index < count; index += 1) {
    const symbol = CoffSymbol.read(bytes, table + index * size);
    const auxiliary = symbol.number_of_aux_symbols;
    const section = sections.get(symbol.section_number);
    // A static symbol with an auxiliary record names a section.
    const isPlace =
      symbol.storage_class === StorageClass.EXTERNAL ||
      (symbol.storage_class === StorageClass.STATIC && auxiliary === 0);
    index += auxiliary;
    if (section === undefined || !isPlace) continue;
    const offset = CoffSymbol.getNameOffset(symbol);
    const name = offset === null ? CoffSymbol.getName(symbol) : strings.get(offset);
    if (name === null || name === '') continue;
    const found = { name, rva: section.start + symbol.value, section: section.number };
    symbols.set(name, symbols.has(name) ? null : found);
  }
  const places = [...symbols.values()].filter((symbol) => symbol !== null);
  return places.sort((a, b) => a.rva - b.rva);
}
