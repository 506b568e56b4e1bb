import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { BOUNDS, type Bounds, type InputFailure } from './try-input';
import type { WorkerMessage, WorkerTask } from './worker';

/** Milliseconds between two looks at a thread. */
const LOOK = 100;

/** What to try. */
export interface ReaderFuzzOptions {
  readonly reader: string;
  /** Of the run: it and the number of an input determine the input. */
  readonly seed: number;
  /** Numbers of inputs, the end excluded. */
  readonly start: number;
  readonly end: number;
  readonly bounds?: Bounds;
  /** Compiled files: the thread, and a module that has `READERS`. Tests have others. */
  readonly worker?: string;
  readonly module?: string;
  /** Called now and then, with how many inputs were tried. */
  readonly onProgress?: (tried: number) => void;
  readonly stop?: AbortSignal;
}

/** A kind of failure: the first input that failed so, and how many did. */
export interface FailedInputs {
  readonly number: number;
  readonly failure: InputFailure;
  readonly count: number;
}

export interface ReaderFuzzResult {
  /** Number of inputs that were tried. */
  readonly tried: number;
  readonly failed: readonly FailedInputs[];
}

/** Lets a thread try inputs of a reader. An input that hangs or ends the thread fails, and another thread goes on. */
export async function fuzzReader(options: ReaderFuzzOptions): Promise<ReaderFuzzResult> {
  const kinds = new Map<string, FailedInputs>();
  const add = (number: number, failure: InputFailure): void => {
    const like = kinds.get(failure.kind);
    kinds.set(
      failure.kind,
      like === undefined ? { number, failure, count: 1 } : { ...like, count: like.count + 1 },
    );
  };
  let { start } = options;
  while (start < options.end && options.stop?.aborted !== true) {
    start = await tryFrom(start, options, add);
  }
  return { tried: start - options.start, failed: [...kinds.values()] };
}

/** @returns the number of the input to go on with */
function tryFrom(
  start: number,
  options: ReaderFuzzOptions,
  add: (number: number, failure: InputFailure) => void,
): Promise<number> {
  const {
    bounds = BOUNDS,
    worker = path.join(__dirname, 'worker.js'),
    module = path.join(__dirname, 'readers', 'index.js'),
  } = options;
  const { reader, seed, end, onProgress, stop } = options;
  const current = new SharedArrayBuffer(4);
  const view = new Int32Array(current);
  view[0] = start;
  const workerData: WorkerTask = { module, reader, seed, start, end, bounds, current };
  const thread = new Worker(worker, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: bounds.heap },
  });
  return new Promise((resolve, reject) => {
    let last = -1;
    let since = performance.now();
    let isOver = false;
    const endWith = (next: number): void => {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      void thread.terminate().then(() => {
        resolve(next);
      }, reject);
    };
    const look = (): void => {
      const number = Atomics.load(view, 0);
      onProgress?.(number - options.start);
      if (stop?.aborted === true) {
        endWith(number);
      } else if (number !== last) {
        last = number;
        since = performance.now();
      } else if (performance.now() - since > bounds.patience) {
        add(number, { kind: 'hang', what: `does not end within ${bounds.patience} ms` });
        endWith(number + 1);
      }
    };
    const timer = setInterval(look, LOOK);
    thread.on('message', (message: WorkerMessage) => {
      if ('done' in message) endWith(end);
      else add(message.failed, message.failure);
    });
    thread.on('error', (error: Error & { code?: string }) => {
      const number = Atomics.load(view, 0);
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        const what = `uses more than ${bounds.heap} MB of heap`;
        add(number, { kind: 'memory', what });
        endWith(number + 1);
        return;
      }
      isOver = true;
      clearInterval(timer);
      reject(error);
    });
  });
}
