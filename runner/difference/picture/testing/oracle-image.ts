import type { DumpedImage } from '../../../image/linked-image';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../../system/package-root';

/** Image and node dump of a snapshot that the real linker made on linux-tmpfs. */
export function oracleImage(
  vector: string,
  snapshot: number,
): DumpedImage & { readonly nodes: string } {
  const read = (kind: string): Buffer => {
    const name = `${vector}.linux-tmpfs.${snapshot}.${kind}.gz`;
    return gunzipSync(readFileSync(path.join(packageRoot(), 'oracle', 'full', name)));
  };
  return { image: read('img'), nodes: read('nodes').toString() };
}
