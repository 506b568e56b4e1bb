import type { Snapshot } from '../difference/difference';
import { explainDifferences } from '../difference/explain-differences';
import { renderDifferences } from '../difference/render-differences';

/** Differences, or groups of them. */
const SHOWN = 6;

/** What differs between two images: the differences that matter most, in lines, with their keys. */
export function explainBriefly(before: Snapshot, after: Snapshot): readonly string[] {
  const differences = explainDifferences(before, after);
  const text = renderDifferences(differences, { limit: SHOWN, detailLimit: 0, more: 'coff2 diff' });
  return text.split('\n').filter((line) => line.trim() !== '' && !/^\s*… \d+ more line/.test(line));
}
