import type { Difference } from './difference';

/**
 * The words of the difference that was asked for them last. Where there are millions of differences, their words
 * are not kept; but who shows one asks for all of its words, one after the other.
 */
export class LastWords {
  #owner: object | null = null;
  #words: Difference | null = null;

  /** The words of a difference, which are made anew if another one was asked since. */
  of(owner: object, make: () => Difference): Difference {
    if (this.#owner !== owner || this.#words === null) {
      this.#words = make();
      this.#owner = owner;
    }
    return this.#words;
  }
}
