import * as fs from 'node:fs';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { errorOf } from '../../system/thrown-error';
import { UsageError } from '../../system/usage-error';
import { keepYoungGenerationSmall } from '../../system/young-generation';
import { ScriptError } from '../link-script/script-error';
import type { ScriptLines } from '../link-script/script-reader';
import { BLOCK_WORDS, BLOCKS, type ReadingMessage, type ReadingTask } from './batch';
import { BatchReader } from './batch-reader';

/** The program of the thread. Only the compiled suite has it: Node.js starts no thread with TypeScript. */
const PROGRAM = path.join(__dirname, 'reading-thread.js');

/** Bytes of a script from which on a thread saves more than its start costs. */
const WORTH_A_THREAD = 0x40_0000;

/** Whether a script of so many bytes is better read in a thread of its own. */
export function isWorthAThread(size: number): boolean {
  return size >= WORTH_A_THREAD && availableParallelism() > 1 && fs.existsSync(PROGRAM);
}

/** A script that is read in a thread of its own. */
export interface ScriptFile {
  readonly path: string;
  /** Its name in messages. */
  readonly file: string;
}

/**
 * Reads a script in a thread of its own, while this one deals with the lines before.
 * @param lines gets each line, in order
 * @param onRead hears how many bytes were read of which all lines are dealt with
 * @param program of the thread
 * @throws ScriptError if the script is refused; what `lines` throws; errors of the file system; UsageError if memory
 * runs out
 */
export async function readInThread(
  { path: script, file }: ScriptFile,
  lines: ScriptLines,
  onRead: (bytes: number) => void,
  program = PROGRAM,
): Promise<void> {
  const blocks = Array.from({ length: BLOCKS }, () => new SharedArrayBuffer(BLOCK_WORDS * 4));
  const linked = new SharedArrayBuffer(4);
  const task: ReadingTask = { path: script, file, blocks, linked };
  const worker = new Worker(program, { workerData: task });
  const count = new Int32Array(linked);
  const reader = new BatchReader(blocks, lines);
  const hear = (message: ReadingMessage): boolean => {
    switch (message.kind) {
      case 'header':
        // To start a thread undoes it.
        keepYoungGenerationSmall();
        lines.header(message.options);
        return false;
      case 'batch':
        reader.read(message.batch);
        onRead(message.batch.read);
        // Only then does the next batch come: signals and the progress bar have their turn before it.
        setImmediate(() => {
          Atomics.add(count, 0, 1);
          Atomics.notify(count, 0);
        });
        return false;
      case 'refused':
        throw new ScriptError(file, message.line, message.subject, message.reason);
      case 'thrown':
        throw errorOf(message.error);
      case 'end':
        return true;
    }
  };
  try {
    await new Promise<void>((resolve, reject) => {
      let isOver = false;
      worker.on('message', (message: ReadingMessage) => {
        if (isOver) return;
        try {
          isOver = hear(message);
          if (isOver) resolve();
        } catch (error) {
          isOver = true;
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      worker.on('messageerror', reject);
      worker.on('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory(file) : error);
      });
      worker.on('exit', (code) => {
        reject(
          new Error(`the thread that reads ${file} was lost: it ended with exit code ${code}`),
        );
      });
    });
  } finally {
    await worker.terminate();
  }
}

function outOfMemory(file: string): UsageError {
  return new UsageError(
    `${file}: the memory of the thread that reads it ran out; ` +
      'give it more with NODE_OPTIONS=--max-old-space-size=MB',
  );
}
