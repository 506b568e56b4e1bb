import type { ReferredPlace } from './data-ties';
import type { ObjectSection } from './object';
import type { Piece, Pieces } from './pieces';
import { relocationsWithin } from './relocations-within';
import { isTextAt } from './text-at';
import { isUnnamed } from './unnamed';

/** A section of data, and what the object refers to in it. */
export interface DataPart {
  readonly pieces: Pieces;
  readonly places: readonly ReferredPlace[];
}

/** More numbers and labels than this are not tried one with the other: no one writes so many. */
const MAX_TRIALS = 20_000_000;

/**
 * Ties variables whose distance an object of a compiled language holds as a number: `.quad y - x` in
 * inline assembly, with both labels in one section, leaves no relocation. Whoever uses it takes the address
 * of one of the two, and adds or subtracts the number, wherever that is. So this ties two labels if the
 * address of one is taken, and any variable holds their distance, in 4 or 8 bytes; or if a variable is a
 * table of bytes or words that all lead from the one to labels.
 *
 * What a compiler made by itself has no such numbers, but its own may be equal to a distance by chance:
 * then variables stay together that could be apart, which does no harm.
 */
export function tieInlineDistances(parts: readonly DataPart[]): void {
  const numbers = new Set<number>();
  const tables: number[][] = [];
  for (const { pieces } of parts) {
    for (const piece of pieces.all) {
      if (!isNamed(piece)) continue;
      addNumbers(numbers, pieces.section, piece);
      for (const width of [1, 2] as const) {
        const rows = narrowRows(pieces.section, piece, width);
        if (rows !== null) tables.push(rows);
      }
    }
  }
  for (const part of parts) tieLabels(part, numbers, tables);
}

function tieLabels(
  { pieces, places }: DataPart,
  numbers: ReadonlySet<number>,
  tables: readonly (readonly number[])[],
): void {
  const labels = new Set(pieces.all.filter(isNamed).map(({ start }) => start));
  const taken = new Set(
    places.flatMap(({ offset, access }) => (access === null && labels.has(offset) ? [offset] : [])),
  );
  if (labels.size < 2 || taken.size === 0) return;
  const reason = 'a variable holds the distance from one to the other, or a number that is equal';
  if (taken.size * Math.min(labels.size, numbers.size) > MAX_TRIALS) {
    const tie = { offset: pieces.all[0]?.start ?? 0, reason: 'too many numbers may be distances' };
    pieces.tie(tie.offset, pieces.section.data.length - 1, tie);
    return;
  }
  for (const base of taken) {
    const tie = { offset: base, reason };
    if (labels.size < numbers.size) {
      for (const label of labels) {
        if (numbers.has(label - base) || numbers.has(base - label)) pieces.tie(base, label, tie);
      }
    } else {
      for (const number of numbers) {
        for (const label of [base + number, base - number]) {
          if (labels.has(label)) pieces.tie(base, label, tie);
        }
      }
    }
    for (const rows of tables) {
      if (!rows.every((row) => row === 0 || labels.has(base + row))) continue;
      for (const row of rows) pieces.tie(base, base + row, tie);
    }
  }
}

/** Whether people may have named what starts there. */
function isNamed({ at }: Piece): boolean {
  return !at.every(isUnnamed);
}

/** All numbers of 4 bytes that may be distances; of those of 8 bytes, the lower halves say as much. */
function addNumbers(numbers: Set<number>, section: ObjectSection, { start, end }: Piece): void {
  const { data } = section;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const relocated = new Set(relocationsWithin(section, start, end).map(({ offset }) => offset));
  for (let at = start; at + 4 <= end; at += 4) {
    const number = view.getInt32(at, true);
    if (number !== 0 && !relocated.has(at) && Math.abs(number) < MAX_DISTANCE) numbers.add(number);
  }
}

/** Sections of more bytes do not count distances. */
const MAX_DISTANCE = 0x100_0000;

/** The rows of what may be a table of bytes or words; null if it has fewer than two. */
function narrowRows(section: ObjectSection, { start, end }: Piece, width: 1 | 2): number[] | null {
  const { data } = section;
  if (isTextAt(data, start) || relocationsWithin(section, start, end).length > 0) return null;
  let last = end;
  while (last > start && data[last - 1] === 0) last -= 1;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const rows: number[] = [];
  for (let at = start; at < last && at + width <= end; at += width) {
    rows.push(width === 1 ? view.getUint8(at) : view.getInt16(at, true));
  }
  return rows.length < 2 ? null : rows;
}
