import { hex } from '../text/numbers';
import { CatchTables } from './catch-tables';
import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { ImageContents } from './image-contents';
import { compareLandingPads } from './landing-pads';
import type { Procedure } from './procedures';
import type { FunctionRow } from './program-image';
import { reference, type Reference } from './reference';
import { compareScopeTables, hasScopeTable } from './scope-tables';
import { Seen } from './seen-bytes';

/** Bits of the flags of unwind information: there is a handler, or it goes on elsewhere. */
const HAS_HANDLER = 3;
const IS_CHAINED = 4;
/** Bytes before the unwind codes, of a code, of a row of the exception directory. */
const HEAD_SIZE = 4;
const CODE_SIZE = 2;
const ROW_SIZE = 12;
/** Links of a chain that are followed. */
const LONGEST_CHAIN = 32;

/** Whether the unwind information of a row goes on in another row's: the row is of a part of a function. */
export function isChained(contents: ImageContents, { unwind }: FunctionRow): boolean {
  return ((contents.u8(unwind) >> 3) & IS_CHAINED) !== 0;
}

/**
 * Compares what the exception directory says of the functions that were walked: their size, their
 * unwind codes and their handlers. PE Format, 6.5 The .pdata Section, of x64.
 */
export class UnwindWalk {
  readonly #comparison: Comparison;
  readonly #code: CodeWalk;
  readonly #catches: CatchTables;
  #done = 0;

  constructor(comparison: Comparison, code: CodeWalk) {
    this.#comparison = comparison;
    this.#code = code;
    this.#catches = new CatchTables(comparison, code);
  }

  /** Compares all functions since the last call. @returns whether a handler may be new */
  walk(): boolean {
    const { a, b, budget } = this.#comparison;
    if (a.image.functions.size === 0 && b.image.functions.size === 0) return false;
    const procedures = this.#code.procedures.all;
    const from = this.#done;
    this.#done = procedures.length;
    for (const procedure of procedures.slice(from, this.#done)) {
      budget.take(1);
      this.#compare(procedure);
    }
    return this.#done > from;
  }

  #compare(procedure: Procedure): void {
    const { a, b, ledger } = this.#comparison;
    const { a: x, b: y, reference: how } = procedure;
    const one = a.image.functions.get(x);
    const other = b.image.functions.get(y);
    if (one === undefined && other === undefined) return;
    if (one === undefined || other === undefined) {
      // A linker that writes no exception directory at all is no other program.
      if (a.image.functions.size === 0 || b.image.functions.size === 0) {
        ledger.note('functions whose unwind information only one image has');
        return;
      }
      const what = `only the ${one === undefined ? 'second' : 'first'} image has unwind information of the function`;
      ledger.differ('unwind', what, { reference: how, a: x, b: y });
      return;
    }
    const sizes = [one.end - one.start, other.end - other.start] as const;
    if (sizes[0] !== sizes[1]) {
      const what = `unwind information of ${hex(sizes[0])} and ${hex(sizes[1])} bytes of code`;
      ledger.differ('unwind', what, { reference: how, a: one.row, b: other.row });
      return;
    }
    this.#information(procedure, [one, other], how, 0);
  }

  #information(
    procedure: Procedure,
    rows: readonly [FunctionRow, FunctionRow],
    how: Reference,
    depth: number,
  ): void {
    const { a, b, ledger } = this.#comparison;
    const [one, other] = rows;
    const [x, y] = [one.unwind, other.unwind];
    const flags = a.contents.u8(x) >> 3;
    const codes = a.contents.u8(x + 2);
    // Codes are padded to an even number.
    const size = HEAD_SIZE + ((codes + 1) & ~1) * CODE_SIZE;
    const used = HEAD_SIZE + codes * CODE_SIZE;
    for (let k = 0; k < used; k += 1) {
      if (a.contents.u8(x + k) === b.contents.u8(y + k)) continue;
      ledger.differ('unwind', 'different unwind codes', { reference: how, a: x + k, b: y + k });
      return;
    }
    a.seen.mark(x, size, Seen.SURE);
    b.seen.mark(y, size, Seen.SURE);
    const [nextA, nextB] = [x + size, y + size];
    if ((flags & HAS_HANDLER) !== 0) {
      a.seen.mark(nextA, 4, Seen.SURE);
      b.seen.mark(nextB, 4, Seen.SURE);
      const from = { ...how, how: 'exception handler' };
      const [handlerA, handlerB] = [a.contents.u32(nextA), b.contents.u32(nextB)];
      this.#code.call(handlerA, handlerB, from);
      const haveScopes = hasScopeTable(a.image, handlerA) && hasScopeTable(b.image, handlerB);
      const tables = [nextA + 4, nextB + 4] as const;
      if (haveScopes && compareScopeTables(this.#comparison, this.#code, procedure, rows, tables)) {
        return;
      }
      if (this.#catches.compare(procedure.reference, tables)) return;
      if (compareLandingPads(this.#comparison, this.#code, procedure, rows, tables)) return;
      ledger.note('exception handlers, whose own data are not compared');
    } else if ((flags & IS_CHAINED) !== 0 && depth < LONGEST_CHAIN) {
      this.#chain(procedure, [nextA, nextB], how, depth + 1);
    }
  }

  /** Unwind information that goes on in another function's. */
  #chain(
    procedure: Procedure,
    [x, y]: readonly [number, number],
    how: Reference,
    depth: number,
  ): void {
    const { a, b } = this.#comparison;
    a.seen.mark(x, ROW_SIZE, Seen.SURE);
    b.seen.mark(y, ROW_SIZE, Seen.SURE);
    const row = (contents: typeof a.contents, rva: number): FunctionRow => ({
      row: rva,
      start: contents.u32(rva),
      end: contents.u32(rva + 4),
      unwind: contents.u32(rva + 8),
    });
    const from = reference(how.owner, x, y, 'chained unwind information');
    const rows = [row(a.contents, x), row(b.contents, y)] as const;
    this.#information(procedure, rows, from, depth);
  }
}
