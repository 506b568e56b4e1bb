import type { ImagePair } from './image-pair';
import type { PlacedNode } from './placed-node';
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
  const oldPlace = (after.parent?.rva ?? NaN) + before.offset;
  const heir = images.after.nodes.leafAt(oldPlace) ?? after;
  if (heir.key === after.key) return null;
  const was = images.before.nodes.byKey(heir.key);
  return was?.offset === heir.offset
    ? `${heir.key} grew over its old place (${hex(was.size)} → ${hex(heir.size)} bytes)`
    : `its old place is ${heir.key}'s now`;
}

/** It needs more room than it had up to the next node. */
function outgrew(before: PlacedNode, after: PlacedNode): string | null {
  if (after.size <= before.size) return null;
  const { next } = before;
  if (next === null) return null;
  const room = next.offset - before.offset;
  if (after.size <= room) return null;
  const sizes = `${hex(before.size)} → ${hex(after.size)}`;
  return `it grew (${sizes}), and had ${hex(room)} bytes up to ${next.key}`;
}

/** A sibling in front of it grew or shrank by as much as it moved. */
function shiftedBySibling(
  { counterparts, before: old }: ImagePair,
  before: PlacedNode,
  after: PlacedNode,
): string | null {
  const moved = after.offset - before.offset;
  const { previous } = before;
  if (previous === null) return null;
  const other = counterparts.of(previous);
  if (other === null) return null;
  const change = other.size - previous.size;
  if (change === moved) {
    const sizes = `${hex(previous.size)} → ${hex(other.size)}`;
    return `${previous.key} in front of it changed its size by as much (${sizes})`;
  }
  const otherMoved = other.offset - previous.offset;
  if (otherMoved !== moved) return null;
  const added = after.previous;
  return added === null || old.nodes.byKey(added.key) !== null
    ? `moved along with ${previous.key} in front of it (${hexChange(0, moved)})`
    : `${added.key}, which is new, lies in front of it`;
}
