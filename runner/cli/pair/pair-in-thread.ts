import type { Worker } from 'node:worker_threads';
import type { ComparedImage } from '../../difference/compared-image';
import type { FittingDump } from '../../difference/fitting-dump';
import { NodeTable } from '../../image/node-dump/node-table';
import { Utf8File } from '../../system/utf8-file';
import type { PairFindings } from './pair-findings';
import type { PairMessage, PairTask } from './pair-task';
import { isPairWorthAThread, PAIR_PROGRAM, pairWorker, sizeOf } from './pair-worker';

/** What a thread of its own does of `coff2 diff`, while this one does the rest. Where it was lost, it is to be done here. */
export interface PairInThread {
  /** The node dump of the second image; undefined if the thread was lost. */
  readonly dumpAfter: Promise<FittingDump | undefined>;
  /** What `findInPair` finds; undefined if the thread was lost. */
  readonly findings: Promise<PairFindings | undefined>;
}

/**
 * Gives the thread its task.
 * @returns null where that is not worth it, or it can't be started: then all is to be done here, which also tells what
 * goes wrong
 */
export function startPairThread(
  before: ComparedImage,
  after: ComparedImage,
  { program = PAIR_PROGRAM, isWorthIt = isPairWorthAThread } = {},
): PairInThread | null {
  const files = [fileOf(before), fileOf(after)] as const;
  const [old, now] = files;
  if (!old.isReadAgain || !now.isReadAgain || !isWorthIt(old.size + now.size, program)) return null;
  const worker = pairWorker(program);
  if (worker === null) return null;
  const task: PairTask = {
    before: { image: before.image, nodes: old.path },
    after: { image: after.image, nodes: now.path },
  };
  worker.postMessage(task);
  return answersOf(worker);
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
  return { path: file, size: file === null ? 0 : sizeOf(file), isReadAgain: file !== null };
}

function answersOf(worker: Worker): PairInThread {
  return {
    dumpAfter: sentBy(worker, (message) => {
      if (message.kind !== 'dump') return undefined;
      const { dump } = message;
      return typeof dump === 'object' && dump !== null ? new NodeTable(dump) : dump;
    }),
    findings: sentBy(worker, (message) =>
      message.kind === 'findings' ? message.findings : undefined,
    ),
  };
}

/**
 * @param take what is waited for, out of a message; undefined if another one has it
 * @returns undefined if the thread ends without it
 */
async function sentBy<T>(
  worker: Worker,
  take: (message: PairMessage) => T | undefined,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const fail = (): void => {
      resolve(undefined);
    };
    worker.on('message', (message: PairMessage) => {
      const taken = take(message);
      if (taken !== undefined) resolve(taken);
    });
    worker.on('messageerror', fail);
    worker.on('error', fail);
    worker.on('exit', fail);
  });
}
