import { coff } from '../../../../reference';
import { Data, smallImage } from './small-image';

const { IMPORT, DELAY_IMPORT, EXPORT, BASERELOC } = coff.DirectoryEntry;

/** An image of one section with tables, and a directory at its start. */
function withTables(index: number, data: Data, size: number, virtualSize?: number): Uint8Array {
  const { bytes } = data;
  return smallImage({
    sections: [
      { name: '.t', start: 0x1000, virtualSize: virtualSize ?? bytes.length, data: bytes },
    ],
    directories: new Map([[index, [0x1000, size]]]),
  });
}

/**
 * DLLs that share one table of functions, as rows of either import directory.
 * @param size bytes of the section: half of it are rows, half functions
 */
export function sharedFunctions(index: number, size: number): Uint8Array {
  const isDelayed = index === DELAY_IMPORT;
  const rowSize = isDelayed ? 32 : 20;
  const [table, name] = [0x1000 + size / 2, 0x1000 + size - 0x20];
  const data = new Data(size).text(size - 0x20, 'a.dll');
  for (let at = 0; at + 2 * rowSize <= size / 2; at += rowSize) {
    if (isDelayed) data.u32(at, 1, name, 0, table, table);
    else data.u32(at, table, 0, 0, name, table);
  }
  for (let at = size / 2; at < size - 0x30; at += 8) data.u64(at, 0x8000_0000_0000_0001n);
  return withTables(index, data, size / 2);
}

/** 2^32 - 1 exports, in memory that the file has next to nothing of. */
export function manyExports(): Uint8Array {
  const data = new Data(0x200)
    .text(0x80, 'a.dll')
    .u32(12, 0x1080, 1, 0xffff_ffff, 0xffff_ffff, 0x2000, 0x2000, 0x2000);
  return withTables(EXPORT, data, 40, 0xf000_0000);
}

/** Exports that all have the same long name. */
export function oneLongExport(size: number): Uint8Array {
  const count = size / 16;
  const data = new Data(size).u32(12, 0x1080, 1, count, count, 0x1100, 0x1100, 0x1100);
  data.bytes.fill(0x61, 0x80, 0xf0);
  for (let i = 0; i < count; i += 1) data.u32(0x100 + 4 * i, 0x1000 + size / 2);
  data.bytes.fill(0x61, size / 2);
  data.u16(size - 2, 0);
  return withTables(EXPORT, data, 40);
}

/** Base relocation blocks that have nothing but their head. */
export function emptyBlocks(size: number): Uint8Array {
  const data = new Data(size);
  for (let at = 0; at < size; at += 8) data.u32(at, 0x1000, 8);
  return withTables(BASERELOC, data, size);
}

/** Base relocations of a directory of 2^32 - 1 bytes, in one block. */
export function oneBlock(): Uint8Array {
  return withTables(
    BASERELOC,
    new Data(0x200).u32(0, 0x1000, 0xffff_fff0),
    0xffff_ffff,
    0xf000_0000,
  );
}

export function manySections(count: number): Uint8Array {
  const data = new Data(0x200).u32(0, 0x1040, 0, 0, 0x1080, 0x1040).text(0x80, 'a.dll');
  const sections = Array.from({ length: count }, (_, i) => ({
    name: `.s${i % 10_000}`,
    start: 0x1000 + i * 0x1000,
    virtualSize: 0x1000,
    data: i === 0 ? data.bytes : new Uint8Array(),
  }));
  return smallImage({ sections, directories: new Map([[IMPORT, [0x1000, 40]]]) });
}
