import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import type { ReaderSeed } from './reader';

/** Larger files take long to read, and show no more. In bytes. */
const LARGEST = 0x1_0000;

/** A file of the repository as a seed. */
export function seedFile(name: string, places: ReaderSeed['places'] = []): ReaderSeed {
  return { name, bytes: fs.readFileSync(path.join(packageRoot(), name)), places };
}

/**
 * Files of a folder of the repository, by the end of their names, from small to large.
 * @param most the most files
 */
export function seedFiles(folder: string, end: string, most: number): readonly ReaderSeed[] {
  const all = fs
    .readdirSync(path.join(packageRoot(), folder))
    .filter((name) => name.endsWith(end))
    .map((name) => seedFile(path.posix.join(folder, name)))
    .filter(({ bytes }) => bytes.length <= LARGEST)
    .sort((a, b) => a.bytes.length - b.bytes.length || (a.name < b.name ? -1 : 1));
  const step = Math.max(1, all.length / most);
  return all.filter((_seed, index) => index % step < 1);
}
