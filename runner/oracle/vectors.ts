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
  /** Whether the package has the script, as the repository has each of them. */
  readonly isShipped: boolean;
  /** By host: a digest for each snapshot. */
  readonly expected: ExpectedDigests;
}

/** Names of the vectors whose scripts `files` of package.json leaves out. */
const NOT_SHIPPED = /^(?:fuzz-|many-|(?:alignment-above-block|entry-moves|four-hundred-dlls)$)/;

/** The vectors of the real linker, in the folder `oracle`. */
export class VectorStore {
  readonly #folder: string;

  constructor(folder = path.join(packageRoot(), 'oracle')) {
    this.#folder = folder;
  }

  /**
   * The vectors whose scripts are not here because the package leaves them out: the random ones, which would be
   * more than half of it, and the longest. In the repository, a script is always there.
   */
  absent(): readonly Vector[] {
    return this.list().filter(({ isShipped, script }) => !isShipped && !fs.existsSync(script));
  }

  /** All vectors, named ones first. */
  list(): readonly Vector[] {
    const expected = readExpectedDigests(path.join(this.#folder, 'expected.json'));
    return Object.entries(expected)
      .map(([name, hosts]) => ({
        name,
        script: path.join(this.#folder, 'scripts', `${name}.jsonl`),
        isRandom: name.startsWith('fuzz-'),
        isShipped: !NOT_SHIPPED.test(name),
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
