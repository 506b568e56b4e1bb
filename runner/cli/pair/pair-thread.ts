import { parentPort, workerData } from 'node:worker_threads';
import type { ComparedImage } from '../../difference/compared-image';
import { Utf8File } from '../../system/utf8-file';
import { findInPair } from './pair-findings';

/** What the thread gets: two images, and the paths of their node dumps; null without one. */
export interface PairTask {
  readonly before: { readonly image: Uint8Array; readonly nodes: string | null };
  readonly after: PairTask['before'];
}

function opened({ image, nodes }: PairTask['before']): ComparedImage {
  return { image, nodes: nodes === null ? null : new Utf8File(nodes) };
}

/** The program of the thread: finds what there is in the pair, and sends it. */
const { before, after } = workerData as PairTask;
parentPort?.postMessage(findInPair(opened(before), opened(after)));
