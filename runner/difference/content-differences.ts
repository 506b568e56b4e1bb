import { equalBytesAt } from '../image/read/byte-ranges';
import { codeDifferences } from './code-differences';
import type { ImagePair, Side } from './image-pair';
import { dataDifferences } from './data-differences';
import type { ContentPair } from './content-pair';
import type { Difference } from './difference';
import { MovedPlaces } from './moved-places';
import type { NodeMap } from './node-map';
import type { PlacedNode } from './placed-node';
import { restDifferences } from './rest-differences';

/**
 * Compares what the headers and import tables leave: nodes byte by byte from their own starts, so
 * that one that only moved is no difference; then what lies between nodes, sections and at the end.
 */
export function contentDifferences(images: ImagePair): Difference[] {
  const { before, after, counterparts } = images;
  const differences: Difference[] = [];
  const moved = new MovedPlaces(images);
  for (const node of leavesIn(before.nodes)) {
    const other = counterparts.of(node);
    if (other?.isLeaf !== true) continue;
    for (const one of nodePair(images, moved, node, other)) differences.push(one);
  }
  // Differences of code read the bytes of their nodes when they are shown.
  const rest = restDifferences({
    ...images,
    before: withoutLeaves(before),
    after: withoutLeaves(after),
  });
  for (const one of rest) differences.push(one);
  return differences;
}

/** The leaves of a dump, wherever they lie. */
function* leavesIn(nodes: NodeMap): Generator<PlacedNode, void, undefined> {
  for (let number = 0; number < nodes.count; number += 1) {
    const node = nodes.node(number);
    if (node?.isLeaf === true) yield node;
  }
}

/** The same side; in a copy of what is left to compare, leaves are zeroes. */
function withoutLeaves(side: Side): Side {
  const rest = new Uint8Array(side.rest);
  for (const { start, end } of leavesIn(side.nodes)) rest.fill(0, start, end);
  return { ...side, rest };
}

function nodePair(
  images: ImagePair,
  moved: MovedPlaces,
  before: PlacedNode,
  after: PlacedNode,
): Difference[] {
  const [{ rest }, { rest: newRest }] = [images.before, images.after];
  const length = before.end - before.start;
  const isSame =
    length === after.end - after.start &&
    equalBytesAt(rest, before.start, newRest, after.start, length);
  if (isSame && !moved.isSuspect(before, after)) return [];
  const old = rest.subarray(before.start, before.end);
  const now = newRest.subarray(after.start, after.end);
  const isCode = before.isCode && after.isCode && before.rva !== null && after.rva !== null;
  // What was read as imports or exports is no code, and is no difference any more.
  const pair: ContentPair = { key: before.key, oldRva: before.rva, newRva: after.rva, old, now };
  return isCode && images.after.view.isX86
    ? codeDifferences(images, pair)
    : dataDifferences(images, pair, `bytes.${before.key}`);
}
