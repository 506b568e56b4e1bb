import { coff } from '../../../reference';
import { TablesTooLarge } from './memory';
import type { LoadedImage } from './loaded-image';

/** RVAs of the addresses that the loader mends if it moves an image: their bytes by RVA. */
export type RelocatedPlaces = ReadonlyMap<number, number>;

const { BaseRelocationDirectoryEntry: BlockHead, BaseRelocationType: Type } = coff;

/** Bytes of one relocation in its block. */
const ENTRY_SIZE = 2;
/** Bytes of the addresses that a type mends. */
const WIDTHS: ReadonlyMap<number, number> = new Map<number, number>([
  [Type.HIGHLOW, 4],
  [Type.DIR64, 8],
]);

/**
 * Reads the base relocations, as far as they can be read. PE Format, 6.6 The .reloc Section.
 * @returns null for an image that cannot be moved, and needs none
 */
export function relocatedPlaces(loaded: LoadedImage): RelocatedPlaces | null {
  const { header, directories } = loaded.image;
  if (header.value.flags.RELOCS_STRIPPED) return null;
  const places = new Map<number, number>();
  const directory = directories[coff.DirectoryEntry.BASERELOC]?.entry.value;
  if (directory === undefined) return places;
  const memory = loaded.memory();
  const end = directory.virtual_address + directory.size;
  try {
    for (let at = directory.virtual_address; at + BlockHead.FILE_SIZE <= end;) {
      const head = memory.structure(BlockHead, at, 'BaseRelocationDirectoryEntry')?.value;
      if (head === undefined || head.block_size < BlockHead.FILE_SIZE) break;
      const blockEnd = Math.min(at + head.block_size, end);
      for (let i = at + BlockHead.FILE_SIZE; i + ENTRY_SIZE <= blockEnd; i += ENTRY_SIZE) {
        const { offset, type } = coff.BaseRelocation.fromInt(memory.uint(i, ENTRY_SIZE) ?? 0);
        const width = WIDTHS.get(type);
        if (width !== undefined) places.set(head.page_rva + offset, width);
      }
      at += head.block_size;
    }
  } catch (error) {
    if (!(error instanceof TablesTooLarge)) throw error;
  }
  return places;
}
