import type { Pieces } from './pieces';
import { relocationsWithin } from './relocations-within';
import { isTextAt } from './text-at';

/** A part of a section that holds numbers, which may be distances. */
export interface Numbers {
  /** Bytes from the section's start. */
  readonly start: number;
  readonly end: number;
}

/**
 * Ties pieces together whose bytes count a distance between labels, which leaves no relocation where
 * all of it is in one section: LLVM's relative lookup tables, and offset tables in assembly. No byte
 * says so, so this takes every number for a distance that would lead from where tables count from
 * (their start, the number itself, or its end) to the start of another piece or text. To keep pieces
 * together that could be apart does no harm.
 *
 * @param isCompiled compilers only have tables of 4 bytes that count from their start or themselves;
 * people also write narrower ones, and count from other labels
 */
export function tieDistances(pieces: Pieces, { start, end }: Numbers, isCompiled: boolean): void {
  if (pieces.all.length < 2) return;
  for (const range of freeRanges(pieces, start, end)) {
    tieWords(pieces, start, range, isCompiled);
    if (!isCompiled) for (const width of [1, 2] as const) tieTable(pieces, range, width);
  }
}

/** What no relocation fills in. */
function freeRanges({ section }: Pieces, start: number, end: number): readonly Numbers[] {
  const ranges: Numbers[] = [];
  let at = start;
  for (const { offset, type } of relocationsWithin(section, start, end)) {
    if (offset > at) ranges.push({ start: at, end: offset });
    at = Math.max(at, offset + (type === 'ADDR64' ? 8 : 4));
  }
  if (at < end) ranges.push({ start: at, end });
  return ranges;
}

function reason(width: number): string {
  return `${width} bytes may be a distance from one to the other, of which no relocation tells`;
}

function tieWords(pieces: Pieces, table: number, range: Numbers, isCompiled: boolean): void {
  const { data } = pieces.section;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const distances: number[] = [];
  for (let at = range.start; at + 4 <= range.end; at += 4) {
    const distance = view.getInt32(at, true);
    if (distance !== 0) distances.push(distance);
    if (distance === 0 || Math.abs(distance) > data.length) continue;
    for (const base of isCompiled ? [table, at] : [table, range.start, at, at + 4]) {
      if (isLabel(pieces, base + distance, at)) {
        pieces.tie(at, base + distance, { offset: at, reason: reason(4) });
      }
    }
  }
  if (!isCompiled) tieToOtherBase(pieces, range, distances);
  else if (distances.length > 1) tieRows(pieces, table, range, distances);
}

/** A table all of whose rows lead into other pieces, though not to where anything is known to start. */
function tieRows(
  pieces: Pieces,
  table: number,
  range: Numbers,
  distances: readonly number[],
): void {
  const own = pieces.indexAt(range.start);
  const targets = distances.map((distance) => table + distance);
  const areElsewhere = targets.every((target) => {
    const index = pieces.indexAt(target);
    return index >= 0 && index !== own;
  });
  if (!areElsewhere) return;
  const tie = { offset: range.start, reason: reason(4) };
  for (const target of targets) pieces.tie(range.start, target, tie);
}

/** A table of two distances or more that all lead from one other label to labels. */
function tieToOtherBase(pieces: Pieces, range: Numbers, distances: readonly number[]): void {
  const [first, ...others] = distances;
  if (first === undefined || others.length === 0) return;
  if (distances.length * pieces.all.length > MAX_TRIALS) return;
  for (const { start } of pieces.all) {
    if (!distances.every((distance) => pieces.isStart(start + distance))) continue;
    const tie = { offset: range.start, reason: reason(4) };
    for (const distance of distances) pieces.tie(start, start + distance, tie);
  }
}

/** A table all of whose narrow rows lead from its start to labels. */
function tieTable(pieces: Pieces, range: Numbers, width: 1 | 2): void {
  const { data } = pieces.section;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const targets: number[] = [];
  let isOutside = false;
  for (let at = range.start; at + width <= range.end; at += width) {
    const distance = width === 1 ? view.getUint8(at) : view.getInt16(at, true);
    const target = range.start + distance;
    if (distance === 0 && isZero(data, at, range.end)) break;
    if (distance !== 0 && !pieces.isStart(target)) return;
    isOutside ||= pieces.indexAt(target) !== pieces.indexAt(range.start);
    targets.push(target);
  }
  if (!isOutside) return;
  const tie = { offset: range.start, reason: reason(width) };
  for (const target of targets) pieces.tie(range.start, target, tie);
}

function isZero(data: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (data[at] !== 0) return false;
  return true;
}

/** Whether something starts there that is in another piece than `from`. */
function isLabel(pieces: Pieces, target: number, from: number): boolean {
  const index = pieces.indexAt(target);
  if (index < 0 || index === pieces.indexAt(from)) return false;
  return pieces.all[index]?.start === target || isTextAt(pieces.section.data, target);
}

/** Pairs of a distance and a label that are tried in one table: more is no table that people write. */
const MAX_TRIALS = 100_000;
