import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { findProgram } from '../system/find-program';
import { ENTRY, objectCount, peerImportLibrary, peerObject } from './peer-objects';
import { GROWTH } from './start-program';

/** A linker that links the bench's program from objects. */
interface Peer {
  readonly name: string;
  readonly program: string;
  /** Debian's package. */
  readonly package: string;
  arguments(objects: readonly string[]): readonly string[];
}

const IMPORTS = 'imports.lib';
const IMAGE = 'program.exe';

const PEERS: readonly Peer[] = [
  {
    name: 'lld-link',
    program: 'lld-link',
    package: 'lld',
    arguments: (objects) => [
      '/nologo',
      '/machine:x64',
      '/subsystem:console',
      '/nodefaultlib',
      '/fixed',
      '/opt:noref,noicf',
      '/timestamp:0',
      `/entry:${ENTRY}`,
      `/out:${IMAGE}`,
      ...objects,
      IMPORTS,
    ],
  },
  {
    name: 'gnu-ld',
    program: 'x86_64-w64-mingw32-ld',
    package: 'binutils-mingw-w64-x86-64',
    arguments: (objects) => [
      ...['-m', 'i386pep', '--subsystem', 'console', '--entry', ENTRY],
      ...['--disable-dynamicbase', '--disable-reloc-section', '--no-insert-timestamp'],
      ...['--strip-all', '-o', IMAGE],
      ...objects,
      IMPORTS,
    ],
  },
];

/** What one linker took; times in milliseconds, of whole processes. */
export interface PeerTimes {
  readonly linker: string;
  readonly functions: number;
  /** Why nothing was measured: it is not installed, or it took too long. */
  readonly times:
    | string
    | {
        /** Median of the links of the whole program. */
        readonly full: number;
        /** Median of the links after one function changed: its object is written anew before. */
        readonly relink: number;
        /** Bytes of the image. */
        readonly image: number;
      };
}

/** Each link is repeated so often. */
const RUNS = 5;

/** A linker that takes longer than this for one link is not asked again; milliseconds. */
const LIMIT = 60_000;

/**
 * Has the installed linkers link the bench's program, from objects with each function in a COMDAT
 * section of its own. They take turns, so that a slow moment of the machine hits all.
 * @throws Error if a linker fails
 */
export function measurePeers(functions: number): readonly PeerTimes[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-peers-'));
  try {
    const objects = Array.from({ length: objectCount(functions) }, (_, i) => `program${i}.obj`);
    const write = (index: number, growth: number): void => {
      const file = path.join(folder, objects[index] as string);
      fs.writeFileSync(file, peerObject(functions, index, growth));
    };
    objects.forEach((_object, index) => {
      write(index, 0);
    });
    fs.writeFileSync(path.join(folder, IMPORTS), peerImportLibrary());
    const links = PEERS.map((peer) => new PeerLinks(peer, folder, objects));
    for (let run = 0; run < 2 * RUNS; run += 1) {
      // Every second link follows a change of the first function.
      const isRelink = run % 2 === 1;
      write(0, isRelink ? GROWTH : 0);
      for (const link of links) link.run(isRelink);
    }
    return links.map((link) => ({ functions, linker: link.peer.name, times: link.times() }));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** The links of one linker. */
class PeerLinks {
  readonly #program: string | null;
  readonly #full: number[] = [];
  readonly #relink: number[] = [];
  readonly #image: string;
  #isTooSlow = false;
  #size = 0;

  constructor(
    readonly peer: Peer,
    readonly folder: string,
    readonly objects: readonly string[],
  ) {
    this.#program = findProgram(peer.program, process.env.PATH ?? '');
    this.#image = path.join(folder, IMAGE);
  }

  run(isRelink: boolean): void {
    if (this.#program === null || this.#isTooSlow) return;
    const before = performance.now();
    const { status, error, stderr } = spawnSync(this.#program, this.peer.arguments(this.objects), {
      cwd: this.folder,
      timeout: LIMIT,
      encoding: 'utf8',
    });
    const time = performance.now() - before;
    if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') {
      this.#isTooSlow = true;
      return;
    }
    if (status !== 0) throw new Error(`${this.peer.name} fails: ${error?.message ?? stderr}`);
    (isRelink ? this.#relink : this.#full).push(time);
    this.#size = fs.statSync(this.#image).size;
  }

  times(): PeerTimes['times'] {
    if (this.#program === null) return `not installed (Debian: ${this.peer.package})`;
    if (this.#isTooSlow) return `over ${LIMIT / 1000} s`;
    return { full: median(this.#full), relink: median(this.#relink), image: this.#size };
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
