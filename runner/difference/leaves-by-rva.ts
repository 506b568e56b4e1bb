/** RVAs of one page of the table, as a shift: code is searched for every operand. */
const PAGE_SHIFT = 8;
/** Beyond this RVA there is no table, but a longer search. */
const TABLE_END = 0x4000_0000;

/** Finds the leaf that an RVA is in. */
export class LeavesByRva {
  readonly #rvas: Float64Array;
  readonly #ends: Float64Array;
  /** For each page, the number of leaves that start before it. */
  readonly #pages: Uint32Array;

  /**
   * @param rvas ascending
   * @param sizes bytes of each leaf
   */
  constructor(rvas: Float64Array, sizes: Float64Array) {
    this.#rvas = rvas;
    this.#ends = new Float64Array(rvas.length);
    for (let i = 0; i < rvas.length; i += 1) {
      this.#ends[i] = (rvas[i] as number) + (sizes[i] as number);
    }
    const last = Math.min(rvas.at(-1) ?? 0, TABLE_END);
    this.#pages = new Uint32Array((Math.max(last, 0) >>> PAGE_SHIFT) + 2);
    let page = 0;
    for (let i = 0; i < rvas.length; i += 1) {
      const own = Math.floor((this.#rvas[i] as number) / 2 ** PAGE_SHIFT);
      while (page <= own && page < this.#pages.length) this.#pages[page++] = i;
    }
    this.#pages.fill(rvas.length, page);
  }

  /** The number of the leaf that an RVA is in, counted by ascending RVA from 0; -1 for none. */
  numberAt(rva: number): number {
    const page = Math.floor(rva / 2 ** PAGE_SHIFT);
    const isInTable = page >= 0 && page + 1 < this.#pages.length;
    let low = isInTable ? (this.#pages[page] as number) : 0;
    let high = isInTable ? (this.#pages[page + 1] as number) : this.#rvas.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rvas[middle] as number) <= rva) low = middle + 1;
      else high = middle;
    }
    return low > 0 && rva < (this.#ends[low - 1] as number) ? low - 1 : -1;
  }
}
