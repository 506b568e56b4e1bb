import { PAGE } from './section-list';

/** An address that the loader patches. */
export interface Relocated {
  readonly rva: number;
  /** Of {@link coff.BaseRelocationType}. */
  readonly type: number;
}

/** Blocks of base relocations: PE Format, 6.6 The .reloc Section. */
export function baseRelocations(places: readonly Relocated[]): Buffer {
  const pages = new Map<number, Relocated[]>();
  for (const place of places.toSorted((a, b) => a.rva - b.rva)) {
    const page = place.rva - (place.rva % PAGE);
    const there = pages.get(page);
    if (there === undefined) pages.set(page, [place]);
    else there.push(place);
  }
  const blocks = [...pages].map(([page, there]) => {
    const block = Buffer.alloc(8 + 4 * Math.ceil(there.length / 2));
    block.writeUInt32LE(page, 0);
    block.writeUInt32LE(block.length, 4);
    for (const [index, { rva, type }] of there.entries()) {
      block.writeUInt16LE((type << 12) | (rva - page), 8 + 2 * index);
    }
    return block;
  });
  return Buffer.concat(blocks);
}
