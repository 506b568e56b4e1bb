import { firstDifferentByte, firstDifferentNode } from '../conformance/first-difference';
import type { Snapshot } from './golden-case';

/** What differs between two images, in a few lines. */
export function explainBriefly(before: Snapshot, after: Snapshot): readonly string[] {
  const node = firstDifferentNode(before.nodes ?? '', after.nodes ?? '');
  const byte = firstDifferentByte(before.image, after.image, after.nodes ?? '');
  return [node, byte].filter((line) => line !== null);
}
