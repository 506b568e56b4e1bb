import type { FunctionRow } from './program-image';

/** The functions of an exception directory, by address. They are sorted when one asks first: few programs need it. */
export class FunctionRows {
  readonly #functions: ReadonlyMap<number, FunctionRow>;
  #sorted: readonly FunctionRow[] | null = null;

  constructor(functions: ReadonlyMap<number, FunctionRow>) {
    this.#functions = functions;
  }

  /** Bytes from the start of the function that an RVA is in; null if it is in none. The end of one is in it. */
  distanceIn(rva: number): number | null {
    const rows = (this.#sorted ??= sorted(this.#functions));
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rows[middle] as FunctionRow).start <= rva) low = middle + 1;
      else high = middle;
    }
    const row = rows[low - 1];
    return row === undefined || rva > row.end ? null : rva - row.start;
  }
}

function sorted(functions: ReadonlyMap<number, FunctionRow>): readonly FunctionRow[] {
  return [...functions.values()].sort((one, other) => one.start - other.start);
}
