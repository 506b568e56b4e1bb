import type { Comparison } from './comparison';
import type { ImageContents } from './image-contents';
import type { Reference } from './reference';
import { Seen } from './seen-bytes';

/** The most errors that a number of 16 bits can count. */
const MOST = 0xffff;

interface ErrorTable {
  /** By number; there is no error 0. */
  readonly names: readonly (string | undefined)[];
  /** Bytes. */
  readonly size: number;
}

/** A 16-bit number in an instruction, which differs. */
interface OtherNumber {
  readonly a: number;
  readonly b: number;
  readonly reference: Reference;
  readonly siteA: number;
  readonly siteB: number;
}

/**
 * The numbers of Zig's errors. Each build counts errors anew, so that the same error has other
 * numbers in two images of one program. The program itself often holds the names by number, for
 * `@errorName`: by them, numbers are matched.
 */
export class ErrorNames {
  readonly #comparison: Comparison;
  #tables: { readonly a: ErrorTable; readonly b: ErrorTable } | null = null;
  readonly #numbers: OtherNumber[] = [];
  /** Without names: what would have to be the numbers of the same error. */
  readonly #guessed = { a: new Map<number, number>(), b: new Map<number, number>() };

  constructor(comparison: Comparison) {
    this.#comparison = comparison;
  }

  /** Whether both places have a table of the names of errors, which is then taken. */
  take(a: number, b: number): boolean {
    const { a: one, b: other, budget } = this.#comparison;
    const tableA = readErrorTable(one.contents, a);
    const tableB = tableA === null ? null : readErrorTable(other.contents, b);
    budget.take(1 + (tableA?.size ?? 0) / 4);
    if (tableA === null || tableB === null) return false;
    this.#tables ??= { a: tableA, b: tableB };
    one.seen.mark(a, tableA.size, Seen.SURE);
    other.seen.mark(b, tableB.size, Seen.SURE);
    return true;
  }

  /** A number in an instruction differs: it may be an error's, which is judged at the end. */
  addNumber(number: OtherNumber): void {
    this.#numbers.push(number);
  }

  /** Judges all numbers that differ, once the walk knows whether there are names. */
  judge(): void {
    for (const number of this.#numbers) {
      if (this.#tables === null) this.#guess(number);
      else this.#judgeByName(number);
    }
  }

  /** Whether two numbers are those of the same error. */
  isSame(a: number, b: number): boolean {
    if (this.#tables === null) return this.#guessed.a.get(a) === b;
    const name = this.#tables.a.names[a];
    return name !== undefined && name === this.#tables.b.names[b];
  }

  #judgeByName({ a, b, reference, siteA, siteB }: OtherNumber): void {
    const { ledger } = this.#comparison;
    if (this.isSame(a, b)) {
      ledger.note('numbers of errors that differ, with the same name');
      return;
    }
    const text = (table: ErrorTable | undefined, number: number): string => {
      const name = table?.names[number];
      return name === undefined ? `${number}` : `${number} (error.${name})`;
    };
    const what = `${text(this.#tables?.a, a)} in the first, ${text(this.#tables?.b, b)} in the second`;
    ledger.differ('number', what, { reference, a: siteA, b: siteB });
  }

  /** Without names, each number of one image must always be the same number of the other. */
  #guess({ a, b, reference, siteA, siteB }: OtherNumber): void {
    const guessed = this.#guessed;
    if (!guessed.a.has(a) && !guessed.b.has(b)) {
      guessed.a.set(a, b);
      guessed.b.set(b, a);
    }
    const isConsistent = guessed.a.get(a) === b && guessed.b.get(b) === a;
    const why = isConsistent ? ', which would fit the numbers of an error' : '';
    this.#comparison.ledger.differ('number', `${a} in the first, ${b} in the second${why}`, {
      reference,
      a: siteA,
      b: siteB,
      confidence: isConsistent ? 'possible' : 'likely',
    });
  }
}

/**
 * The table that Zig makes of the names of all errors: how many there are, the offset of each name
 * and of their end, and the names, each with a NUL.
 * @returns null if there is none at this RVA
 */
export function readErrorTable(contents: ImageContents, rva: number): ErrorTable | null {
  const count = contents.u32(rva);
  if (count === 0 || count > MOST) return null;
  let at = 4 * (count + 2);
  if (contents.u32(rva + 4) !== at) return null;
  const names: (string | undefined)[] = [undefined];
  for (let i = 1; i <= count; i += 1) {
    const end = contents.u32(rva + 4 * (i + 1));
    if (contents.u32(rva + 4 * i) !== at || end <= at + 1) return null;
    const name = contents.bytes(rva + at, end - at);
    if (name.length !== end - at || name.at(-1) !== 0) return null;
    names.push(Buffer.from(name.subarray(0, -1)).toString('latin1'));
    at = end;
  }
  return { names, size: at };
}
