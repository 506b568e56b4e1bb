import { LoadedImage } from '../../image/read/loaded-image';
import type { BesideFile } from '../../system/program-runner';
import { RUN_IMAGE } from '../../system/run-folder';
import { hex } from '../../text/numbers';

/** Where an image wants to lie, and whether it can lie elsewhere. */
interface WantedPlace {
  readonly name: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly isMovable: boolean;
}

/**
 * Finds a DLL that cannot be moved (RELOCS_STRIPPED), and wants to lie where the program or another DLL does: the loader
 * refuses it, and says that it did not find it.
 * @param beside the DLLs that the image loads
 * @returns a sentence; null if there is none
 */
export function takenPlace(image: Uint8Array, beside: readonly BesideFile[]): string | null {
  const places: WantedPlace[] = [];
  const images = [{ name: RUN_IMAGE, bytes: image }, ...beside];
  for (const one of images) {
    // A file of somebody else: only what the linker made is looked at.
    if (typeof one === 'string') continue;
    const { name, bytes } = one;
    const place = wantedPlace(name, bytes);
    if (place === null) continue;
    const other = places.find(({ start, end }) => start < place.end && place.start < end);
    if (other !== undefined && !place.isMovable) {
      return `${name} has RELOCS_STRIPPED, so that it cannot be moved, and lies at ${hex(place.start)}, where ${other.name} does`;
    }
    places.push(place);
  }
  return null;
}

function wantedPlace(name: string, bytes: Uint8Array): WantedPlace | null {
  const loaded = LoadedImage.read(bytes);
  if (typeof loaded === 'string') return null;
  const { header, windows } = loaded.headers;
  const start = loaded.imageBase;
  const end = start + BigInt(windows.value.size_of_image);
  return { name, start, end, isMovable: !header.value.flags.RELOCS_STRIPPED };
}
