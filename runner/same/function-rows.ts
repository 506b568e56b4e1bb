import type { FunctionRow } from './program-image';

/** The functions of an exception directory, by address. */
export class FunctionRows {
  readonly #rows: readonly FunctionRow[];

  constructor(functions: ReadonlyMap<number, FunctionRow>) {
    this.#rows = [...functions.values()].sort((one, other) => one.start - other.start);
  }

  /** Bytes from the start of the function that an RVA is in; null if it is in none. The end of one is in it. */
  distanceIn(rva: number): number | null {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rows[middle] as FunctionRow).start <= rva) low = middle + 1;
      else high = middle;
    }
    const row = this.#rows[low - 1];
    return row === undefined || rva > row.end ? null : rva - row.start;
  }
}
