import { codeDifferences } from './code-differences';
import type { ImagePair, Side } from './image-pair';
import { dataDifferences } from './data-differences';
import type { ContentPair } from './content-pair';
import type { Difference } from './difference';
import { MovedPlaces } from './moved-places';
import type { NodeTable } from '../image/node-dump/node-table';
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
  const [table, otherTable] = [before.nodes.rows?.table, after.nodes.rows?.table];
  for (let number = 0; number < before.nodes.count; number += 1) {
    const other = counterparts.numberOf(number);
    if (!isLeaf(table, number) || other < 0 || !isLeaf(otherTable, other)) continue;
    const [node, now] = [before.nodes.node(number), after.nodes.node(other)];
    if (node === null || now === null) continue;
    for (const one of nodePair(images, moved, node, now)) differences.push(one);
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

function isLeaf(table: NodeTable | undefined, node: number): boolean {
  return table !== undefined && (table.lastChildren[node] as number) < 0;
}

/** The same side, less its leaves. */
function withoutLeaves(side: Side): Side {
  const rest = side.rest.without([]);
  const table = side.nodes.rows?.table;
  for (let node = 0; table !== undefined && node < table.count; node += 1) {
    if (!isLeaf(table, node)) continue;
    const at = table.fileOffsets[node] as number;
    rest.takeOutRange(at, at + (table.sizes[node] as number));
  }
  return { ...side, rest };
}

function nodePair(
  images: ImagePair,
  moved: MovedPlaces,
  before: PlacedNode,
  after: PlacedNode,
): Difference[] {
  const [{ rest }, { rest: newRest }] = [images.before, images.after];
  const isSame =
    before.size === after.size && rest.hasSame(before.start, newRest, after.start, before.size);
  if (isSame && !moved.isSuspect(before, after)) return [];
  const old = rest.part(before.start, before.end);
  const now = newRest.part(after.start, after.end);
  const isCode = before.isCode && after.isCode && before.rva !== null && after.rva !== null;
  // What was read as imports or exports is no code, and is no difference any more.
  const pair: ContentPair = { key: before.key, oldRva: before.rva, newRva: after.rva, old, now };
  return isCode && images.after.view.isX86
    ? codeDifferences(images, pair)
    : dataDifferences(images, pair, `bytes.${before.key}`);
}
