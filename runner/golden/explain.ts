import type { DumpedImage } from '../image/linked-image';
import { explainDifferences } from '../difference/explain-differences';
import { renderDifferences } from '../difference/render-differences';

/** Differences, or groups of them. */
const SHOWN = 6;

/** The most important differences of two images, as lines with their keys. */
export function explainBriefly(before: DumpedImage, after: DumpedImage): readonly string[] {
  const differences = explainDifferences(before, after);
  const text = renderDifferences(differences, { limit: SHOWN, detailLimit: 0, more: 'coff2 diff' });
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*\u2026 \d+ more line/.test(line));
}
