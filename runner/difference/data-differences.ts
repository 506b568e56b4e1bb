import { differentRanges, isAllZero, type ByteRange } from '../image/read/byte-ranges';
import type { ImagePair } from './image-pair';
import type { ContentPair } from './content-pair';
import { changedDataLines } from './content-lines';
import type { Difference } from './difference';
import { count, hex, hexBytes } from '../text/numbers';
import { pointerFieldAt, samePointers, type PointerField } from './pointer-field';
import { explainAddress } from './address-field';

/** Equal bytes between two that differ, up to which they are one difference. */
const BRIDGE = 4;
/** Of one node, no more are reported one by one. */
const LIMIT = 64;
/** Bytes of one node at which pointers are sought: where more differ, there is no sense in it. */
const PROBES = 20_000;
/** Bytes of one range that are shown line by line, or told at all. */
const DETAIL_BYTES = 0x1000;
/** Bytes that a message shows. */
const SHOWN = 8;

/**
 * Compares the bytes of a node that is no code: pointers by what they point to, all else as bytes.
 * @param prefix of the keys of bytes
 */
export function dataDifferences(
  images: ImagePair,
  pair: ContentPair,
  prefix: string,
): Difference[] {
  const { old, now } = pair;
  const differences: Difference[] = [];
  const plain: ByteRange[] = [];
  let at = 0;
  let probes = 0;
  for (const [start, end] of differentRanges(old, now, BRIDGE)) {
    // A field can reach over several ranges.
    at = Math.max(at, start);
    while (at < end) {
      if (old[at] === now[at]) {
        at += 1;
        continue;
      }
      if (probes === PROBES) {
        plain.push([at, end]);
        at = end;
        break;
      }
      probes += 1;
      const field = pointerFieldAt(images, pair, at);
      if (field === null) {
        plain.push([at, at + 1]);
        at += 1;
      } else {
        differences.push(...pointerDifference(images, pair, field));
        at = field.offset + field.width;
      }
    }
  }
  const ranges = joined(plain);
  return [
    ...differences,
    ...stalePointers(images, pair),
    ...ranges.slice(0, LIMIT).map((range) => bytesDifference(pair, prefix, range)),
    ...(ranges.length > LIMIT ? [manyRanges(pair, prefix, ranges.slice(LIMIT))] : []),
    ...tail(pair, prefix),
  ];
}

function joined(ranges: readonly ByteRange[]): ByteRange[] {
  const result: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = result.at(-1);
    if (last !== undefined && start - last[1] <= BRIDGE) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}

/** One field that holds an address; the bytes differ, so there is a difference, or it followed. */
export function pointerDifference(
  images: ImagePair,
  { key, old, now, oldRva, newRva }: ContentPair,
  { offset, width, kind, before, after, isRelocated }: PointerField,
): Difference[] {
  const bytes = [old, now].map((each) => hexBytes(each.subarray(offset, offset + width)));
  const name = (side: 'before' | 'after', rva: number | null): string =>
    rva === null ? 'null' : `${images[side].nodes.describe(rva) ?? ''} (RVA ${hex(rva)})`;
  const result = {
    key: `reloc.${key}+${hex(offset)}`,
    details: [`- ${bytes[0] ?? ''}`, `+ ${bytes[1] ?? ''}`],
  };
  const texts = { before: name('before', before), after: name('after', after) };
  if (before === null || after === null) {
    return [
      {
        ...result,
        message: `${key}+${hex(offset)}: ${kind} ${texts.before} → ${texts.after}`,
        ...texts,
        ...nullCause(images, after, isRelocated),
      },
    ];
  }
  const isSameBytes = bytes[0] === bytes[1];
  const change = explainAddress(images, {
    before,
    after,
    isSameBytes,
    hasMoved: false,
    isRelocated,
  });
  if (change === null) return [];
  const { meaning, group } = change;
  const places = { old: oldRva, now: newRva, offset };
  const cause = change.follows ? change.cause : (shiftedField(images, places) ?? change.cause);
  return [
    { ...result, message: `${key}+${hex(offset)}: ${kind} to ${meaning}`, ...texts, cause, group },
  ];
}

/** What a null pointer may come of. Where base relocations say that there is no address, nothing. */
function nullCause(
  { after: { relocated } }: ImagePair,
  after: number | null,
  isRelocated: boolean | null,
): Pick<Difference, 'cause'> {
  if (after !== null || isRelocated === false) return {};
  const because =
    relocated === null ? 'a guess, as the image has no base relocations that tell' : 'it has one';
  return { cause: `likely a reloc that was not applied (${because})` };
}

/**
 * Why a field is not the same one in both images, if symbols say so: what lies before it grew.
 * @returns null if they do not
 */
function shiftedField(
  { before, after }: ImagePair,
  { old, now, offset }: { old: number | null; now: number | null; offset: number },
): string | null {
  if (old === null || now === null) return null;
  const [was, is] = [before.nodes.placeAt(old + offset), after.nodes.placeAt(now + offset)];
  if (was?.isOpen !== true || was.isSection === true || is === null) return null;
  const present = after.nodes.rvaOf(was.key);
  if (present === null || present - now === was.rva - old) return null;
  const names = [before.nodes.describe(old + offset), after.nodes.describe(now + offset)];
  return `other bytes are here: ${names[0] ?? ''} was, ${names[1] ?? ''} is; ${was.key} moved to ${hex(present)}`;
}

/** Pointers that are the same, though what they point to moved. */
function stalePointers(images: ImagePair, pair: ContentPair): Difference[] {
  if (!images.hasMoved) return [];
  const differences: Difference[] = [];
  for (const field of samePointers(images, pair)) {
    differences.push(...pointerDifference(images, pair, field));
  }
  return differences;
}

/** A range of bytes that differ. */
export function bytesDifference(
  { old, now }: ContentPair,
  prefix: string,
  [start, end]: ByteRange,
): Difference {
  const [from, to] = [old.subarray(start, end), now.subarray(start, end)];
  const short = (bytes: Uint8Array): string =>
    `${hexBytes(bytes.subarray(0, SHOWN))}${bytes.length > SHOWN ? ' ...' : ''}`;
  const key = `${prefix}+${hex(start)}`;
  return {
    key,
    message: `${key.slice('bytes.'.length)}: ${count(end - start, 'byte')}: ${short(from)} → ${short(to)}`,
    before: manyBytes(from),
    after: manyBytes(to),
    details: [...detailLines('-', from, start), ...detailLines('+', to, start)],
  };
}

/** The bytes of a range, of a very long one the first. */
function manyBytes(bytes: Uint8Array): string {
  const isCut = bytes.length > DETAIL_BYTES;
  return `${hexBytes(bytes.subarray(0, DETAIL_BYTES))}${isCut ? ' ...' : ''}`;
}

function detailLines(sign: '-' | '+', bytes: Uint8Array, start: number): string[] {
  const lines = changedDataLines(sign, bytes.subarray(0, DETAIL_BYTES), start);
  const more = bytes.length - DETAIL_BYTES;
  return more > 0 ? [...lines, `${sign}        (${count(more, 'more byte')})`] : lines;
}

function manyRanges(
  { old }: ContentPair,
  prefix: string,
  ranges: readonly ByteRange[],
): Difference {
  const start = ranges[0]?.[0] ?? 0;
  const end = ranges.at(-1)?.[1] ?? old.length;
  const bytes = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  const key = `${prefix}+${hex(start)}`;
  return {
    key,
    message: `${key.slice('bytes.'.length)}: ${count(ranges.length, 'more range')} up to ${hex(end)}, ${count(bytes, 'byte')} in all`,
    before: null,
    after: null,
  };
}

/** What only the longer one has: zeroes come with its size, all else is reported. */
function tail({ old, now }: ContentPair, prefix: string): Difference[] {
  if (old.length === now.length) return [];
  const common = Math.min(old.length, now.length);
  const more = (old.length > now.length ? old : now).subarray(common);
  if (isAllZero(more)) return [];
  const isGone = old.length > now.length;
  const key = `${prefix}+${hex(common)}`;
  const shown = hexBytes(more.subarray(0, SHOWN));
  return [
    {
      key,
      message: `${key.slice('bytes.'.length)}: ${count(more.length, 'byte')} only ${isGone ? 'before' : 'after'}: ${shown}${more.length > SHOWN ? ' ...' : ''}`,
      before: isGone ? hexBytes(more.subarray(0, 0x1000)) : null,
      after: isGone ? null : hexBytes(more.subarray(0, 0x1000)),
      details: changedDataLines(isGone ? '-' : '+', more.subarray(0, 0x400), common),
    },
  ];
}
