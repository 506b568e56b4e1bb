import type { StoredCase } from '../case/case-store';
import type { DumpedImage } from '../image/linked-image';
import type { Variant } from './result/case-result';

/** An image that does not hold on some level. */
export interface FailedImage {
  /** The name of the linker that made it. */
  readonly linker: string;
  readonly stored: Pick<StoredCase, 'name' | 'file'>;
  /** The number of its update, from 0. */
  readonly index: number;
  /** The name of its update. */
  readonly update: string;
  readonly variant: Variant;
  readonly image: DumpedImage;
  /** What the linker made of the update before; null if there is none. */
  readonly previous: DumpedImage | null;
  /** The accepted image of the update, on the host that goldens are kept of; null if there is none. */
  readonly golden: DumpedImage | null;
}

/** Told of each image that does not hold, as soon as it is judged. */
export type FailureListener = (failed: FailedImage) => void;
