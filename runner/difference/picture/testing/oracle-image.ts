import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../../system/package-root';
import { type DumpedImage } from '../layout-svg';

/** Image and node dump of a snapshot that the real linker made on linux-tmpfs. */
export function oracleImage(vector: string, snapshot: number): DumpedImage {
  const read = (kind: string): Buffer => {
    const name = `${vector}.linux-tmpfs.${snapshot}.${kind}.gz`;
    return gunzipSync(readFileSync(path.join(packageRoot(), 'oracle', 'full', name)));
  };
  return { image: read('img'), nodes: read('nodes').toString() };
}
