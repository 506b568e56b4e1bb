import { parentPort, workerData } from 'node:worker_threads';
import type { ComparedImage } from '../../difference/compared-image';
import { Utf8File } from '../../system/utf8-file';
import { findInPair } from './pair-findings';
import type { PairTask } from './pair-task';

function opened({ image, nodes }: PairTask['before']): ComparedImage {
  return { image, nodes: nodes === null ? null : new Utf8File(nodes) };
}

/** The program of the thread: finds what there is in the pair, and sends it. */
const { before, after } = workerData as PairTask;
parentPort?.postMessage(findInPair(opened(before), opened(after)));
