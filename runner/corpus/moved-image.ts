import { coff } from '../../reference';
import { relocatedAddresses } from '../image/read/base-relocations';
import { readImage } from '../image/read/image';

/** How far an image is moved, in bytes: more than most images take, and no address of 32 bits overflows. */
const DISTANCE = 0x0100_0000;

/**
 * An image as a linker would have made it for another preferred address: with that in its optional header, and each
 * address moved that the loader would move.
 * @returns null if it has no base relocations, or has them of a type that moves parts of addresses
 */
export function movedImage(bytes: Uint8Array): Uint8Array | null {
  const image = readImage(bytes);
  const { whole, baseRelocations } = image;
  if (whole === null || baseRelocations === null || baseRelocations.problems.length > 0)
    return null;
  const addresses = relocatedAddresses(baseRelocations);
  if (addresses.size === 0 || movesParts(baseRelocations.blocks)) return null;
  const moved = bytes.slice();
  const view = new DataView(moved.buffer);
  const move = (offset: number, width: number): void => {
    if (width === 8)
      view.setBigUint64(offset, view.getBigUint64(offset, true) + BigInt(DISTANCE), true);
    else view.setUint32(offset, view.getUint32(offset, true) + DISTANCE, true);
  };
  move(whole.windows.place('image_base').offset, whole.is64 ? 8 : 4);
  for (const [rva, width] of addresses) {
    const offset = image.memory.fileOffsetOf(rva);
    const last = image.memory.fileOffsetOf(rva + width - 1);
    if (offset === null || last !== offset + width - 1) return null;
    move(offset, width);
  }
  return moved;
}

const { ABSOLUTE, HIGHLOW, DIR64 } = coff.BaseRelocationType;

function movesParts(blocks: readonly { readonly entries: Uint16Array }[]): boolean {
  return blocks.some(({ entries }) =>
    entries.some((entry) => {
      const { type } = coff.BaseRelocation.fromInt(entry);
      return type !== ABSOLUTE && type !== HIGHLOW && type !== DIR64;
    }),
  );
}
