/** An image, and the path of its node dump; null without one. */
interface ImageFiles {
  readonly image: Uint8Array;
  readonly nodes: string | null;
}

/** What a thread gets that is to find what there is in a pair of images. */
export interface PairTask {
  readonly kind: 'pair';
  readonly before: ImageFiles;
  readonly after: ImageFiles;
}

/** Whether the data of a thread is such a task, and not that of one which judges. */
export function isPairTask(data: unknown): data is PairTask {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'pair';
}
