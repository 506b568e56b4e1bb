import { hex } from '../../text/numbers';
import type { Block } from './blocks';
import type { CodeMap } from './code-map';
import { ObjectError } from './object-error';
import type { Resolver } from './resolver';

/** A line of a function: an instruction, or data among the code. */
interface Row {
  /** Bytes from the section's start. */
  readonly start: number;
  readonly end: number;
}

/** Bytes of a row of data, at most. */
const DATA_ROW = 16;

/** The content of a function: one line an instruction, its relocations named. */
export function codeLines(block: Block, map: CodeMap, resolver: Resolver): readonly string[] {
  const { section } = block;
  const relocations = resolver.relocationsIn(block);
  const fields = relocations.map((relocation) => ({
    relocation,
    start: relocation.offset,
    end: relocation.offset + resolver.width(relocation, block),
  }));
  const used = withoutPadding(block, map, fields.at(-1)?.end ?? block.start);
  let next = 0;
  return rowsOf(block, map, used, fields).flatMap(({ start, end }) => {
    const only = fields[next];
    if (only?.start === start && only.end === end) {
      next += 1;
      return resolver.dataField(only.relocation, block);
    }
    const parts: string[] = [];
    let at = start;
    for (let field = fields[next]; field !== undefined && field.start < end; field = fields[next]) {
      if (field.start < at || field.end > end) {
        throw new ObjectError(
          `${block.name}: the relocation at ${hex(field.start - block.start)} is in no single instruction`,
        );
      }
      if (field.start > at) parts.push(hexPairs(section.data, at, field.start));
      parts.push(resolver.field(field.relocation, block));
      at = field.end;
      next += 1;
    }
    if (at < end) parts.push(hexPairs(section.data, at, end));
    return parts.join(' ');
  });
}

/** Instructions, and between them rows of data that end where a relocation's field ends. */
function rowsOf(
  { start, end }: Block,
  map: CodeMap,
  used: number,
  fields: readonly Row[],
): readonly Row[] {
  const rows: Row[] = [];
  let next = 0;
  for (let at = start; at < used;) {
    while (next < fields.length && (fields[next]?.start ?? end) < at) next += 1;
    const length = map.lengthAt(at);
    let rowEnd = at + length;
    if (length === 0) {
      const field = fields[next];
      const limit = Math.min(used, at + DATA_ROW);
      rowEnd = at + 1;
      while (rowEnd < limit && map.lengthAt(rowEnd) === 0 && rowEnd !== field?.start) rowEnd += 1;
      if (field?.start === at) rowEnd = Math.min(end, field.end);
    }
    rows.push({ start: at, end: Math.min(rowEnd, end) });
    at = rowEnd;
  }
  return rows;
}

/**
 * Where a function ends without what was put after it to align the next one, in bytes from the
 * section's start.
 * @param relocated after the last relocation: what is before that is no padding
 */
function withoutPadding({ section, start, end }: Block, map: CodeMap, relocated: number): number {
  const { data } = section;
  let used = end;
  while (used > Math.max(start, relocated) && data[used - 1] === 0) used -= 1;
  const kept = instructionsIn(map, start, used);
  const last = kept.at(-1);
  if (last === undefined) return end;
  const { start: at } = last;
  const mayEnd = map.isLastAt(at) || map.isCallAt(at) || map.isPaddingAt(at);
  // Zeros after what control can leave are data of the function's own, or a part of it.
  const hasZeros = last.end < end;
  if (!mayEnd || (hasZeros && !map.isReachedAt(at) && !map.isPaddingAt(at))) return end;
  while (kept.length > 1) {
    const padding = kept.at(-1)?.start ?? 0;
    if (padding < relocated || !map.isPaddingAt(padding)) break;
    // One trap after a call that does not return is the function's own.
    if (data[padding] === TRAP && map.isCallAt(kept.at(-2)?.start ?? 0)) break;
    kept.pop();
  }
  return Math.min(end, kept.at(-1)?.end ?? end);
}

/** The instructions that end a part of a section: none if what ends it is none. */
function instructionsIn(map: CodeMap, start: number, end: number): Row[] {
  const rows: Row[] = [];
  for (let at = start; at < end;) {
    const length = map.lengthAt(at);
    if (length === 0) rows.length = 0;
    else rows.push({ start: at, end: at + length });
    at += Math.max(1, length);
  }
  return rows;
}

/** `int3`. */
const TRAP = 0xcc;

/** Each byte in hex, after a space. */
const PAIRS_AFTER_SPACE = Array.from(
  { length: 0x100 },
  (_, byte) => ` ${byte.toString(16).padStart(2, '0')}`,
);

/** "48 83 ec 38": the bytes from one offset up to, and without, another. */
export function hexPairs(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += PAIRS_AFTER_SPACE[bytes[at] ?? 0] ?? '';
  return text.slice(1);
}
