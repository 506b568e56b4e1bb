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
    if (index < 0) return 0;
    const partner = this.#partner[index];
    if (partner === 0) return 0;
    return partner === b ? (this.#owner[index] as number) : (this.#more.get(a)?.get(b) ?? 0);
  }

  add(a: number, b: number, owner: number): void {
    const index = this.#contents.indexOf(a);
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
}
