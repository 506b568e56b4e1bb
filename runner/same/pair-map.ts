/**
 * A map by pairs of RVAs. Almost every RVA has one partner, so the second is kept beside the value,
 * and a map of its own is only made for further partners.
 */
export class PairMap<T> {
  readonly #first = new Map<number, { readonly b: number; readonly value: T }>();
  readonly #more = new Map<number, Map<number, T>>();
  readonly #values: T[] = [];

  /** In the order in which they were added. */
  get values(): readonly T[] {
    return this.#values;
  }

  get(a: number, b: number): T | undefined {
    const first = this.#first.get(a);
    if (first === undefined) return undefined;
    return first.b === b ? first.value : this.#more.get(a)?.get(b);
  }

  /** Adds a pair that is not in the map. */
  add(a: number, b: number, value: T): void {
    this.#values.push(value);
    if (!this.#first.has(a)) {
      this.#first.set(a, { b, value });
      return;
    }
    const more = this.#more.get(a) ?? new Map<number, T>();
    more.set(b, value);
    this.#more.set(a, more);
  }
}
