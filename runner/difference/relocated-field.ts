import { relocatedAddresses } from '../image/read/base-relocations';
import type { ImagePair, Side } from './image-pair';

/** A field of both images. */
export interface FieldPlace {
  /** RVAs of its first byte; null for what is not in memory. */
  readonly old: number | null;
  readonly now: number | null;
  /** Bytes. */
  readonly width: number;
}

/** Which images have a base relocation for a field. */
export type RelocatedIn = 'both' | 'one' | 'neither';

/** The addresses that the loader patches, their bytes by RVA; null for an image that has none. */
export function relocatedBy({ view }: Pick<Side, 'view'>): ReadonlyMap<number, number> | null {
  const { baseRelocations } = view.image;
  if (baseRelocations === null || baseRelocations.blocks.length === 0) return null;
  return relocatedAddresses(baseRelocations);
}

/**
 * Whether a field holds an address, by the base relocations of the images, which have all absolute
 * addresses.
 * @returns null if one of the images has no base relocations
 */
export function relocatedIn(
  images: ImagePair,
  { old, now, width }: FieldPlace,
): RelocatedIn | null {
  const [before, after] = [images.before.relocated, images.after.relocated];
  if (before === null || after === null) return null;
  const isBefore = old !== null && before.get(old) === width;
  const isAfter = now !== null && after.get(now) === width;
  if (isBefore && isAfter) return 'both';
  return isBefore || isAfter ? 'one' : 'neither';
}
