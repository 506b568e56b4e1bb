import type { ImagePair } from './image-pair';
import type { PlacedNode } from './node-map';
import { hex, hexChange } from '../text/numbers';

/** Why a node has another place in its parent, as far as its neighbours show. */
export function causeOfMove(
  images: ImagePair,
  before: PlacedNode,
  after: PlacedNode,
): string | null {
  const outgrown = outgrew(before, after);
  if (outgrown !== null) return outgrown;
  const shifted = shiftedBySibling(images, before, after);
  if (shifted !== null) return shifted;
  const oldPlace = (after.parent?.rva ?? NaN) + before.node.offset;
  const heir = images.after.nodes.leafAt(oldPlace) ?? after;
  if (heir.key === after.key) return null;
  const was = images.before.nodes.byKey.get(heir.key);
  return was?.node.offset === heir.node.offset
    ? `${heir.key} grew over its old place (${hex(was.node.size)} → ${hex(heir.node.size)} bytes)`
    : `its old place is ${heir.key}'s now`;
}

/** It needs more room than it had up to the next node. */
function outgrew(before: PlacedNode, after: PlacedNode): string | null {
  if (after.node.size <= before.node.size) return null;
  const next = before.parent?.children[before.position + 1];
  if (next === undefined) return null;
  const room = next.node.offset - before.node.offset;
  if (after.node.size <= room) return null;
  const sizes = `${hex(before.node.size)} → ${hex(after.node.size)}`;
  return `it grew (${sizes}), and had ${hex(room)} bytes up to ${next.key}`;
}

/** A sibling in front of it grew or shrank by as much as it moved. */
function shiftedBySibling(
  { counterparts, before: old }: ImagePair,
  before: PlacedNode,
  after: PlacedNode,
): string | null {
  const moved = after.node.offset - before.node.offset;
  const previous = before.parent?.children[before.position - 1];
  if (previous === undefined) return null;
  const other = counterparts.of(previous);
  if (other === null) return null;
  const change = other.node.size - previous.node.size;
  if (change === moved) {
    const sizes = `${hex(previous.node.size)} → ${hex(other.node.size)}`;
    return `${previous.key} in front of it changed its size by as much (${sizes})`;
  }
  const otherMoved = other.node.offset - previous.node.offset;
  if (otherMoved !== moved) return null;
  const inFront = after.parent?.children[after.position - 1];
  const added = inFront === undefined || old.nodes.byKey.has(inFront.key) ? undefined : inFront;
  return added === undefined
    ? `moved along with ${previous.key} in front of it (${hexChange(0, moved)})`
    : `${added.key}, which is new, lies in front of it`;
}
