import { viewOf } from '../image/read/byte-ranges';
import type { ContentPair } from './content-pair';
import type { ImagePair, Side } from './image-pair';
import { relocatedIn, type RelocatedIn } from './relocated-field';

/** A field that holds an address, not a distance. */
export interface PointerField {
  /** Bytes from the start of the node. */
  readonly offset: number;
  readonly width: 4 | 8;
  readonly kind: 'pointer' | 'RVA';
  /** RVAs; null for a null pointer. */
  readonly before: number | null;
  readonly after: number | null;
  /** Whether both images have a base relocation for it; null if that cannot be told. */
  readonly isRelocated: boolean | null;
}

/** Bytes of both images, and where they are in memory. */
export type FieldBytes = Pick<ContentPair, 'old' | 'now' | 'oldRva' | 'newRva'>;

/**
 * The field that holds an address and a byte that differs, if it looks as if there is one: both
 * images have an address of theirs there, or one of them has zeroes instead. Images with base
 * relocations say where their addresses are, and only there it is one.
 * @param at of the byte
 */
export function pointerFieldAt(
  images: ImagePair,
  bytes: FieldBytes,
  at: number,
): PointerField | null {
  const { old, now } = bytes;
  const width = images.before.view.bits === 32 ? 4 : 8;
  for (let i = 0; i <= width; i += 1) {
    const offset = candidate(at, width, i);
    if (offset < 0) continue;
    const isKnown = relocation(images, bytes, offset, width);
    if (isKnown === 'neither') continue;
    const before = pointerAt(images.before, old, offset, width);
    const after = pointerAt(images.after, now, offset, width);
    if (before === undefined || after === undefined) continue;
    if (before === null && after === null) continue;
    // What only one of them relocates is a pointer there, and nothing in the other.
    if (isKnown === 'one' && before !== null && after !== null) continue;
    const isRelocated = isKnown === null ? null : isKnown === 'both';
    return { offset, width, kind: 'pointer', before, after, isRelocated };
  }
  // An RVA is known by the node that it follows.
  if (images.before.nodes.count === 0) return null;
  for (let i = 0; i <= 4; i += 1) {
    const offset = candidate(at, 4, i);
    if (offset < 0) continue;
    const before = numberAt(old, offset, 4);
    const after = numberAt(now, offset, 4);
    if (before === null || after === null || before === after) continue;
    if (isFollowed(images, before, after)) {
      return { offset, width: 4, kind: 'RVA', before, after, isRelocated: null };
    }
  }
  return null;
}

/** The pointers, at multiples of 4 bytes, that are the same in both. */
export function* samePointers(
  images: ImagePair,
  bytes: FieldBytes,
): Generator<PointerField, void, undefined> {
  const { before } = images;
  const { old, now } = bytes;
  const width = before.view.bits === 32 ? 4 : 8;
  const { imageBase } = before.view;
  if (imageBase === null) return;
  const [view, newView] = [viewOf(old), viewOf(now)];
  const high = Math.floor(imageBase / 2 ** 32);
  const end = Math.min(old.length, now.length) - width;
  // Most bytes are no pointers: where the upper halves of pointers are is found out at once.
  const nextFrom = width === 8 && high !== 0 ? wordFinder(old, high) : (at: number): number => at;
  for (let offset = nextFrom(0); offset <= end; offset = nextFrom(offset + 4)) {
    const low = view.getUint32(offset, true);
    if (low !== newView.getUint32(offset, true)) continue;
    if (width === 8 && view.getUint32(offset + 4, true) !== high) continue;
    if (width === 8 && newView.getUint32(offset + 4, true) !== high) continue;
    const rva = low - (imageBase % 2 ** 32);
    if (rva <= 0 || before.nodes.placeAt(rva) === null) continue;
    const isKnown = relocation(images, bytes, offset, width);
    if (isKnown === 'neither' || isKnown === 'one') continue;
    const isRelocated = isKnown === null ? null : true;
    yield { offset, width, kind: 'pointer', before: rva, after: rva, isRelocated };
  }
}

/**
 * Finds words among bytes.
 * @returns what gives the first multiple of 4, not before a given one, four bytes after which a word is; else Infinity
 */
function wordFinder(bytes: Uint8Array, word: number): (from: number) => number {
  const sought = Buffer.alloc(4);
  sought.writeUInt32LE(word);
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (from) => {
    let at = all.indexOf(sought, from + 4);
    while (at >= 0 && at % 4 !== 0) at = all.indexOf(sought, at + 1);
    return at < 0 ? Infinity : at - 4;
  };
}

function relocation(
  images: ImagePair,
  { oldRva, newRva }: FieldBytes,
  offset: number,
  width: number,
): RelocatedIn | null {
  const at = (rva: number | null): number | null => (rva === null ? null : rva + offset);
  return relocatedIn(images, { old: at(oldRva), now: at(newRva), width });
}

/**
 * Where a field could start that holds a byte: the aligned place first, then all others, the nearest first.
 * @param index of the place, from 0 to the width
 * @returns -1 if there is none of this index
 */
function candidate(at: number, width: number, index: number): number {
  const aligned = at - (at % width);
  if (index === 0) return aligned;
  const start = at - index + 1;
  return start === aligned ? -1 : start;
}

/** RVA of the pointer's target; null for a null pointer, undefined for what is no pointer. */
function pointerAt(
  { view, nodes }: Side,
  bytes: Uint8Array,
  at: number,
  width: 4 | 8,
): number | null | undefined {
  const number = numberAt(bytes, at, width);
  if (number === null || view.imageBase === null) return undefined;
  if (number === 0) return null;
  const rva = number - view.imageBase;
  return rva > 0 && nodes.placeAt(rva) !== null ? rva : undefined;
}

/** Little-endian; null if the bytes are not all there. More than 2^53 is no address, so may be inexact. */
function numberAt(bytes: Uint8Array, at: number, width: 4 | 8): number | null {
  if (at < 0 || at + width > bytes.length) return null;
  let number = 0;
  for (let i = at + width - 1; i >= at; i -= 1) number = number * 0x100 + (bytes[i] ?? 0);
  return number;
}

/** A small number alone is no RVA; one that changes as its target moves is. */
function isFollowed(
  { before: old, after: now, counterparts }: ImagePair,
  from: number,
  to: number,
): boolean {
  const expected = counterparts.placeOf(from);
  if (!Number.isNaN(expected)) return expected === to;
  const place = old.nodes.leafAt(from);
  const present = place === null ? null : now.nodes.rvaOf(place.key);
  return place !== null && present !== null && present + from - place.rva === to;
}
