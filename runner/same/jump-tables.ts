import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { Procedure } from './procedures';
import { Seen } from './seen-bytes';

/** A jump through a register, and the table that was referred to last before it. */
export interface TableJump {
  readonly procedure: Procedure;
  readonly table: DataObject;
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
 * Follows a table of jump targets as LLVM makes it: distances of 32 bits from the table. It ends
 * where an entry leads far away, or where something else is referred to.
 * @param jump called for each pair of targets
 * @returns whether there was any entry
 */
export function walkJumpTable(
  { a, b, budget, softRoom }: JumpTableContext,
  one: TableJump,
  jump: (targetA: number, targetB: number) => void,
): boolean {
  const { table } = one;
  const most = Math.min(softRoom(table.a, table.b), LARGEST);
  let size = 0;
  while (size + ENTRY_SIZE <= most) {
    const targetA = table.a + a.contents.i32(table.a + size);
    const targetB = table.b + b.contents.i32(table.b + size);
    if (Math.abs(targetA - one.a) > FAR || Math.abs(targetB - one.b) > FAR) break;
    if (!a.contents.isCode(targetA) || !b.contents.isCode(targetB)) break;
    jump(targetA, targetB);
    size += ENTRY_SIZE;
  }
  budget.take(size);
  a.seen.mark(table.a, size, Seen.SURE);
  b.seen.mark(table.b, size, Seen.SURE);
  if (size > 0) table.isJumpTable = true;
  return size > 0;
}

interface JumpTableContext extends Pick<Comparison, 'a' | 'b' | 'budget'> {
  readonly softRoom: (a: number, b: number) => number;
}
