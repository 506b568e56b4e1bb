import { count } from '../text/numbers';
import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { ImageSide } from './image-side';
import type { Reference } from './reference';
import { Seen } from './seen-bytes';

/** Bytes of the longest list that is looked at. */
const LONGEST = 0x1_0000;

/** A list of functions, as GNU ld makes them of what objects have in `.ctors` and `.dtors`. */
interface ConstructorList {
  /** RVA of the first function, or of the zero after the last. */
  readonly start: number;
  readonly functions: readonly number[];
}

/**
 * Compares lists of constructors or destructors: `__CTOR_LIST__` and `__DTOR_LIST__`. GNU ld puts them into `.text`, so that
 * they look like code. Each is -1, the addresses of functions, and 0; the code of a runtime, as GCC's crtstuff.c and
 * MinGW's gccmain.c, may begin after the -1.
 * @returns whether two addresses lead to such lists
 */
export function compareConstructorLists(
  comparison: Comparison,
  code: CodeWalk,
  x: number,
  y: number,
  reference: Reference,
): boolean {
  const { a, b, budget, ledger, wordSize } = comparison;
  const one = listAt(a, x);
  const other = one === null ? null : listAt(b, y);
  if (one === null || other === null) return false;
  const [countA, countB] = [one.functions.length, other.functions.length];
  const shared = Math.min(countA, countB);
  budget.take(countA + countB);
  for (let i = 0; i < shared; i += 1) {
    const from = { ...reference, how: `function ${i} of a list` };
    code.call(one.functions[i] as number, other.functions[i] as number, from);
  }
  a.seen.mark(one.start, countA * wordSize, Seen.SURE);
  b.seen.mark(other.start, countB * wordSize, Seen.SURE);
  if (countA !== countB) {
    const what = `a list of constructors or destructors has ${count(countA, 'function')} in the first image, and ${countB} in the second`;
    const place = {
      reference,
      a: one.start + shared * wordSize,
      b: other.start + shared * wordSize,
    };
    ledger.differ('data', what, { ...place, confidence: 'likely' });
  }
  return true;
}

/** The list that begins at an RVA, or whose -1 is right before it; null if there is none. */
function listAt({ contents }: ImageSide, rva: number): ConstructorList | null {
  const { wordSize } = contents;
  const isWord = (at: number, byte: number): boolean => {
    const bytes = contents.bytes(at, wordSize);
    return bytes.length === wordSize && bytes.every((one) => one === byte);
  };
  const start = isWord(rva, 0xff) ? rva + wordSize : rva;
  if (start === rva && !isWord(rva - wordSize, 0xff)) return null;
  const functions: number[] = [];
  for (let at = start; at < start + LONGEST; at += wordSize) {
    if (isWord(at, 0)) return { start, functions };
    const to = contents.pointerAt(at);
    if (to < 0 || !contents.isCode(to)) return null;
    functions.push(to);
  }
  return null;
}
