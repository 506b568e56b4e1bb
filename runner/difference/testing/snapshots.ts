import type { DumpedImage } from '../../image/linked-image';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../system/package-root';

/** A snapshot that the real linker made on linux-tmpfs. */
export function oracleSnapshot(name: string, index: number): DumpedImage {
  const read = (suffix: string): Buffer => {
    const file = `${name}.linux-tmpfs.${index}.${suffix}.gz`;
    return gunzipSync(readFileSync(path.join(packageRoot(), 'oracle', 'full', file)));
  };
  return { image: new Uint8Array(read('img')), nodes: read('nodes').toString() };
}

/** The same with other bytes from a file offset on; the dump stays. */
export function patched(
  snapshot: DumpedImage,
  at: number,
  ...bytes: readonly number[]
): DumpedImage {
  const image = new Uint8Array(snapshot.image);
  image.set(bytes, at);
  return { ...snapshot, image };
}
