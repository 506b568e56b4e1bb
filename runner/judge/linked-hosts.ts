import type { HostName } from '../../reference';
import type { LinkedImage } from '../image/linked-image';
import type { LinkResult } from '../linker/implementation';

/** By host: what a linker made of each update. A failure comes last. */
export type LinkedHosts = ReadonlyMap<HostName, readonly LinkResult[]>;

/**
 * The image of an update.
 * @param results of a host
 * @param index of the update, from 0
 * @param updates how many there are
 * @returns null if there is none, or if it is the last one and the linker failed to end as it should
 */
export function imageOf(
  results: readonly LinkResult[],
  index: number,
  updates: number,
): LinkedImage | null {
  const result = results[index];
  const isLast = index + 1 === updates;
  if (result?.kind !== 'image' || (isLast && results[index + 1]?.kind === 'failure')) return null;
  return result;
}
