const FIRST_SIZE = 64;

/** A map by pairs of RVAs, as columns: an open hash table of places in the list of values. */
export class PairMap<T> {
  #a = new Uint32Array(FIRST_SIZE);
  #b = new Uint32Array(FIRST_SIZE);
  /** 1 more than the place of the value; 0 for a free row. */
  #places = new Uint32Array(FIRST_SIZE);
  readonly #values: T[] = [];

  /** In the order in which they were added. */
  get values(): readonly T[] {
    return this.#values;
  }

  get(a: number, b: number): T | undefined {
    const places = this.#places;
    const last = places.length - 1;
    for (let row = hash(a, b) & last; ; row = (row + 1) & last) {
      const place = places[row] as number;
      if (place === 0) return undefined;
      if (this.#a[row] === a && this.#b[row] === b) return this.#values[place - 1];
    }
  }

  /** Adds a pair of RVAs that is not in the map. */
  add(a: number, b: number, value: T): void {
    this.#values.push(value);
    // At most half of the rows are used, so that what is looked for is found soon.
    if (this.#values.length * 2 > this.#places.length) this.#grow();
    this.#put(a, b, this.#values.length);
  }

  #put(a: number, b: number, place: number): void {
    const last = this.#places.length - 1;
    let row = hash(a, b) & last;
    while (this.#places[row] !== 0) row = (row + 1) & last;
    this.#a[row] = a;
    this.#b[row] = b;
    this.#places[row] = place;
  }

  #grow(): void {
    const [a, b, places] = [this.#a, this.#b, this.#places];
    const size = places.length * 2;
    this.#a = new Uint32Array(size);
    this.#b = new Uint32Array(size);
    this.#places = new Uint32Array(size);
    for (let row = 0; row < places.length; row += 1) {
      const place = places[row] as number;
      if (place !== 0) this.#put(a[row] as number, b[row] as number, place);
    }
  }
}

/** Neighbouring places get rows that are far from each other. */
function hash(a: number, b: number): number {
  const mixed = Math.imul(a ^ Math.imul(b, 0x9e37_79b1), 0x85eb_ca6b);
  return mixed ^ (mixed >>> 15);
}
