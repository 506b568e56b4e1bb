import { hex } from '../text/numbers';
import {
  CALL,
  CALL_SIZE,
  FUNC_INFO,
  funcInfoSize,
  HANDLER,
  HANDLER_SIZE,
  holdsTable,
  isFuncInfo,
  TRY,
  TRY_SIZE,
  UNWIND,
  UNWIND_SIZE,
} from './catch-shapes';
import { TYPE_HEADER_SIZE, typeNameSize } from './class-shapes';
import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import { FunctionRows } from './function-rows';
import type { Reference } from './reference';
import { Seen } from './seen-bytes';

/** Bytes of the RVA that leads from unwind information to a `FuncInfo`. */
const RVA_SIZE = 4;

/** Two RVAs, one of each image. */
type Pair = readonly [number, number];

/**
 * Compares what `__CxxFrameHandler3` of Microsoft's runtime reads of a function: which code is guarded by `try`, of which
 * types each `catch` is, its code, and that of destructors after an exception. Clang's WinException.cpp,
 * "emitCXXFrameHandler3Table", has how it is laid out.
 */
export class CatchTables {
  readonly #comparison: Comparison;
  readonly #code: CodeWalk;
  readonly #rowsA: FunctionRows;
  readonly #rowsB: FunctionRows;
  /** By RVA in the first image, where the same is in the second: the parts of a function have one in common. */
  readonly #known = new Map<number, number>();

  constructor(comparison: Comparison, code: CodeWalk) {
    this.#comparison = comparison;
    this.#code = code;
    this.#rowsA = new FunctionRows(comparison.a.image.functions);
    this.#rowsB = new FunctionRows(comparison.b.image.functions);
  }

  /**
   * @param tables where the handler's data are
   * @returns false if neither of the two is such a table
   */
  compare(reference: Reference, [x, y]: Pair): boolean {
    const { a, b, budget, ledger } = this.#comparison;
    const info = [a.contents.u32(x), b.contents.u32(y)] as const;
    const [one, other] = [isFuncInfo(a.contents, info[0]), isFuncInfo(b.contents, info[1])];
    if (!one && !other) return false;
    this.#mark([x, y], RVA_SIZE);
    if (one !== other) {
      const what = `tables of try and catch in the ${one ? 'first' : 'second'} image alone`;
      ledger.differ('unwind', what, { reference, a: x, b: y });
      return true;
    }
    if (this.#known.get(info[0]) === info[1]) return true;
    this.#known.set(info[0], info[1]);
    const size = funcInfoSize(a.contents, info[0]);
    budget.take(size);
    this.#mark(info, size);
    const { magic, states, tryCount, callCount, helper, flags } = FUNC_INFO;
    const words = [magic, states, tryCount, callCount, helper, ...(size > flags ? [flags] : [])];
    if (!this.#areEqual(info, words, reference)) return true;
    this.#rows(info, FUNC_INFO.states, UNWIND_SIZE, (row) => this.#unwind(row, reference));
    this.#rows(info, FUNC_INFO.tryCount, TRY_SIZE, (row) => this.#try(row, reference));
    this.#rows(info, FUNC_INFO.callCount, CALL_SIZE, (row) => this.#call(row, reference));
    if (size > FUNC_INFO.allowed) this.#allowed(this.#after(info, FUNC_INFO.allowed), reference);
    return true;
  }

  /** What cleans up where a state is left. @returns whether they are the same */
  #unwind(row: Pair, reference: Reference): boolean {
    if (!this.#areEqual(row, [UNWIND.toState], reference)) return false;
    return this.#function(this.#after(row, UNWIND.action), {
      ...reference,
      how: 'destructor after an exception',
    });
  }

  #try(row: Pair, reference: Reference): boolean {
    const { low, high, catchHigh, count } = TRY;
    if (!this.#areEqual(row, [low, high, catchHigh, count], reference)) return false;
    return this.#handlers(this.#after(row, count), reference);
  }

  /** The rows of `catch` of a `try`, whose number is at two places. */
  #handlers(at: Pair, reference: Reference): boolean {
    const { a, b } = this.#comparison;
    const isThere = [
      holdsTable(a.contents, at[0], 0, HANDLER_SIZE),
      holdsTable(b.contents, at[1], 0, HANDLER_SIZE),
    ] as const;
    if (!isThere[0] || !isThere[1]) {
      if (isThere[0] === isThere[1]) return true;
      return this.#differ('rows of catch in one image alone', at, reference);
    }
    return this.#rows(at, 0, HANDLER_SIZE, (row) => this.#handler(row, reference));
  }

  #handler(row: Pair, reference: Reference): boolean {
    const { adjectives, object, frame } = HANDLER;
    if (!this.#areEqual(row, [adjectives, object, frame], reference)) return false;
    const types = this.#after(row, HANDLER.type);
    if (!this.#type(types, { ...reference, how: 'type of an exception' })) return false;
    return this.#function(this.#after(row, HANDLER.code), { ...reference, how: 'catch' });
  }

  /** Which state code is in, from a place on, which is in the function or in a part of it that is one of its own. */
  #call(row: Pair, reference: Reference): boolean {
    if (!this.#areEqual(row, [CALL.state], reference)) return false;
    const { a, b } = this.#comparison;
    const [one, other] = [
      this.#rowsA.distanceIn(a.contents.u32(row[0] + CALL.place)),
      this.#rowsB.distanceIn(b.contents.u32(row[1] + CALL.place)),
    ];
    if (one === other) return true;
    const [x, y] = [one, other].map((distance) =>
      distance === null ? 'no function' : hex(distance),
    );
    return this.#differ(`code that try guards from ${x} and ${y} on`, row, reference);
  }

  /** The types that an exception specification allows. */
  #allowed(at: Pair, reference: Reference): boolean {
    const lists = this.#targets(at);
    if (lists === null) return this.#bothLack(at, 'an exception specification', reference);
    this.#mark(lists, 2 * RVA_SIZE);
    return this.#areEqual(lists, [0], reference) && this.#handlers(lists, reference);
  }

  /** Pairs two type descriptors, up to the ends of their names; `catch (...)` has none. */
  #type(at: Pair, reference: Reference): boolean {
    const targets = this.#targets(at);
    if (targets === null) return this.#bothLack(at, 'a type of an exception', reference);
    const name = typeNameSize(this.#comparison.a.contents, targets[0]);
    this.#code.address(...targets, reference, { sure: TYPE_HEADER_SIZE + name });
    return true;
  }

  /** Pairs two functions, which both may lack. */
  #function(at: Pair, reference: Reference): boolean {
    const targets = this.#targets(at);
    if (targets === null) return this.#bothLack(at, `a ${reference.how}`, reference);
    this.#code.call(...targets, reference);
    return true;
  }

  /** What two RVAs lead to; null if one is 0. */
  #targets([x, y]: Pair): Pair | null {
    const { a, b } = this.#comparison;
    const [one, other] = [a.contents.u32(x), b.contents.u32(y)];
    return one === 0 || other === 0 ? null : [one, other];
  }

  #bothLack([x, y]: Pair, what: string, reference: Reference): boolean {
    const { a, b } = this.#comparison;
    const [one, other] = [a.contents.u32(x), b.contents.u32(y)];
    if (one === other) return true;
    const which = one === 0 ? 'second' : 'first';
    return this.#differ(`${what} in the ${which} image alone`, [x, y], reference);
  }

  /** Calls `compareRow` for the rows of a table until it says no. @param at where the number of rows is, before its RVA */
  #rows([x, y]: Pair, at: number, rowSize: number, compareRow: (row: Pair) => boolean): boolean {
    const { a, b, budget } = this.#comparison;
    const count = a.contents.u32(x + at);
    if (count === 0) return true;
    const tables = [a.contents.u32(x + at + 4), b.contents.u32(y + at + 4)] as const;
    budget.take(count);
    this.#mark(tables, count * rowSize);
    for (let i = 0; i < count; i += 1) {
      if (!compareRow(this.#after(tables, i * rowSize))) return false;
    }
    return true;
  }

  /** Whether some words are the same in both images. */
  #areEqual(at: Pair, words: readonly number[], reference: Reference): boolean {
    const { a, b } = this.#comparison;
    for (const word of words) {
      const [x, y] = this.#after(at, word);
      if (a.contents.u32(x) === b.contents.u32(y)) continue;
      return this.#differ('different tables of try and catch', [x, y], reference);
    }
    return true;
  }

  #differ(what: string, [x, y]: Pair, reference: Reference): false {
    this.#comparison.ledger.differ('unwind', what, { reference, a: x, b: y });
    return false;
  }

  #after([x, y]: Pair, distance: number): Pair {
    return [x + distance, y + distance];
  }

  /** What begins there is used, and something else is after it. */
  #mark([x, y]: Pair, size: number): void {
    const { a, b } = this.#comparison;
    for (const [side, rva] of [
      [a, x],
      [b, y],
    ] as const) {
      side.seen.mark(rva, size, Seen.SURE);
      side.starts.addHard(rva);
      side.starts.addSoft(rva + size);
    }
  }
}
