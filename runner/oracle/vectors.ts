import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { HostName } from '../../reference';
import { packageRoot } from '../system/package-root';
import { readExpectedDigests, type ExpectedDigests } from './expected-digests';

/** A link script, and what the real linker made of it. */
export interface Vector {
  readonly name: string;
  /** The link script's file. */
  readonly script: string;
  /** Whether the script is one of the random ones. */
  readonly isRandom: boolean;
  /** By host: a digest for each snapshot. */
  readonly expected: ExpectedDigests;
}

/** The vectors of the real linker, in the folder `oracle`. */
export class VectorStore {
  readonly #folder: string;

  constructor(folder = path.join(packageRoot(), 'oracle')) {
    this.#folder = folder;
  }

  /**
   * The random vectors whose scripts are not here. The package has none of them, as they are more than
   * half of it; in the repository, a script is always there.
   */
  absent(): readonly Vector[] {
    return this.list().filter(({ isRandom, script }) => isRandom && !fs.existsSync(script));
  }

  /** All vectors, named ones first. */
  list(): readonly Vector[] {
    const expected = readExpectedDigests(path.join(this.#folder, 'expected.json'));
    return Object.entries(expected)
      .map(([name, hosts]) => ({
        name,
        script: path.join(this.#folder, 'scripts', `${name}.jsonl`),
        isRandom: name.startsWith('fuzz-'),
        expected: hosts,
      }))
      .sort((a, b) => Number(a.isRandom) - Number(b.isRandom) || (a.name < b.name ? -1 : 1));
  }

  /** The real linker's node dump of a snapshot, if it was kept. */
  nodes(vector: string, host: HostName, snapshot: number): string | null {
    return this.#full(`${vector}.${host}.${snapshot}.nodes.gz`)?.toString('utf8') ?? null;
  }

  /** The real linker's image of a snapshot, if it was kept. */
  image(vector: string, host: HostName, snapshot: number): Buffer | null {
    return this.#full(`${vector}.${host}.${snapshot}.img.gz`);
  }

  #full(name: string): Buffer | null {
    const file = path.join(this.#folder, 'full', name);
    return fs.existsSync(file) ? gunzipSync(fs.readFileSync(file)) : null;
  }
}
