/**
 * Words that come again and again in bytes, with a row for each: which one stands somewhere is found without a
 * string.
 */
export class FewWords<T> {
  readonly #values: T[] = [];
  readonly #words: Uint8Array[] = [];
  /** The row that was found last: mostly, the same word follows. */
  #last = 0;

  /** By their rows. */
  get values(): readonly T[] {
    return this.#values;
  }

  at(row: number): T {
    return this.#values[row] as T;
  }

  /** The row of the word that starts and ends there; -1 for a new one. */
  rowOf(bytes: Uint8Array, start: number, end: number): number {
    if (isWord(this.#words[this.#last], bytes, start, end)) return this.#last;
    for (let row = 0; row < this.#words.length; row += 1) {
      if (isWord(this.#words[row], bytes, start, end)) return (this.#last = row);
    }
    return -1;
  }

  /** @returns the row of a new word */
  add(bytes: Uint8Array, value: T): number {
    this.#words.push(bytes.slice());
    return this.#values.push(value) - 1;
  }
}

function isWord(
  word: Uint8Array | undefined,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (word?.length !== end - start) return false;
  for (let i = 0; i < word.length; i += 1) if (word[i] !== bytes[start + i]) return false;
  return true;
}
