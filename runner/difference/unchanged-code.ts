import { CodeCursor } from '../image/disassembly/code-cursor';
import { equalBytesAt, viewOf } from '../image/read/byte-ranges';
import type { ContentPair } from './content-pair';
import type { ImagePair } from './image-pair';

/**
 * Whether two versions of some code are certainly the same but for distances to what they refer to, and each
 * refers to the same place of the same node as before, with a distance that need not be explained: its
 * bytes or its target stayed. Where much moved, most code is like this, and this finds it out with
 * one version decoded and nothing kept. False means that only a closer look tells.
 */
export function isUnchangedCode(
  images: ImagePair,
  { old, now, oldRva, newRva }: ContentPair,
): boolean {
  if (old.length !== now.length || oldRva === null || newRva === null) return false;
  const end = old.length;
  const { bits } = images.before.view;
  if (images.after.view.bits !== bits) return false;
  const isUnchanged = (offset: number, length: number, target: number | null): boolean => {
    const isSame = equalBytesAt(old, offset, now, offset, length);
    if (target === null) return isSame;
    let newTarget = target - oldRva + newRva;
    if (!isSame) {
      const [view, newView] = [viewOf(old), viewOf(now)];
      const field = onlyField(view, offset, length, target - (oldRva + offset + length));
      if (field === null || !equalBytesAt(old, offset, now, offset, field - offset)) return false;
      const behind = field + 4;
      if (!equalBytesAt(old, behind, now, behind, offset + length - behind)) return false;
      const distance = newView.getInt32(field, true);
      newTarget = newRva + offset + length + distance;
      if (onlyField(newView, offset, length, distance) !== field) return false;
    }
    const isInside = target >= oldRva && target < oldRva + end;
    const isStillInside = newTarget >= newRva && newTarget < newRva + end;
    if (isInside || isStillInside) return isSame && isInside && isStillInside;
    const needsNoWords = isSame || target === newTarget;
    return needsNoWords && images.counterparts.isFollowed(target, newTarget);
  };
  const cursor = new CodeCursor(old, { address: oldRva, bits });
  try {
    while (cursor.next()) {
      if (!isUnchanged(cursor.offset, cursor.length, cursor.target)) return false;
    }
    return true;
  } finally {
    cursor.free();
  }
}
/** Where an instruction holds a distance in four bytes; null if nowhere, or at several places. */
function onlyField(
  view: DataView,
  offset: number,
  length: number,
  distance: number,
): number | null {
  let found: number | null = null;
  for (let at = offset + 1; at + 4 <= offset + length; at += 1) {
    if (view.getInt32(at, true) !== distance) continue;
    if (found !== null) return null;
    found = at;
  }
  return found;
}
