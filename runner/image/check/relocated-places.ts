/** A place that a base relocation changes. */
export interface RelocatedPlace {
  /** RVA. */
  readonly target: number;
  /** Bytes that are changed. */
  readonly width: number;
  /** Number of the block, and of the entry in it. */
  readonly block: number;
  readonly entry: number;
}

/** Two relocations that change the same bytes; the second is the later one in the directory. */
export interface Conflict {
  readonly first: RelocatedPlace;
  readonly second: RelocatedPlace;
}

/** The places that the base relocations of an image change, in the order of the directory. */
export class RelocatedPlaces {
  readonly #places: RelocatedPlace[] = [];
  #end = 0;
  #isAscending = true;

  add(place: RelocatedPlace): void {
    if (place.target < this.#end) this.#isAscending = false;
    this.#end = place.target + place.width;
    this.#places.push(place);
  }

  /** In the order of the directory. */
  get all(): readonly RelocatedPlace[] {
    return this.#places;
  }

  /** Each place that begins within an earlier one by address, with the one that reaches furthest. */
  conflicts(): readonly Conflict[] {
    if (this.#isAscending) return [];
    const sorted = this.#places.toSorted((a, b) => a.target - b.target || order(a, b));
    const conflicts: Conflict[] = [];
    let before = sorted[0];
    for (const place of sorted.slice(1)) {
      if (before === undefined) break;
      if (place.target < before.target + before.width) {
        const isInOrder = order(before, place) < 0;
        conflicts.push(
          isInOrder ? { first: before, second: place } : { first: place, second: before },
        );
      }
      if (place.target + place.width > before.target + before.width) before = place;
    }
    return conflicts;
  }
}

/** Negative if `a` comes before `b` in the directory. */
function order(a: RelocatedPlace, b: RelocatedPlace): number {
  return a.block - b.block || a.entry - b.entry;
}
