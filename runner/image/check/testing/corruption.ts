import type { ImageEditor } from '../image-editor';

/** The images that corruptions start from: a golden, and those that LLD linked. */
export type ImageName = 'golden' | 'features.dll' | 'program.exe' | 'signed.dll';

/** One thing that is wrong with an image. */
export interface Corruption {
  readonly name: string;
  /** The rule that it breaks; others may be broken with it. */
  readonly rule: string;
  readonly images: readonly ImageName[];
  readonly corrupt: (image: ImageEditor) => void;
}

/** Corruptions of the same images, as rows: the rule, what is wrong, and how. */
export function corruptions(
  images: readonly ImageName[],
  rows: readonly (readonly [rule: string, name: string, corrupt: Corruption['corrupt']])[],
): readonly Corruption[] {
  return rows.map(([rule, name, corrupt]) => ({ rule, name, images, corrupt }));
}
