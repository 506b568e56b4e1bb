import { compareImages, notComparable } from './compare-images';
import type { SameResult } from './same-result';

/** Instructions and words of data that are compared at most: less than a second of work. */
const STEPS = 350_000;
/** Bytes of both files, above which they are not even mapped. */
const LARGEST = 32 * 2 ** 20;

/**
 * As {@link compareImages}, for where an answer is wanted at once. Images that have more code than can be
 * compared at once are different if what was compared is, and not comparable else.
 */
export function compareBriefly(a: Uint8Array, b: Uint8Array): SameResult {
  const size = a.length + b.length;
  if (size <= LARGEST) return compareImages(a, b, { steps: STEPS });
  const megabytes = Math.round(size / 2 ** 20);
  return notComparable(`the images have ${megabytes} MiB; \`coff2 same\` compares them`);
}
