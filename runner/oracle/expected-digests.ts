import * as fs from 'node:fs';
import * as path from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { HOST_NAMES, type HostName } from '../../reference';
import type { SnapshotDigest } from '../case/replay/snapshot-digest';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const snapshots = z.array(z.strictObject({ image: sha256, nodes: sha256, size: z.int() }));
const schema = z.record(z.string(), z.record(z.enum(HOST_NAMES), snapshots));

/** What the real linker made of one script: a digest for each snapshot, by host. */
export type ExpectedDigests = Readonly<Record<HostName, readonly SnapshotDigest[]>>;

/** How the name of a digest file ends that is packed. */
const SUFFIX = '.br';

/**
 * Packs the files of digests for the package, where they have a third of their size.
 * @param oracle the folder that has them
 * @param target folder for the packed files: `dist/oracle` beside that folder
 */
export function packExpectedDigests(oracle: string, target: string): void {
  fs.mkdirSync(target, { recursive: true });
  for (const name of fs.readdirSync(oracle).filter((each) => each.endsWith('.json'))) {
    const packed = brotliCompressSync(fs.readFileSync(path.join(oracle, name)));
    fs.writeFileSync(path.join(target, `${name}${SUFFIX}`), packed);
  }
}

/**
 * Reads what the real linker made of many scripts, by name: in the package, from the packed file.
 * @throws the file system's error, of zlib, SyntaxError or ZodError
 */
export function readExpectedDigests(file: string): Readonly<Record<string, ExpectedDigests>> {
  const { dir, base } = path.parse(file);
  const packed = path.join(dir, '..', 'dist', path.basename(dir), `${base}${SUFFIX}`);
  const isPacked = !fs.existsSync(file) && fs.existsSync(packed);
  const bytes = isPacked ? brotliDecompressSync(fs.readFileSync(packed)) : fs.readFileSync(file);
  return schema.parse(JSON.parse(bytes.toString('utf8')));
}
