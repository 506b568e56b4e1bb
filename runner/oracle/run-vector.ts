import * as fs from 'node:fs';
import { HOST_NAMES, type Coff2, type HostName } from '../../reference';
import { ScriptError } from '../case/link-script/script-error';
import type { Replay } from '../case/replay/replay';
import type { ReplayObserver } from '../case/replay/replay-observer';
import { ScriptReplay } from '../case/replay/script-replay';
import { digestSnapshot } from '../case/replay/snapshot-digest';
import { firstDifferentByte, firstDifferentNode } from './first-difference';
import type { Vector, VectorStore } from './vectors';

/** The result of a vector on one host. */
export interface HostResult {
  readonly snapshots: number;
  /** Number of snapshots whose image and node dump both equal the real linker's. */
  readonly equal: number;
  /** The differences, with the first node or byte if it is known. */
  readonly differences: readonly string[];
}

export interface VectorResult {
  readonly vector: Vector;
  readonly hosts: ReadonlyMap<HostName, HostResult>;
  /** Why the script could not be replayed to its end, or null. */
  readonly refusal: string | null;
}

export function holds({ refusal, hosts }: VectorResult): boolean {
  return (
    refusal === null && [...hosts.values()].every(({ differences }) => differences.length === 0)
  );
}

/** Replays a vector and compares every snapshot with what the real linker made. */
export function runVector(
  store: VectorStore,
  vector: Vector,
  hosts: readonly HostName[] = HOST_NAMES,
  afterOp?: ReplayObserver['afterOp'],
): VectorResult {
  const compared = new Map(hosts.map((host) => [host, new Comparison(store, vector, host)]));
  const replay = new ScriptReplay(vector.script, hosts, {
    ...(afterOp === undefined ? {} : { afterOp }),
    snapshot(host: HostName, { linker }: Replay, index: number) {
      compared.get(host)?.compare(linker, index);
    },
  });
  let refusal: string | null = null;
  try {
    replay.push(fs.readFileSync(vector.script));
    replay.end();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    refusal = error.message;
  }
  const results = new Map([...compared].map(([host, comparison]) => [host, comparison.result()]));
  return { vector, hosts: results, refusal };
}

class Comparison {
  readonly #store: VectorStore;
  readonly #vector: Vector;
  readonly #host: HostName;
  readonly #differences: string[] = [];
  #seen = 0;
  #equal = 0;

  constructor(store: VectorStore, vector: Vector, host: HostName) {
    this.#store = store;
    this.#vector = vector;
    this.#host = host;
  }

  compare(linker: Coff2, index: number): void {
    this.#seen += 1;
    const expected = this.#vector.expected[this.#host][index];
    const actual = digestSnapshot(linker);
    const sameImage = expected?.image === actual.image && expected.size === actual.size;
    const sameNodes = expected?.nodes === actual.nodes;
    if (sameImage && sameNodes) this.#equal += 1;
    else this.#differences.push(this.#explain(linker, index, sameImage, sameNodes));
  }

  result(): HostResult {
    const snapshots = this.#vector.expected[this.#host].length;
    const differences = [...this.#differences];
    if (this.#seen !== snapshots) {
      differences.push(
        `${this.#vector.name} on ${this.#host}: ${this.#seen} snapshots; expected ${snapshots}`,
      );
    }
    return { snapshots, equal: this.#equal, differences };
  }

  #explain(linker: Coff2, index: number, sameImage: boolean, sameNodes: boolean): string {
    const { name } = this.#vector;
    const pieces: Buffer[] = [];
    linker.dump((piece) => pieces.push(Buffer.from(piece)));
    const dump = Buffer.concat(pieces).toString('utf8');
    const nodes = this.#store.nodes(name, this.#host, index);
    const image = this.#store.image(name, this.#host, index);
    const what = [sameImage ? '' : 'image', sameNodes ? '' : 'node dump'].filter(Boolean);
    const where = [
      image === null ? null : firstDifferentByte(image, linker.image.contents(), dump),
      nodes === null ? null : firstDifferentNode(nodes, dump),
    ].filter((line) => line !== null);
    if (image === null && nodes === null) {
      where.push('only digests of what the real linker made are here, so the place of the difference is not known; the repository has more in oracle/full');
    }
    const verb = what.length === 1 ? 'differs' : 'differ';
    return [
      `${name} on ${this.#host}, snapshot ${index}: ${what.join(' and ')} ${verb}`,
      ...where,
    ].join('\n');
  }
}
