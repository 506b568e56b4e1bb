import { coff } from '../../../reference';
import type { ReaderSeed } from './reader';

/** Bytes of a relocation. PE Format, 5.2 COFF Relocations. */
const RELOCATION_SIZE = 10;

/** Where a COFF object has its headers, relocations, symbols and strings. */
export function objectPlaces(bytes: Uint8Array): ReaderSeed['places'] {
  const { number_of_sections, pointer_to_symbol_table } = coff.Header.read(bytes, 0);
  const { SIZE } = coff.SectionHeader;
  const table = coff.Header.SIZE;
  const end = table + SIZE * number_of_sections;
  const places: (readonly [number, number])[] = [
    [0, end],
    [pointer_to_symbol_table, bytes.length],
  ];
  for (let at = table; at < end; at += SIZE) {
    const section = coff.SectionHeader.read(bytes, at);
    if (section.number_of_relocations === 0) continue;
    const start = section.pointer_to_relocations;
    places.push([start, start + RELOCATION_SIZE * section.number_of_relocations]);
  }
  return places;
}
