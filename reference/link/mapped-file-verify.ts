import { NodeIndex } from './indices';
import type { MappedFile } from './mapped-file';

/**
 * Checks that the nodes of a mapped file form one tree: links agree, siblings are in order without
 * overlap, children lie inside their parent, every offset is aligned, and the file is as long as its
 * root.
 * @throws Error that names the first wrong node, and what is wrong
 */
export function verifyMappedFile(mf: MappedFile): void {
  const { nodes } = mf;
  const fail = (ni: NodeIndex, what: string): never => {
    throw new Error(`node ${ni}: ${what}`);
  };
  if (nodes.parent(NodeIndex.ROOT) !== NodeIndex.NONE)
    fail(NodeIndex.ROOT, 'the root has a parent');
  if (nodes.size(NodeIndex.ROOT) !== mf.image.length) {
    fail(NodeIndex.ROOT, `size ${nodes.size(NodeIndex.ROOT)}, but the file has ${mf.image.length}`);
  }
  let seen = 0;
  const visit = (ni: NodeIndex): void => {
    seen += 1;
    const alignment = keptAlignment(mf, ni);
    if (nodes.offset(ni) % alignment !== 0) {
      fail(ni, `offset ${nodes.offset(ni)} is not a multiple of ${alignment}`);
    }
    let prev: NodeIndex = NodeIndex.NONE;
    let end = 0;
    for (let n = nodes.first(ni); n !== NodeIndex.NONE; n = nodes.next(n)) {
      if (nodes.parent(n) !== ni) fail(n, `parent is ${nodes.parent(n)}, found under ${ni}`);
      if (nodes.prev(n) !== prev) fail(n, `prev is ${nodes.prev(n)}, found after ${prev}`);
      if (nodes.offset(n) < end) fail(n, `offset ${nodes.offset(n)} overlaps ${prev}'s end ${end}`);
      end = nodes.end(n);
      visit(n);
      prev = n;
    }
    if (nodes.last(ni) !== prev) fail(ni, `last is ${nodes.last(ni)}, the list ends with ${prev}`);
    if (end > nodes.size(ni)) fail(ni, `children end at ${end}, past its size ${nodes.size(ni)}`);
  };
  visit(NodeIndex.ROOT);
  if (seen !== nodes.count)
    fail(NodeIndex.ROOT, `${seen} of ${nodes.count} nodes hang in the tree`);
}

/** Inserting ranges keeps offsets multiples of the block only: insert-ignores-sibling-alignment. */
function keptAlignment(mf: MappedFile, ni: NodeIndex): number {
  const alignment = mf.nodes.alignment(ni);
  return mf.host.insertsRanges ? Math.min(alignment, mf.host.blockSize) : alignment;
}
