import type { ImageContents } from './image-contents';

/** Which instruction of one image was compared with which of the other, and for which procedure. */
export class InstructionPairs {
  readonly #contents: ImageContents;
  /** By index in memory: RVA of the first partner; 0 for none, as no code is at RVA 0. */
  readonly #partner: Uint32Array;
  /** By index in memory: id of the procedure that came there first with that partner. */
  readonly #owner: Int32Array;
  /** Further partners by RVA: id of the procedure by the RVA of the partner. */
  readonly #more = new Map<number, Map<number, number>>();

  /** @param contents of the first image */
  constructor(contents: ImageContents) {
    this.#contents = contents;
    this.#partner = new Uint32Array(contents.codeSize);
    this.#owner = new Int32Array(contents.codeSize);
  }

  /** Id of the procedure that compared these two; 0 if none did. */
  ownerOf(a: number, b: number): number {
    const index = this.#contents.indexOf(a);
    return index < 0 ? 0 : this.ownerAt(index, a, b);
  }

  /** As {@link ownerOf}, where the index in memory of what is at the first RVA is known. */
  ownerAt(index: number, a: number, b: number): number {
    const partner = this.#partner[index];
    if (partner === 0) return 0;
    return partner === b ? (this.#owner[index] as number) : (this.#more.get(a)?.get(b) ?? 0);
  }

  /** @param index in memory of what is at the first RVA */
  add(index: number, a: number, b: number, owner: number): void {
    if (this.#partner[index] === 0) {
      this.#partner[index] = b;
      this.#owner[index] = owner;
      return;
    }
    const more = this.#more.get(a) ?? new Map<number, number>();
    more.set(b, owner);
    this.#more.set(a, more);
  }

  /** RVA of what an instruction of the first image was first compared with; 0 if with nothing. */
  partnerOf(a: number): number {
    const section = this.#contents.sectionAt(a);
    return section?.isCode === true ? (this.#partner[this.#contents.indexOf(a)] ?? 0) : 0;
  }

  /**
   * Instructions that have several partners, of which one has several too. Linkers that merge equal code merge
   * all of it, so that only one image has less of it: this is what a call of another, equal function looks like.
   * @returns pairs of RVAs, with the id of the procedure
   */
  crossed(): readonly { readonly a: number; readonly b: number; readonly owner: number }[] {
    if (this.#more.size === 0) return [];
    const partnersOf = this.#partnersOfShared();
    const found: { readonly a: number; readonly b: number; readonly owner: number }[] = [];
    for (const a of [...this.#more.keys()].sort((one, other) => one - other)) {
      for (const b of this.#partnersOf(a)) {
        const isCrossed = (partnersOf.get(b)?.size ?? 0) > 1;
        if (isCrossed) found.push({ a, b, owner: this.ownerOf(a, b) });
      }
    }
    return found;
  }

  #partnersOf(a: number): readonly number[] {
    return [this.partnerOf(a), ...(this.#more.get(a)?.keys() ?? [])];
  }

  /** RVAs in the first image by each RVA in the second that is the partner of one with several. */
  #partnersOfShared(): ReadonlyMap<number, ReadonlySet<number>> {
    const shared = new Map<number, Set<number>>();
    for (const a of this.#more.keys()) {
      for (const b of this.#partnersOf(a)) shared.set(b, (shared.get(b) ?? new Set()).add(a));
    }
    for (const { isCode, start, filledEnd, shift } of this.#contents.sections) {
      if (!isCode) continue;
      for (let a = start; a < filledEnd; a += 1) shared.get(this.#partner[a - shift] ?? 0)?.add(a);
    }
    return shared;
  }
}
