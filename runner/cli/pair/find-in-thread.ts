import * as fs from 'node:fs';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ComparedImage } from '../../difference/compared-image';
import { Utf8File } from '../../system/utf8-file';
import type { PairFindings } from './pair-findings';
import type { PairTask } from './pair-task';

/** The program of the thread, which also judges. Only the package has it here: Node.js starts no thread with TypeScript. */
const PROGRAM = path.join(__dirname, 'judging-thread.js');

/** Bytes of node dumps from which on a thread saves more than its start costs. */
const WORTH_A_THREAD = 0x80_0000;

/**
 * Finds in a thread of its own what `findInPair` does, while this one explains the differences, which takes longer.
 * @returns null where that is not worth it, or the thread was not started or lost: then it is to be done here, which
 * also tells what goes wrong
 */
export async function findInThread(
  before: ComparedImage,
  after: ComparedImage,
  { program = PROGRAM, least = WORTH_A_THREAD } = {},
): Promise<PairFindings | null> {
  const files = [fileOf(before), fileOf(after)] as const;
  const [old, now] = files;
  const isWorthIt = old.size + now.size >= least && old.isReadAgain && now.isReadAgain;
  if (!isWorthIt || availableParallelism() < 2 || !fs.existsSync(program)) return null;
  const task: PairTask = {
    kind: 'pair',
    before: { image: before.image, nodes: old.path },
    after: { image: after.image, nodes: now.path },
  };
  return answerOf(program, task);
}

interface DumpFile {
  readonly path: string | null;
  /** Bytes; 0 if that cannot be told. */
  readonly size: number;
  /** Whether a thread can read it for itself: not what came through a pipe. */
  readonly isReadAgain: boolean;
}

function fileOf({ nodes }: ComparedImage): DumpFile {
  if (nodes === null) return { path: null, size: 0, isReadAgain: true };
  const file = nodes instanceof Utf8File ? nodes.path : null;
  const size = file === null ? 0 : (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  return { path: file, size, isReadAgain: file !== null };
}

async function answerOf(program: string, task: PairTask): Promise<PairFindings | null> {
  return new Promise((resolve) => {
    try {
      const worker = new Worker(program, { workerData: task });
      const fail = (): void => {
        resolve(null);
      };
      worker.on('message', resolve);
      worker.on('messageerror', fail);
      worker.on('error', fail);
      worker.on('exit', fail);
    } catch {
      resolve(null);
    }
  });
}
