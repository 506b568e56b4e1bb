import type { DumpedImage } from '../image/linked-image';
import type { Dump } from '../image/node-dump/dump-pieces';

/** An image that is compared with another, and its node dump. */
export interface ComparedImage extends Omit<DumpedImage, 'nodes'> {
  /** Null if there is none. */
  readonly nodes: Dump | null;
}
