import type { Comparison } from './comparison';
import type { ImageContents } from './image-contents';
import type { ImageSide } from './image-side';
import type { Reference } from './reference';
import { Seen } from './seen-bytes';

/** The most errors that a number of 16 bits can count. */
const MOST = 0xffff;

interface ErrorTable {
  /** By number; there is no error 0. */
  readonly names: readonly (string | undefined)[];
  /** Offset of each name from the table's start, by number, in bytes. */
  readonly offsets: readonly number[];
  /** Bytes. */
  readonly size: number;
}

/** Two tables that something refers to, as a pair. */
interface TablePair {
  readonly a: ErrorTable;
  readonly b: ErrorTable;
  /** RVA in the first image. */
  readonly atA: number;
  /** RVA in the second image. */
  readonly atB: number;
  readonly reference: Reference;
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
  readonly #pairs: TablePair[] = [];
  readonly #numbers: OtherNumber[] = [];
  /** Without names: what would have to be the numbers of the same error. */
  readonly #guessed = { a: new Map<number, number>(), b: new Map<number, number>() };

  constructor(comparison: Comparison) {
    this.#comparison = comparison;
  }

  /** The tables that numbers are matched by; undefined where the images have none. */
  get #tables(): TablePair | undefined {
    return this.#pairs[0];
  }

  /** Whether both places have a table of the names of errors, which is then taken. */
  take(a: number, b: number, reference: Reference): boolean {
    const { a: one, b: other, budget } = this.#comparison;
    const tableA = readErrorTable(one.contents, a);
    const tableB = tableA === null ? null : readErrorTable(other.contents, b);
    budget.take(1 + (tableA?.size ?? 0) / 4);
    if (tableA === null || tableB === null) return false;
    if (this.#pairs.some(({ atA, atB }) => atA === a && atB === b)) return true;
    this.#pairs.push({ a: tableA, b: tableB, atA: a, atB: b, reference });
    // Counts and offsets were found to fit the names, which are compared at the end.
    one.seen.mark(a, tableA.offsets[1] ?? 0, Seen.SURE);
    other.seen.mark(b, tableB.offsets[1] ?? 0, Seen.SURE);
    return true;
  }

  /** A number in an instruction differs: it may be an error's, which is judged at the end. */
  addNumber(number: OtherNumber): void {
    this.#numbers.push(number);
  }

  /** Judges all numbers that differ, once the walk knows whether there are names. */
  judge(): void {
    for (const pair of this.#pairs) this.#compareNames(pair);
    for (const number of this.#numbers) {
      if (this.#tables === undefined) this.#guess(number);
      else this.#judgeByName(number);
    }
  }

  /** Whether two numbers are those of the same error. */
  isSame(a: number, b: number): boolean {
    if (this.#tables === undefined) return this.#guessed.a.get(a) === b;
    const name = this.#tables.a.names[a];
    return name !== undefined && name === this.#tables.b.names[b];
  }

  /**
   * An image that was patched keeps the names of errors that its program had, so one image may have more
   * names. If each has one that the other lacks, one of them lacks an error of the program.
   */
  #compareNames({ a, b, atA, atB, reference }: TablePair): void {
    const { a: one, b: other, ledger } = this.#comparison;
    const onlyA = markShared(one, a, atA, b);
    const onlyB = markShared(other, b, atB, a);
    if (onlyA.length > 0)
      ledger.note('names of errors that only the first image has', onlyA.length);
    if (onlyB.length > 0)
      ledger.note('names of errors that only the second image has', onlyB.length);
    const [numberA, numberB] = [onlyA[0], onlyB[0]];
    if (numberA === undefined || numberB === undefined) return;
    const what =
      `of the names of errors, only the first has ${a.names[numberA]}, ` +
      `only the second ${b.names[numberB]}`;
    ledger.differ('data', what, {
      reference,
      a: atA + (a.offsets[numberA] ?? 0),
      b: atB + (b.offsets[numberB] ?? 0),
      confidence: 'likely',
    });
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
 * Marks the names of a table that another one has too as compared.
 * @returns the numbers of those that it has not
 */
function markShared(
  { seen }: ImageSide,
  { names, offsets, size }: ErrorTable,
  rva: number,
  other: ErrorTable,
): number[] {
  const known = new Set(other.names);
  const missing: number[] = [];
  for (let number = 1; number < names.length; number += 1) {
    const offset = offsets[number] ?? 0;
    if (!known.has(names[number])) missing.push(number);
    else seen.mark(rva + offset, (offsets[number + 1] ?? size) - offset, Seen.SURE);
  }
  return missing;
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
  const offsets = [0];
  for (let i = 1; i <= count; i += 1) {
    const end = contents.u32(rva + 4 * (i + 1));
    if (contents.u32(rva + 4 * i) !== at || end <= at + 1) return null;
    const name = contents.bytes(rva + at, end - at);
    if (name.length !== end - at || name.at(-1) !== 0) return null;
    offsets.push(at);
    names.push(Buffer.from(name.subarray(0, -1)).toString('latin1'));
    at = end;
  }
  return { names, offsets, size: at };
}
