import type { CodeMap, FallThrough, UnrelocatedReference } from './code-map';
import { Distances } from './distances';
import type { ObjectFile, ObjectSymbol } from './object';
import type { Piece, Pieces } from './pieces';

/** Functions of Windows and of C that never return. */
const NEVER_RETURNS = new Set([
  'ExitProcess',
  'ExitThread',
  'FatalExit',
  'FreeLibraryAndExitThread',
  'RtlExitUserProcess',
  'RtlExitUserThread',
  'abort',
  'exit',
  '_exit',
  '_Exit',
  'quick_exit',
  'longjmp',
  '_CxxThrowException',
  '_Unwind_Resume',
  '__cxa_throw',
  '__cxa_rethrow',
]);

const isFunction = (symbol: ObjectSymbol): boolean => symbol.isFunction;

/** A function that others call: what leads there is a reference, not a part of one function. */
function isCallee({ at }: Piece): boolean {
  return at.some((symbol) => symbol.isFunction || symbol.isExternal);
}

/**
 * Ties what is one piece of code: where control runs on into a label, or jumps over a distance that
 * no relocation could change; and labels that no function starts at.
 * @param called offsets that calls lead to from anywhere
 * @returns jumps and calls whose distance is wide enough to be relocated, and leads to where a
 * function starts
 */
export function tieCode(
  pieces: Pieces,
  map: CodeMap,
  object: ObjectFile,
  called: ReadonlySet<number>,
): readonly UnrelocatedReference[] {
  if (pieces.all.length < 2 && map.references.length === 0) return [];
  const calls = map.references.filter(({ isCall, field }) => isCall && field !== null);
  const callees = new Set([...called, ...calls.map(({ target }) => target)]);
  const startsFunction = (piece: Piece): boolean => isCallee(piece) || callees.has(piece.start);
  pieces.all.forEach((piece, index) => {
    if (startsFunction(piece)) return;
    const reason = 'nothing says that a function starts at the label';
    pieces.tieToPrevious(index, { offset: piece.start, reason });
  });
  for (const fall of map.fallThroughs) {
    if (!endsAtLabel(fall, pieces, object)) {
      const reason = 'control runs on from one into the other';
      pieces.tieToPrevious(pieces.indexAt(fall.label), { offset: fall.label, reason });
    }
  }
  const relocatable: UnrelocatedReference[] = [];
  for (const reference of map.references) {
    const { at, field, target, isCall, isBranch } = reference;
    const from = pieces.indexAt(at);
    const to = pieces.indexAt(target);
    const into = pieces.all[to];
    if (into === undefined || from === to) continue;
    const isOfFunction = isBranch ? isCall || isCallee(into) : into.at.some(isFunction);
    if (field !== null && into.start === target && isOfFunction) relocatable.push(reference);
    else pieces.tie(at, target, { offset: at, reason: reasonOf(reference) });
  }
  tieTables(pieces, map, object.isCompiled);
  return relocatable;
}

function reasonOf({ field, isBranch }: UnrelocatedReference): string {
  if (!isBranch) return 'an instruction of one uses bytes of the other without a relocation';
  return field === null
    ? 'a short jump leads from one to the other, whose single byte no relocation can fill in'
    : 'a jump without relocation leads from one into the midst of the other';
}

/** Whether control ends before a label, after a call of what does not return. */
function endsAtLabel({ label, call }: FallThrough, pieces: Pieces, object: ObjectFile): boolean {
  if (call === null) return false;
  const { callee } = call;
  if (callee?.section === null && NEVER_RETURNS.has(undecorated(callee.name))) return true;
  const next = pieces.all[pieces.indexAt(label)];
  // Compilers leave nothing behind such calls but what aligns the next function.
  return object.isCompiled && next?.at.some(isFunction) === true;
}

/** "ExitProcess" of "_ExitProcess@4", as I386 has it. */
function undecorated(name: string): string {
  return /^_(.+)@\d+$/.exec(name)?.[1] ?? name;
}

/** Ties what numbers among the code may count distances between. */
function tieTables(pieces: Pieces, map: CodeMap, isCompiled: boolean): void {
  if (pieces.all.length < 2) return;
  const distances = new Distances(pieces);
  for (const { start, end } of pieces.all) {
    let at = start;
    while (at < end) {
      const from = at;
      while (at < end && !(map.isReachedAt(at) || map.isPaddingAt(at))) {
        at += Math.max(1, map.lengthAt(at));
      }
      if (at > from) distances.tie({ start: from, end: Math.min(at, end) }, isCompiled);
      while (at < end && (map.isReachedAt(at) || map.isPaddingAt(at))) at += map.lengthAt(at);
    }
  }
}
