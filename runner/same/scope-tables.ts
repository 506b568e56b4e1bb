import { hex } from '../text/numbers';
import { thunkOf } from './address-meaning';
import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { ImageContents } from './image-contents';
import type { Procedure } from './procedures';
import type { FunctionRow, ProgramImage } from './program-image';
import { Seen } from './seen-bytes';

/** The handler of `__try` in C, of whichever DLL. */
const C_HANDLER = '!__C_specific_handler';

/** Bytes of the number of scopes, and of each: where it begins and ends, its filter, and where control goes on. */
const COUNT_SIZE = 4;
const SCOPE_SIZE = 16;
/** A filter that takes every exception. */
const TAKES_ALL = 1;

/** Whether a handler is the one whose data are a table of scopes: `SCOPE_TABLE_AMD64` of winnt.h. */
export function hasScopeTable(image: ProgramImage, handler: number): boolean {
  return thunkOf(image, handler)?.endsWith(C_HANDLER) === true;
}

/**
 * Compares the tables of scopes of a function: which code each guards, its filter or `__finally`, and the code of its
 * `__except`.
 * @param x where the first image's table is
 * @returns false if one of the two is no table
 */
export function compareScopeTables(
  comparison: Comparison,
  code: CodeWalk,
  procedure: Procedure,
  [one, other]: readonly [FunctionRow, FunctionRow],
  [x, y]: readonly [number, number],
): boolean {
  const { a, b, budget, ledger } = comparison;
  const [countA, countB] = [a.contents.u32(x), b.contents.u32(y)];
  const [sizeA, sizeB] = [countA, countB].map((count) => COUNT_SIZE + count * SCOPE_SIZE) as [
    number,
    number,
  ];
  if (a.contents.bytes(x, sizeA).length < sizeA || b.contents.bytes(y, sizeB).length < sizeB) {
    return false;
  }
  const { reference } = procedure;
  if (countA !== countB) {
    const what = `${countA} and ${countB} scopes of __try`;
    ledger.differ('unwind', what, { reference, a: x, b: y });
    return true;
  }
  budget.take(countA);
  a.seen.mark(x, sizeA, Seen.SURE);
  b.seen.mark(y, sizeB, Seen.SURE);
  for (let at = COUNT_SIZE; at < sizeA; at += SCOPE_SIZE) {
    const [beginA, endA, filterA, targetA] = wordsAt(a.contents, x + at);
    const [beginB, endB, filterB, targetB] = wordsAt(b.contents, y + at);
    const place = { reference, a: x + at, b: y + at };
    for (const [inA, inB] of [
      [beginA - one.start, beginB - other.start],
      [endA - one.start, endB - other.start],
    ] as const) {
      // Parts of a function may lie elsewhere.
      const isOutside = !isIn(one, inA) && !isIn(other, inB);
      if (isOutside || inA === inB) continue;
      ledger.differ('unwind', `a scope of __try at ${hex(inA)} and ${hex(inB)}`, place);
      return true;
    }
    if (filterA === filterB && filterA === TAKES_ALL) {
      // There is no filter to compare.
    } else if (filterA === TAKES_ALL || filterB === TAKES_ALL) {
      ledger.differ('unwind', 'a filter of __except in one image alone', place);
    } else {
      const how = targetA === 0 ? '__finally' : 'filter of __except';
      code.call(filterA, filterB, { ...reference, how });
    }
    if ((targetA === 0) !== (targetB === 0)) {
      ledger.differ('unwind', '__except in one image, __finally in the other', place);
    } else if (targetA !== 0) {
      code.goOn(procedure, targetA, targetB, { ...reference, how: '__except' });
    }
  }
  return true;
}

function wordsAt(contents: ImageContents, rva: number): [number, number, number, number] {
  return [0, 4, 8, 12].map((at) => contents.u32(rva + at)) as [number, number, number, number];
}

/** Whether a distance from its start is in a function, or its end. */
function isIn({ start, end }: FunctionRow, distance: number): boolean {
  return distance >= 0 && distance <= end - start;
}
