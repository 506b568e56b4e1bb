import { readImage } from '../../image/read/image';
import type { ReaderSeed } from './reader';

/** Bytes of the table of a data directory in which most of its counts and addresses lie. */
const TABLE_START = 0x100;

/** Where an image has its headers and tables. */
export function imagePlaces(bytes: Uint8Array): ReaderSeed['places'] {
  const { headers } = readImage(bytes);
  const { windows, sections, directories } = headers;
  const size = windows?.value.size_of_headers ?? bytes.length;
  // Of the headers, only what is not padding: the section table ends it.
  const used = 0x1b0 + 40 * sections.length;
  const places: (readonly [number, number])[] = [[0, Math.min(size, used)]];
  for (const { entry } of directories) {
    const rva = entry.value.virtual_address;
    const section = sections.find(
      ({ header }) =>
        rva >= header.value.virtual_address &&
        rva < header.value.virtual_address + header.value.size_of_raw_data,
    );
    if (rva === 0 || section === undefined) continue;
    const { pointer_to_raw_data, virtual_address } = section.header.value;
    const at = rva - virtual_address + pointer_to_raw_data;
    places.push([at, at + Math.max(8, Math.min(entry.value.size, TABLE_START))]);
  }
  return places;
}
