import type { NodeColumns } from '../../image/node-dump/node-columns';
import type { PairFindings } from './pair-findings';

/** An image, and the path of its node dump; null without one. */
interface ImageFiles {
  readonly image: Uint8Array;
  readonly nodes: string | null;
}

/** What the thread gets in a message. */
export interface PairTask {
  readonly before: ImageFiles;
  readonly after: ImageFiles;
}

/** What it sends, one after the other: the second node dump, as a `FittingDump` is made of it, and what it found. */
export type PairMessage =
  | { readonly kind: 'dump'; readonly dump: NodeColumns | string | null }
  | { readonly kind: 'findings'; readonly findings: PairFindings };
