import { parentPort, workerData } from 'node:worker_threads';
import type { ComparedImage } from '../../difference/compared-image';
import { fitting, fittingDump, readTable, type FittingDump } from '../../difference/fitting-dump';
import { NodeTable } from '../../image/node-dump/node-table';
import { Utf8File } from '../../system/utf8-file';
import { findInPair } from './pair-findings';
import type { PairMessage, PairTask } from './pair-task';
import type { PairThreadData } from './pair-worker';

/** The program of the thread: reads the second dump, for which the other thread waits, and finds what there is. */
const { dump: likely } = workerData as PairThreadData;
// The task comes later.
const early = likely === null ? null : readLikely(likely);

parentPort?.once('message', (task: PairTask) => {
  const [before, after] = [opened(task.before), opened(task.after)];
  const dump =
    early !== null && task.after.nodes === likely
      ? fitting(early, after.image)
      : fittingDump(after);
  sendDump(dump);
  post({ kind: 'findings', findings: findInPair(before, after) });
});

/** @returns null if it cannot be read; whoever reads it again tells why */
function readLikely(file: string): NodeTable | string | null {
  try {
    return readTable(new Utf8File(file));
  } catch {
    return null;
  }
}

function opened({ image, nodes }: PairTask['before']): ComparedImage {
  return { image, nodes: nodes === null ? null : new Utf8File(nodes) };
}

/** Sends it without a copy. */
function sendDump(dump: FittingDump): void {
  if (!(dump instanceof NodeTable)) {
    post({ kind: 'dump', dump });
    return;
  }
  const { columns } = dump;
  const buffers = Object.values(columns).flatMap((column: unknown) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : [],
  );
  post({ kind: 'dump', dump: columns }, buffers);
}

function post(message: PairMessage, moved: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}
