import { explainDifferences } from '../difference/explain-differences';
import type { Snapshot } from '../difference/difference';

/** What differs between two images: a line a difference, with its key. */
export function explainBriefly(before: Snapshot, after: Snapshot): readonly string[] {
  return explainDifferences(before, after).map(({ key, message }) =>
    message.startsWith(key) ? message : `${message}  [${key}]`,
  );
}
