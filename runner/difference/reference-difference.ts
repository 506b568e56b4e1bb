import { distanceField, type InstructionPair } from './align-code';
import { equalBytesAt } from '../image/read/byte-ranges';
import { codeLine } from './content-lines';
import { type ImagePair } from './image-pair';
import { type ContentPair } from './content-pair';
import { type Difference } from './difference';
import { hex } from '../text/numbers';
import { explainAddress } from './address-field';

/**
 * An instruction that both have, but for what it refers to.
 * @param isAligned whether branches within the code were compared as it was aligned
 * @returns [] if it refers to the same, or to nothing
 */
export function referenceDifference(
  images: ImagePair,
  { key, old, now, oldRva, newRva }: ContentPair,
  { before: was, after: is }: InstructionPair,
  isAligned = true,
): Difference[] {
  const [from, to] = [was.target, is.target];
  if (from === null || to === null) return [];
  const start = oldRva ?? 0;
  const newStart = newRva ?? 0;
  const isInside = from >= start && from < start + old.length;
  const isStillInside = to >= newStart && to < newStart + now.length;
  // Where a branch within the function goes to was compared as the instructions were aligned.
  if (isAligned && isInside && isStillInside) return [];
  const change = explainAddress(images, {
    before: from,
    after: to,
    isSameBytes:
      was.length === is.length && equalBytesAt(old, was.offset, now, is.offset, is.length),
    hasMoved: start + was.offset !== newStart + is.offset,
    isRelocated: null,
  });
  if (change === null) return [];
  const { meaning, group, cause } = change;
  const newBytes = now.subarray(is.offset, is.offset + is.length);
  const distance = to - (newStart + is.offset + is.length);
  const at = distanceField(newBytes, distance, 4) ?? distanceField(newBytes, distance, 1) ?? 0;
  const field = is.offset + at;
  const isEmpty = to === newStart + is.offset + is.length;
  const wasEmpty = from === start + was.offset + was.length;
  const place = `${key}+${hex(field)}`;
  const toName = images.after.nodes.describe(to) ?? 'nothing in the image';
  const mnemonic = was.text.replace(/[ ,].*$/, '');
  return [
    {
      key: `reloc.${place}`,
      message: `${place}: ${mnemonic} ${wasEmpty ? `${toName} (RVA ${hex(to)}), a displacement of 0 before` : meaning}`,
      before: was.text,
      after: is.text,
      cause: isEmpty
        ? 'likely a reloc that was not applied: its displacement is 0'
        : wasEmpty
          ? 'likely a reloc that was not applied before'
          : cause,
      details: [codeLine('-', old, was), codeLine('+', now, is)],
      group: isEmpty ? 'displacements are 0' : wasEmpty ? 'displacements were 0' : group,
    },
  ];
}
