import { hex } from '../text/numbers';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { ImageSide } from './image-side';
import type { Procedure } from './procedures';
import type { Reference } from './reference';
import { Seen } from './seen-bytes';

/** Where a table of jumps may be. */
export interface JumpTable {
  /** RVA in the first image. */
  readonly a: number;
  /** RVA in the second image. */
  readonly b: number;
  readonly reference: Reference;
  /** The table as data; null if it lies among code. */
  readonly object: DataObject | null;
}

/** A jump through a register. */
export interface RegisterJump {
  readonly procedure: Procedure;
  /** RVA of the jump in the first image. */
  readonly a: number;
  /** RVA of the jump in the second image. */
  readonly b: number;
}

/** A jump through a register, and the table that it may read where to jump to. */
export interface TableJump extends RegisterJump {
  readonly table: JumpTable;
}

/** Bytes of an entry: a distance from the table. */
const ENTRY_SIZE = 4;
/** Bytes of the largest table that is followed. */
const LARGEST = 0x1000;
/** A jump table leads to code of the same function: not further than this from the jump, in bytes. */
const FAR = 0x1_0000;

/**
 * Whether two addresses in code may be those of a table of distances, as LLVM puts behind the function that has the
 * jump: the first entry leads back into the function. No function of a compiler begins with bytes that do.
 */
export function mayBeTableInCode(
  { a, b }: Comparison,
  procedure: Procedure,
  x: number,
  y: number,
): boolean {
  return (
    a.contents.isCode(x) &&
    b.contents.isCode(y) &&
    leadsBack(a, procedure.a, x, 0) &&
    leadsBack(b, procedure.b, y, 0)
  );
}

/** Whether an entry of a table in code leads into the function before it. */
function leadsBack({ contents }: ImageSide, start: number, table: number, offset: number): boolean {
  const target = table + contents.i32(table + offset);
  return target >= start && target < table;
}

/** `call` of what follows it, as code does that needs its own address. */
const CALL_NEXT: readonly number[] = [0xe8, 0, 0, 0, 0];

/**
 * What the distances of a jump table count from: in 64-bit code the table; in 32-bit code that can lie anywhere the
 * address that a function learns by a call of what follows the call, where the procedure of the jump begins then.
 * @returns an RVA; null where a table of distances cannot be
 */
function distanceBase({ contents }: ImageSide, table: number, procedure: number): number | null {
  if (contents.wordSize === 8) return table;
  const before = procedure - CALL_NEXT.length;
  return CALL_NEXT.every((byte, i) => contents.u8(before + i) === byte) ? procedure : null;
}

/** Entries that a table has at least: fewer cases are compared one by one. */
const LEAST_ENTRIES = 3;

/**
 * Whether a table that is loaded elsewhere in the function, as before a loop, looks like one of this jump: its first
 * distances lead into the function in both images.
 */
export function isTableOf({ a, b }: Comparison, { procedure, table, ...jump }: TableJump): boolean {
  return [
    { side: a, start: procedure.a, at: table.a, end: a.starts.hardEnd(jump.a) },
    { side: b, start: procedure.b, at: table.b, end: b.starts.hardEnd(jump.b) },
  ].every(({ side, start, at, end }) => {
    const base = distanceBase(side, at, start);
    if (base === null) return false;
    for (let entry = 0; entry < LEAST_ENTRIES; entry += 1) {
      const target = base + side.contents.i32(at + entry * ENTRY_SIZE);
      if (target < start || target >= end) return false;
    }
    return true;
  });
}

/**
 * Follows a table of jump targets as LLVM makes it: distances of 32 bits. It ends
 * where an entry leads far away in both images, or where something else is referred to.
 * @param jump called for each pair of targets
 * @returns whether there was any entry
 */
export function walkJumpTable(
  comparison: Comparison,
  one: TableJump,
  jump: (targetA: number, targetB: number) => void,
): boolean {
  const { a, b, budget } = comparison;
  const { table, procedure } = one;
  const baseA = distanceBase(a, table.a, procedure.a);
  const baseB = distanceBase(b, table.b, procedure.b);
  if (baseA === null || baseB === null) return false;
  const most = Math.min(comparison.softRoom(table.a, table.b), LARGEST);
  const targetsAt = (offset: number): EntryTargets => ({
    a: targetOf(a, table.a + offset, baseA, one.a),
    b: targetOf(b, table.b + offset, baseB, one.b),
  });
  const goesOn = (offset: number): boolean => {
    if (offset + ENTRY_SIZE > most) return false;
    const next = targetsAt(offset);
    return next.a !== null && next.b !== null;
  };
  let size = 0;
  while (size + ENTRY_SIZE <= most) {
    if (table.object === null && !goesOnInCode(comparison, one, size)) break;
    const targets = targetsAt(size);
    if (targets.a === null || targets.b === null) {
      if (targets.a !== targets.b) differInEntry(comparison, one, size, goesOn(size + ENTRY_SIZE));
      break;
    }
    jump(targets.a, targets.b);
    size += ENTRY_SIZE;
  }
  budget.take(size);
  a.seen.mark(table.a, size, Seen.SURE);
  b.seen.mark(table.b, size, Seen.SURE);
  if (size > 0 && table.object !== null) table.object.isJumpTable = true;
  return size > 0;
}

/**
 * Follows a table of jump targets as 32-bit code has it: addresses, of code in the function that jumps. It ends where
 * an entry leads elsewhere in one of the images, or where something else is referred to. How the entries differ is left
 * to the comparison of data, unless the table lies in code.
 * @param jump called for each pair of targets
 * @returns whether there was any entry
 */
export function walkPointerTable(
  comparison: Comparison,
  one: TableJump,
  jump: (targetA: number, targetB: number) => void,
): boolean {
  const { a, b, budget, wordSize } = comparison;
  const { procedure, table, a: jumpA, b: jumpB } = one;
  const most = Math.min(comparison.softRoom(table.a, table.b), LARGEST);
  const [endA, endB] = [a.starts.hardEnd(jumpA), b.starts.hardEnd(jumpB)];
  const isInCode = table.object?.isCode === true;
  const targetsAt = (offset: number): EntryTargets => ({
    a: pointerWithin(a, table.a + offset, procedure.a, endA),
    b: pointerWithin(b, table.b + offset, procedure.b, endB),
  });
  const goesOn = (offset: number): boolean => {
    if (offset + wordSize > most) return false;
    const next = targetsAt(offset);
    return next.a !== null && next.b !== null;
  };
  let size = 0;
  for (; size + wordSize <= most; size += wordSize) {
    const targets = targetsAt(size);
    if (targets.a === null || targets.b === null) {
      if (isInCode && targets.a !== targets.b) {
        differInEntry(comparison, one, size, goesOn(size + wordSize));
      }
      break;
    }
    jump(targets.a, targets.b);
  }
  budget.take(size);
  if (isInCode) {
    a.seen.mark(table.a, size, Seen.SURE);
    b.seen.mark(table.b, size, Seen.SURE);
  }
  return size > 0;
}

/** The code that an entry leads to in each image; null where it leads to none that it may. */
interface EntryTargets {
  readonly a: number | null;
  readonly b: number | null;
}

/** The address that is stored at an RVA, if it is in a function. @param end RVA after the function */
function pointerWithin(side: ImageSide, rva: number, start: number, end: number): number | null {
  const target = side.pointerAt(rva);
  return target >= start && target < end ? target : null;
}

/** Whether a table among code has another entry in one of the images: behind it there is more code. */
function goesOnInCode(
  { a, b }: Comparison,
  { procedure, table }: TableJump,
  offset: number,
): boolean {
  if (a.seen.at(table.a + offset) !== Seen.NOT || b.seen.at(table.b + offset) !== Seen.NOT) {
    return false;
  }
  return leadsBack(a, procedure.a, table.a, offset) || leadsBack(b, procedure.b, table.b, offset);
}

/** RVA that an entry leads to; null where that is no code near the jump. @param base what its distance counts from */
function targetOf(
  { contents }: ImageSide,
  entry: number,
  base: number,
  jump: number,
): number | null {
  const target = base + contents.i32(entry);
  return Math.abs(target - jump) <= FAR && contents.isCode(target) ? target : null;
}

/**
 * An entry leads to code in one image alone: the table ended there, or it is still part of it. The first one may be
 * none, but bytes in code are compared as nothing else.
 * @param goesOn whether both images have an entry after it
 */
function differInEntry(
  { ledger }: Comparison,
  { table }: TableJump,
  size: number,
  goesOn: boolean,
): void {
  const isFirst = size === 0;
  if (isFirst && table.object?.isCode !== true) return;
  ledger.differ(
    'data',
    `an entry of a jump table, at +${hex(size)}, leads to code in one image alone`,
    {
      reference: table.reference,
      a: table.a + size,
      b: table.b + size,
      ...(table.object === null ? {} : { object: table.object }),
      confidence: isFirst || goesOn ? 'likely' : 'possible',
    },
  );
}
