import * as fs from 'node:fs';
import { z } from 'zod';
import { HOST_NAMES, type HostName } from '../../reference';
import type { SnapshotDigest } from '../case/replay/snapshot-digest';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const snapshots = z.array(z.strictObject({ image: sha256, nodes: sha256, size: z.int() }));
const schema = z.record(z.string(), z.record(z.enum(HOST_NAMES), snapshots));

/** What the real linker made of one script: a digest for each snapshot, by host. */
export type ExpectedDigests = Readonly<Record<HostName, readonly SnapshotDigest[]>>;

/**
 * Reads what the real linker made of many scripts, by name.
 * @throws the file system's error, SyntaxError or ZodError
 */
export function readExpectedDigests(file: string): Readonly<Record<string, ExpectedDigests>> {
  return schema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
}
