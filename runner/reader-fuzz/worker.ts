import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { countAllocations } from './allocation-count';
import { makeInput } from './mutate/make-input';
import type { Reader } from './readers/reader';
import { tryInput, type Bounds, type InputFailure } from './try-input';

/** What a thread has to do. */
export interface WorkerTask {
  /** File of a module that has `READERS`. */
  readonly module: string;
  readonly reader: string;
  readonly seed: number;
  /** Numbers of inputs, the end excluded. */
  readonly start: number;
  readonly end: number;
  readonly bounds: Bounds;
  /** The number of the input that is being tried. */
  readonly current: SharedArrayBuffer;
}

/** What a thread says: an input that failed, or that all were tried. */
export type WorkerMessage =
  | { readonly failed: number; readonly failure: InputFailure }
  | { readonly done: true };

async function work(task: WorkerTask): Promise<void> {
  const { READERS } = (await import(task.module)) as { readonly READERS: readonly Reader[] };
  const reader = READERS.find(({ name }) => name === task.reader);
  if (reader === undefined) throw new Error(`${task.module} has no reader ${task.reader}`);
  const seeds = reader.seeds();
  const current = new Int32Array(task.current);
  countAllocations();
  const say = (message: WorkerMessage): void => parentPort?.postMessage(message);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-reader-'));
  try {
    for (let number = task.start; number < task.end; number += 1) {
      Atomics.store(current, 0, number);
      const { bytes } = makeInput(seeds, reader.form, task.seed, number);
      const failure = await tryInput(reader, bytes, folder, task.bounds);
      if (failure !== null) say({ failed: number, failure });
    }
    say({ done: true });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

void work(workerData as WorkerTask);
