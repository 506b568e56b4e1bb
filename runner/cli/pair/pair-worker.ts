import * as fs from 'node:fs';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';

/** The program of the thread, which also judges. Only the package has it here: Node.js starts no thread with TypeScript. */
export const PAIR_PROGRAM = path.join(__dirname, 'judging-thread.js');

/** What the thread is started with. */
export interface PairThreadData {
  /** Tells the program that it is to wait for a pair, and not to judge. */
  readonly kind: typeof PAIR_KIND;
  /** The second image's node dump, as is likely, which it reads before it is told what it is for; or null. */
  readonly dump: string | null;
}

export const PAIR_KIND = 'pair';

/** Bytes of node dumps from which on a thread saves more than its start costs. */
const WORTH_A_THREAD = 0x80_0000;

/** The node dump that belongs to an image by its name: it has the image's, but for the extension. */
export function dumpBeside(image: string): string {
  return path.join(path.dirname(image), `${path.basename(image, path.extname(image))}.nodes`);
}

/** Bytes of a file; 0 if that cannot be told, which whoever reads the file finds out. */
export function sizeOf(file: string): number {
  try {
    return fs.statSync(file).size;
  } catch {
    return 0;
  }
}

/** Whether a thread is of use. @param size bytes of the node dumps of both images */
export function isPairWorthAThread(size: number, program = PAIR_PROGRAM): boolean {
  return size >= WORTH_A_THREAD && availableParallelism() > 1 && fs.existsSync(program);
}

/** A thread that was started before anyone asked for it. */
let early: { readonly program: string; readonly worker: Worker; isLost: boolean } | null = null;

/**
 * Starts the thread that {@link pairWorker} is likely to be asked for, while the rest of coff2 is loaded, which takes as
 * long. If nobody asks, it ends with the process.
 * @param args of `coff2 diff`: two are images, or the dumps themselves
 * @returns the thread; null if none was started
 */
export function startEarly(args: readonly string[], program = PAIR_PROGRAM): Worker | null {
  const dumps = args.map(dumpBeside).filter((file) => sizeOf(file) > 0);
  const size = dumps.reduce((sum, file) => sum + sizeOf(file), 0);
  if (!isPairWorthAThread(size, program)) return null;
  const worker = startedWorker(program, dumps.at(-1) ?? null);
  if (worker === null) return null;
  worker.unref();
  const started = { program, worker, isLost: false };
  worker.on('error', () => {
    started.isLost = true;
  });
  early = started;
  return worker;
}

/**
 * A thread that waits for its task: the one that was started early, or a new one.
 * @returns null where there is none: the system may limit how many there are
 */
export function pairWorker(program: string): Worker | null {
  const started = early;
  if (started?.program !== program) return startedWorker(program, null);
  early = null;
  if (started.isLost) return null;
  started.worker.ref();
  return started.worker;
}

function startedWorker(program: string, dump: string | null): Worker | null {
  const workerData: PairThreadData = { kind: PAIR_KIND, dump };
  try {
    return new Worker(program, { workerData });
  } catch {
    return null;
  }
}
