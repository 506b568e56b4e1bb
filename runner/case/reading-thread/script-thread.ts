import * as fs from 'node:fs';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { BLOCK_WORDS, BLOCKS, type ReadingMessage, type ReadingTask } from './batch';

/** The program of the thread. Only the compiled suite has it: Node.js starts no thread with TypeScript. */
const PROGRAM = path.join(__dirname, 'reading-thread.js');

/** Bytes of a script from which on a thread saves more than its start costs. */
const WORTH_A_THREAD = 0x40_0000;

/** Whether a script is better read in a thread of its own. */
export function isWorthAThread(script: string): boolean {
  return sizeOf(script) >= WORTH_A_THREAD && availableParallelism() > 1 && fs.existsSync(PROGRAM);
}

/** Bytes; 0 if that cannot be told, which whoever reads the file finds out. */
function sizeOf(file: string): number {
  try {
    return fs.statSync(file).size;
  } catch {
    return 0;
  }
}

/** A script that is read in a thread of its own. */
export interface ScriptFile {
  readonly path: string;
  /** Its name in messages. */
  readonly file: string;
}

/** A thread that reads a script, as far ahead of whoever links as there are blocks. */
export class ScriptThread {
  readonly blocks = Array.from({ length: BLOCKS }, () => new SharedArrayBuffer(BLOCK_WORDS * 4));
  readonly #linked = new SharedArrayBuffer(4);
  readonly #worker: Worker;
  /** What was told and not yet asked for: each returns a message, or throws what went wrong. */
  readonly #told: (() => ReadingMessage)[] = [];
  #wake: (() => void) | null = null;

  constructor({ path: script, file }: ScriptFile, program: string) {
    const task: ReadingTask = { path: script, file, blocks: this.blocks, linked: this.#linked };
    this.#worker = new Worker(program, { workerData: task });
    const fail = (error: Error): void => {
      this.#tell(() => {
        throw error;
      });
    };
    this.#worker.on('message', (message: ReadingMessage) => {
      this.#tell(() => message);
    });
    this.#worker.on('messageerror', fail);
    this.#worker.on('error', fail);
    this.#worker.on('exit', (code) => {
      fail(new Error(`the thread that reads ${file} was lost: it ended with exit code ${code}`));
    });
  }

  /**
   * Waits for the next message. Signals and the progress bar have their turn before it.
   * @throws what the thread was lost by
   */
  async next(): Promise<ReadingMessage> {
    await turn();
    for (;;) {
      const told = this.#told.shift();
      if (told !== undefined) return told();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Lets the thread write the next batch where the oldest one is, which was linked. */
  freeBlock(): void {
    const linked = new Int32Array(this.#linked);
    Atomics.add(linked, 0, 1);
    Atomics.notify(linked, 0);
  }

  /** Whether the process goes on for as long as this thread does. It does so at first. */
  keepProcess(does: boolean): void {
    if (does) this.#worker.ref();
    else this.#worker.unref();
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(told: () => ReadingMessage): void {
    this.#told.push(told);
    this.#wake?.();
  }
}

/** A thread that was started before anyone asked for it. */
let early: { readonly path: string; readonly program: string; thread: ScriptThread } | null = null;

/**
 * Starts to read a script that {@link threadOf} is likely to be asked for, while the rest of coff2 is loaded, which
 * takes longer. If nobody asks, the thread ends with the process.
 */
export function startEarly(script: string, program = PROGRAM): void {
  const thread = startedThread({ path: script, file: script }, program);
  if (thread === null) return;
  thread.keepProcess(false);
  early = { path: script, program, thread };
}

/**
 * The thread that reads a script: the one that was started early, if it is of this script, or a new one.
 * @returns null where the system starts none: it may limit how many there are
 */
export function threadOf(script: ScriptFile, program = PROGRAM): ScriptThread | null {
  const isEarly =
    early?.path === script.path && script.file === script.path && early.program === program;
  if (early === null || !isEarly) return startedThread(script, program);
  const { thread } = early;
  early = null;
  thread.keepProcess(true);
  return thread;
}

function startedThread(script: ScriptFile, program: string): ScriptThread | null {
  try {
    return new ScriptThread(script, program);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_INIT_FAILED') throw error;
    return null;
  }
}
