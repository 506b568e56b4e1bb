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

/** A jump through a register, and the table that was referred to last before it. */
export interface TableJump {
  readonly procedure: Procedure;
  readonly table: JumpTable;
  /** RVA of the jump in the first image. */
  readonly a: number;
  /** RVA of the jump in the second image. */
  readonly b: number;
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

/**
 * Follows a table of jump targets as LLVM makes it: distances of 32 bits from the table. It ends
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
  const { table } = one;
  const most = Math.min(comparison.softRoom(table.a, table.b), LARGEST);
  let size = 0;
  while (size + ENTRY_SIZE <= most) {
    if (table.object === null && !goesOnInCode(comparison, one, size)) break;
    const targetA = targetOf(a, table.a, size, one.a);
    const targetB = targetOf(b, table.b, size, one.b);
    if (targetA === null || targetB === null) {
      if (targetA !== targetB && size > 0) differInEntry(comparison, one, size, most);
      break;
    }
    jump(targetA, targetB);
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
 * to the comparison of data.
 * @param jump called for each pair of targets
 * @returns whether there was any entry
 */
export function walkPointerTable(
  comparison: Comparison,
  { procedure, table, a: jumpA, b: jumpB }: TableJump,
  jump: (targetA: number, targetB: number) => void,
): boolean {
  const { a, b, budget, wordSize } = comparison;
  const most = Math.min(comparison.softRoom(table.a, table.b), LARGEST);
  const [endA, endB] = [a.starts.hardEnd(jumpA), b.starts.hardEnd(jumpB)];
  let size = 0;
  for (; size + wordSize <= most; size += wordSize) {
    const targetA = a.pointerAt(table.a + size);
    const targetB = b.pointerAt(table.b + size);
    const isWithin =
      targetA >= procedure.a && targetA < endA && targetB >= procedure.b && targetB < endB;
    if (!isWithin) break;
    jump(targetA, targetB);
  }
  budget.take(size);
  return size > 0;
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

/** RVA that an entry leads to; null where that is no code near the jump. */
function targetOf(
  { contents }: ImageSide,
  table: number,
  offset: number,
  jump: number,
): number | null {
  const target = table + contents.i32(table + offset);
  return Math.abs(target - jump) <= FAR && contents.isCode(target) ? target : null;
}

/** An entry leads to code in one image alone: the table ended there, or it is still part of it. */
function differInEntry(
  { a, b, ledger }: Comparison,
  { table, a: jumpA, b: jumpB }: TableJump,
  size: number,
  most: number,
): void {
  const next = size + ENTRY_SIZE;
  const goesOn =
    next + ENTRY_SIZE <= most &&
    targetOf(a, table.a, next, jumpA) !== null &&
    targetOf(b, table.b, next, jumpB) !== null;
  ledger.differ(
    'data',
    `an entry of a jump table, at +${hex(size)}, leads to code in one image alone`,
    {
      reference: table.reference,
      a: table.a + size,
      b: table.b + size,
      ...(table.object === null ? {} : { object: table.object }),
      confidence: goesOn ? 'likely' : 'possible',
    },
  );
}
