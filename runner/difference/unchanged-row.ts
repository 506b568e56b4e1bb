import type { ImagePair } from './image-pair';

/**
 * Whether both dumps list a node with the same words, so that nothing is to be said of it.
 * @param node its number in the dump before
 */
export function isUnchangedRow(images: ImagePair, node: number): boolean {
  const { before, after, counterparts } = images;
  const [old, now] = [before.nodes.rows?.table, after.nodes.rows?.table];
  const other = counterparts.numberOf(node);
  if (old === undefined || now === undefined || other < 0) return false;
  const parent = old.parents[node] as number;
  const newParent = parent < 0 ? -1 : counterparts.numberOf(parent);
  return (
    old.offsets[node] === now.offsets[other] &&
    old.sizes[node] === now.sizes[other] &&
    old.alignments[node] === now.alignments[other] &&
    old.indices[node] === now.indices[other] &&
    newParent === now.parents[other] &&
    (old.tag(node) !== 'nav' || now.hasSameArgument(other, old, node)) &&
    isSameList(old.flags(node), now.flags(other))
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
