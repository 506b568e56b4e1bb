/** Bytes of an RVA. */
export const RVA_SIZE = 4;

/** Places of data in both images that are known to hold RVAs, whose targets are a pair: the RVAs may differ. */
export class RvaFields {
  /** By RVA in the first image: where the field is in the second, which most often is one place. */
  readonly #fields = new Map<number, Set<number>>();

  /** @param x RVA of the field in the first image @param y its RVA in the second */
  add(x: number, y: number): void {
    const known = this.#fields.get(x);
    if (known === undefined) this.#fields.set(x, new Set([y]));
    else known.add(y);
  }

  /**
   * How many bytes after two places a field ends that has the first byte there.
   * @returns 0 if there is no field
   */
  endAfter(x: number, y: number): number {
    for (let back = 0; back < RVA_SIZE; back += 1) {
      if (this.#fields.get(x - back)?.has(y - back) === true) return RVA_SIZE - back;
    }
    return 0;
  }
}
