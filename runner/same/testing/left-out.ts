import { Comparison } from '../comparison';
import { compareWithin } from '../compare-images';
import type { DataObject } from '../data-object';
import { readErrorTable } from '../error-names';
import type { MappedSection } from '../image-contents';
import { readProgramImage } from '../program-image';
import type { SameOptions } from '../same-result';
import { Seen } from '../seen-bytes';

/** Why a byte of data was not compared. */
export type LeftOutReason =
  | 'nothing refers to it'
  | 'only what is not reached refers to it'
  | 'unwind information of functions that are not reached'
  | 'names of errors that one image alone has'
  | 'after the bytes that are read of a variable whose address goes nowhere'
  | 'the other image has nothing there'
  | 'what is not reached refers to it, and an object may go on to it'
  | 'a possible difference: it may be padding';

/** Bytes of unwind information before its codes, and of a code. PE Format, 6.5 The .pdata Section. */
const UNWIND_HEAD = 4;
const UNWIND_CODE = 2;

/**
 * Counts the bytes of data of the first image that are neither zero nor in a table of the loader and were
 * not compared, by reason.
 * @throws NotComparable
 */
export function leftOut(
  one: Uint8Array,
  other: Uint8Array,
  options: SameOptions = {},
): ReadonlyMap<LeftOutReason, number> {
  const images = [readProgramImage(one, 'a'), readProgramImage(other, 'b')] as const;
  const comparison = new Comparison(...images, options);
  compareWithin(comparison);
  const { a } = comparison;
  const counts = new Map<LeftOutReason, number>();
  const isTable = inRanges(a.image.tables);
  const isUnwind = inRanges(unwindRanges(comparison));
  const objects = byPlace(comparison.objects);
  for (const section of a.contents.sections) {
    if (section.isCode) continue;
    for (const segment of segmentsOf(comparison, section)) {
      const reasons = reasonsOf(comparison, segment, objects.get(segment.start) ?? []);
      for (let rva = segment.start; rva < segment.end; rva += 1) {
        const seen = a.seen.at(rva);
        if (seen !== Seen.NOT && seen !== Seen.BEYOND) continue;
        if (a.contents.u8(rva) === 0 || isTable(rva)) continue;
        const reason = isUnwind(rva)
          ? 'unwind information of functions that are not reached'
          : reasons[seen === Seen.NOT ? 'unseen' : 'beyond'];
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
      }
    }
  }
  return counts;
}

function byPlace(objects: readonly DataObject[]): ReadonlyMap<number, readonly DataObject[]> {
  const result = new Map<number, DataObject[]>();
  for (const object of objects) result.set(object.a, [...(result.get(object.a) ?? []), object]);
  return result;
}

/** From one place that something refers to, or the start of a section, up to the next. */
interface Segment {
  /** RVA. */
  readonly start: number;
  /** RVA. */
  readonly end: number;
  readonly leads: 'the walk' | 'what is not reached' | 'nothing';
}

function* segmentsOf({ a }: Comparison, { start, filledEnd }: MappedSection): Generator<Segment> {
  const { starts, image } = a;
  const loaders = new Set([...image.slots.keys(), ...image.directories]);
  for (let at = start; at < filledEnd;) {
    const end = Math.min(starts.softEnd(at), filledEnd);
    const isStart = at > start || starts.softEnd(at - 1) === at;
    // What the loader refers to are its tables: what lies after them is nothing's.
    const isNobodys = loaders.has(at) || !isStart;
    yield {
      start: at,
      end,
      leads: isNobodys ? 'nothing' : starts.isHard(at) ? 'the walk' : 'what is not reached',
    };
    at = end;
  }
}

/** Why bytes were not compared: those that nothing looked at, and those after an object's known end. */
function reasonsOf(
  { a }: Comparison,
  { start, leads }: Segment,
  objects: readonly DataObject[],
): Readonly<Record<'unseen' | 'beyond', LeftOutReason>> {
  if (leads !== 'the walk') {
    const unseen =
      leads === 'nothing' ? 'nothing refers to it' : 'only what is not reached refers to it';
    return { unseen, beyond: 'what is not reached refers to it, and an object may go on to it' };
  }
  const beyond = 'a possible difference: it may be padding';
  if (objects.some(({ isOpen }) => isOpen))
    return { unseen: 'the other image has nothing there', beyond };
  if (readErrorTable(a.contents, start) !== null)
    return { unseen: 'names of errors that one image alone has', beyond };
  const unseen = 'after the bytes that are read of a variable whose address goes nowhere';
  return { unseen, beyond };
}

function* unwindRanges({
  a: { contents, image },
}: Comparison): Generator<readonly [number, number]> {
  for (const { unwind } of image.functions.values()) {
    yield [unwind, unwind + UNWIND_HEAD + UNWIND_CODE * contents.u8(unwind + 2)];
  }
}

/** Whether an RVA is in one of some ranges. */
function inRanges(ranges: Iterable<readonly [number, number]>): (rva: number) => boolean {
  const inside = new Set<number>();
  for (const [start, end] of ranges) for (let rva = start; rva < end; rva += 1) inside.add(rva);
  return (rva) => inside.has(rva);
}
