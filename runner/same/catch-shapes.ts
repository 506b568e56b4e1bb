import type { ImageContents } from './image-contents';

/** The numbers with which a `FuncInfo` begins, in the low 29 bits: `EH_MAGIC_NUMBER1` to `3` of Microsoft's ehdata.h. */
const FIRST_MAGIC = 0x1993_0520;
const LAST_MAGIC = 0x1993_0522;
const MAGIC_MASK = 0x1fff_ffff;

/** Where the fields of a `FuncInfo` are, in 64-bit images. */
export const FUNC_INFO = {
  magic: 0,
  states: 4,
  unwindMap: 8,
  tryCount: 12,
  tryMap: 16,
  callCount: 20,
  callMap: 24,
  helper: 28,
  /** Types that an exception specification allows, from the second magic on. */
  allowed: 32,
  /** From the third magic on. */
  flags: 36,
} as const;

/** Those of an `UnwindMapEntry`: what cleans up where a state is left. */
export const UNWIND = { toState: 0, action: 4 } as const;
/** Those of a `TryBlockMapEntry`. */
export const TRY = { low: 0, high: 4, catchHigh: 8, count: 12, handlers: 16 } as const;
/** Those of a `HandlerType`: a `catch`. */
export const HANDLER = { adjectives: 0, type: 4, object: 8, code: 12, frame: 16 } as const;
/** Those of an `IPtoStateMapEntry`: which state code is in, from a place on. */
export const CALL = { place: 0, state: 4 } as const;

export const UNWIND_SIZE = 8;
export const TRY_SIZE = 20;
export const HANDLER_SIZE = 20;
export const CALL_SIZE = 8;

/**
 * Whether what `__CxxFrameHandler3` reads of a function is at an RVA: it begins with a number that nothing else begins with,
 * and its tables are in the file.
 */
export function isFuncInfo(contents: ImageContents, rva: number): boolean {
  const magic = contents.u32(rva) & MAGIC_MASK;
  if (magic < FIRST_MAGIC || magic > LAST_MAGIC) return false;
  return (
    holds(contents, rva, funcInfoSize(contents, rva)) &&
    holdsTable(contents, rva, FUNC_INFO.states, UNWIND_SIZE) &&
    holdsTable(contents, rva, FUNC_INFO.tryCount, TRY_SIZE) &&
    holdsTable(contents, rva, FUNC_INFO.callCount, CALL_SIZE)
  );
}

/** Bytes of a `FuncInfo`. */
export function funcInfoSize(contents: ImageContents, rva: number): number {
  const later = (contents.u32(rva) & MAGIC_MASK) - FIRST_MAGIC;
  return FUNC_INFO.allowed + 4 * later;
}

/** Whether the file holds a table: its number of rows is at a place, and its RVA follows. */
export function holdsTable(
  contents: ImageContents,
  rva: number,
  at: number,
  rowSize: number,
): boolean {
  const count = contents.u32(rva + at);
  return count === 0 || holds(contents, contents.u32(rva + at + 4), count * rowSize);
}

function holds(contents: ImageContents, rva: number, size: number): boolean {
  return contents.bytes(rva, size).length === size;
}
