import { widenColumn } from './column';

/** A growing stack of indices in a typed array. */
export class IndexStack<Index extends number> {
  #items = new Int32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(index: Index): void {
    if (this.#length === this.#items.length) {
      this.#items = widenColumn(this.#items, this.#items.length * 2);
    }
    this.#items[this.#length] = index;
    this.#length += 1;
  }

  /** The item that {@link pop} would take. */
  get top(): Index | undefined {
    return this.#length === 0 ? undefined : (this.#items[this.#length - 1] as Index);
  }

  /** An item; 0 is the one that was pushed first. */
  at(position: number): Index {
    return this.#items[position] as Index;
  }

  pop(): Index | undefined {
    if (this.#length === 0) return undefined;
    this.#length -= 1;
    return this.#items[this.#length] as Index;
  }

  /** Makes this stack what another one is now. */
  copyFrom(other: IndexStack<Index>): void {
    this.#items = other.#items.slice();
    this.#length = other.#length;
  }
}
