import type { ImagePair } from './image-pair';
import type { Occupant } from './node-map';
import { hex, hexChange } from '../text/numbers';

/** What became of a field that refers to an address. */
export interface FieldChange {
  /** Whether the field points at the present place of what it pointed at before. */
  readonly follows: boolean;
  /** "nav(main.f): RVA 0x1060 → 0x1040". */
  readonly meaning: string;
  readonly cause: string;
  readonly group: string;
}

/** An address that a field holds, before and after. */
export interface ReferredAddress {
  /** RVA of what the field refers to. */
  readonly before: number;
  readonly after: number;
  /** Whether the field's bytes are the same. */
  readonly isSameBytes: boolean;
  /** Whether the node that the field is in lies elsewhere in memory. */
  readonly hasMoved: boolean;
  /** Whether both images have a base relocation for the field; null if they cannot tell. */
  readonly isRelocated: boolean | null;
}

/**
 * Judges a field that refers to an address.
 * @returns null if it refers to the same thing at the same place, or followed it without a change
 * of its bytes
 */
export function explainAddress(images: ImagePair, reference: ReferredAddress): FieldChange | null {
  const isUnchanged = reference.isSameBytes || reference.before === reference.after;
  if (isUnchanged && images.counterparts.isFollowed(reference.before, reference.after)) return null;
  const { before: old, after: now } = images;
  const target = old.nodes.placeAt(reference.before);
  const present = target === null ? null : now.nodes.rvaOf(target.key);
  const expected =
    target === null || present === null ? null : present + reference.before - target.rva;
  const isFollowed = expected === reference.after;
  if (isFollowed && reference.isSameBytes) return null;
  if ((isFollowed || expected === null) && reference.before === reference.after) return null;
  const from = old.nodes.describe(reference.before) ?? 'nothing in the image';
  const to = now.nodes.describe(reference.after) ?? 'nothing in the image';
  const rvas =
    reference.before === reference.after
      ? hex(reference.before)
      : `${hex(reference.before)} → ${hex(reference.after)}`;
  if (isFollowed) {
    return {
      follows: true,
      meaning: `${from}: RVA ${rvas}`,
      cause: `follows ${target?.partOf ?? target?.key ?? ''}, which moved`,
      group: `fields follow ${target?.partOf ?? target?.key ?? ''}, which moved`,
    };
  }
  if (target !== null && expected !== null && isUnknown(target, reference.before)) {
    const meaning = from === to ? `${from}: RVA ${rvas}` : `${from} → ${to} (RVA ${rvas})`;
    const isNear = target.key === now.nodes.placeAt(reference.after)?.key;
    const shift = isNear && !reference.isSameBytes ? hexChange(expected, reference.after) : null;
    return { follows: false, meaning, ...guess(reference, target.key, shift) };
  }
  const key = target?.partOf ?? target?.key;
  const meaning = from === to ? `${from}: RVA ${rvas}` : `${from} → ${to} (RVA ${rvas})`;
  return {
    follows: false,
    meaning,
    ...blame(reference, {
      from,
      to,
      expected,
      key,
      isWaiting: key !== undefined && now.nodes.hasPendingMove(key),
    }),
  };
}

/** Whether what lies at an address is not known: it is somewhere within a section, or after a symbol. */
function isUnknown({ isSection, isOpen, rva }: Occupant, address: number): boolean {
  return isSection === true || (isOpen === true && address !== rva);
}

/**
 * What may have become of a field that refers to a place that has no name of its own. Its linker may
 * have moved it there, so nothing is said against the field.
 * @param shift how much further it refers in the same section, or after the same symbol; null if elsewhere
 */
function guess(
  { isRelocated }: ReferredAddress,
  key: string,
  shift: string | null,
): Pick<FieldChange, 'cause' | 'group'> {
  const why = `a guess, as nothing says what lies within ${key}`;
  if (shift !== null) {
    const cause = `what it refers to likely moved by ${shift} in ${key} (${why})`;
    return { cause, group: `fields refer to a place ${shift} further in ${key}` };
  }
  const cause =
    isRelocated === true
      ? `another target, or its target moved (${why}; both images have a base relocation for the field)`
      : `another target, its target moved, or no address at all (${why}, or that this is an address)`;
  return { cause, group: `fields referred to ${key}, and refer to something else` };
}

interface Target {
  readonly from: string;
  readonly to: string;
  /** Where the field should point, RVA; null if what it pointed at is gone. */
  readonly expected: number | null;
  readonly key: string | undefined;
  /** Whether the target's move is still to be flushed. */
  readonly isWaiting: boolean;
}

function blame(
  { before, after, isSameBytes, hasMoved, isRelocated }: ReferredAddress,
  { from, to, expected, key, isWaiting }: Target,
): Pick<FieldChange, 'cause' | 'group'> {
  if (expected === null) {
    const cause = `${key ?? 'what it referred to'} is gone; it refers to ${to} now`;
    return { cause, group: `fields referred to ${key ?? 'nothing'}, which is gone` };
  }
  const group = `fields that were to follow ${key ?? ''} were not applied again`;
  const isStill = expected !== before && after === before;
  if (isStill) {
    return {
      cause: isWaiting
        ? `reloc not applied yet: ${from} moved to ${hex(expected)}, and is flagged moved, so its flush is still to come`
        : `reloc not applied again: ${from} moved to ${hex(expected)}, the field still says ${hex(before)}`,
      group,
    };
  }
  if (isSameBytes && hasMoved) {
    return {
      cause: `reloc not applied again: its own node moved, the bytes stayed, so it points to ${to} instead of ${from} at ${hex(expected)}`,
      group: 'fields of nodes that moved were not applied again',
    };
  }
  if (from === to) return { cause: `${from} is at ${hex(expected)} now`, group };
  const isMiddle = to.includes('+0x');
  const kind =
    isRelocated !== true && (isMiddle || to.startsWith('nothing'))
      ? 'likely a reloc applied wrongly, or not again'
      : 'another target';
  return {
    cause: `${kind}: ${from} is at ${hex(expected)}, the field says ${hex(after)} (${to})`,
    group: `fields referred to ${key ?? ''} and refer to something else`,
  };
}
