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

/** The addresses that the loader patches, their bytes by RVA; null for an image that has none. */
export function relocatedIn({ view }: Pick<Side, 'view'>): ReadonlyMap<number, number> | null {
  const { baseRelocations } = view.image;
  if (baseRelocations === null || baseRelocations.blocks.length === 0) return null;
  return relocatedAddresses(baseRelocations);
}

/**
 * Whether a field holds an address in both images, by their base relocations, which have all absolute
 * addresses.
 * @returns null if one of the images has no base relocations, or the field is not in memory
 */
export function isRelocated(images: ImagePair, { old, now, width }: FieldPlace): boolean | null {
  const [before, after] = [images.before.relocated, images.after.relocated];
  if (before === null || after === null || old === null || now === null) return null;
  return before.get(old) === width && after.get(now) === width;
}
