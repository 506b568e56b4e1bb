import type { WholeHeaders } from '../read/headers';
import type { Image } from '../read/image';

/** An image whose headers lead to all that it has, as the rules are given it. */
export type CheckedImage = WholeHeaders & {
  /** What the headers lead to. */
  readonly image: Image;
};
