import type { LinkOptions } from '../../../reference';
import type { ThrownError } from '../../system/thrown-error';
import type { Op } from '../link-script/op';

/**
 * Lines of a script, on their way from the thread that reads to the one that links. They stand one after the other in
 * a block of shared memory, each as a {@link BatchEntry} with its numbers.
 */
export interface Batch {
  /** Index of the block. */
  readonly block: number;
  /** Words of the block that are in use. */
  readonly size: number;
  /** The ops that are no records. */
  readonly ops: readonly Op[];
  /** Bytes of the script that were read so far. */
  readonly read: number;
}

/** The first word of each entry of a block, and what follows it. */
export const BatchEntry = {
  /** A name, of which the first has the number 0, the next one 1: its bytes, padded to words, after their count. */
  NAME: 0,
  /** An update: a record, then the bytes that it writes, padded to words. */
  UPDATE: 1,
  FLUSH: 2,
  /** Any other op: its index in the batch. */
  OP: 3,
} as const;

/** Words of a block: hundreds of updates. */
export const BLOCK_WORDS = 0x8000;

/** Words of the first batch, for there is nothing to link until it comes; each one is twice as large as the one before. */
export const FIRST_WORDS = 0x200;

/** While one block is linked, others are filled. */
export const BLOCKS = 4;

/** What the thread is started with. */
export interface ReadingTask {
  /** Path of the script. */
  readonly path: string;
  /** Its name in messages. */
  readonly file: string;
  readonly blocks: readonly SharedArrayBuffer[];
  /** One word: how many batches were linked. */
  readonly linked: SharedArrayBuffer;
}

/** What the thread tells: a header, batches, and one of the last three at the end. */
export type ReadingMessage =
  | { readonly kind: 'header'; readonly options: LinkOptions }
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'end' }
  /** The script is refused. */
  | {
      readonly kind: 'refused';
      readonly line: number;
      readonly subject: string;
      readonly reason: string;
    }
  | { readonly kind: 'thrown'; readonly error: ThrownError };

/** Words that so many bytes take. */
export function wordsOf(bytes: number): number {
  return (bytes + 3) >> 2;
}
