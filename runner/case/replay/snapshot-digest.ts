import { createHash } from 'node:crypto';
import type { Coff2 } from '../../../reference';

/** The digest of a snapshot. */
export interface SnapshotDigest {
  /** SHA-256 of the image, lower-case hex. */
  readonly image: string;
  /** Bytes of the image. */
  readonly size: number;
  /** SHA-256 of the node dump, lower-case hex. */
  readonly nodes: string;
}

/** Digests of an image and its node dump. */
export function digestOf(image: Uint8Array, nodes: string): SnapshotDigest {
  return {
    image: createHash('sha256').update(image).digest('hex'),
    size: image.length,
    nodes: createHash('sha256').update(nodes).digest('hex'),
  };
}

/** The digests of a linker's image and node dump, as of now. */
export function digestSnapshot(linker: Coff2): SnapshotDigest {
  const image = linker.image.contents();
  const nodes = createHash('sha256');
  linker.dump((piece) => {
    nodes.update(piece);
  });
  return {
    image: createHash('sha256').update(image).digest('hex'),
    size: image.length,
    nodes: nodes.digest('hex'),
  };
}
