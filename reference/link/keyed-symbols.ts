import { widenColumn } from './column';
import type { SymbolIndex } from './indices';
import { NameNumbers } from './name-numbers';
import type { SymbolTable } from './symbol-table';

/**
 * Symbols by key, in the order in which the keys were first used. Nodes refer to a symbol by its
 * index in that order. Upstream: the `AutoArrayHashMapUnmanaged` maps of `Coff2`.
 */
export class KeyedSymbols {
  readonly #keys = new NameNumbers();
  #symbols = new Int32Array(64);
  readonly #table: SymbolTable;

  constructor(table: SymbolTable) {
    this.#table = table;
  }

  get count(): number {
    return this.#keys.count;
  }

  /** The index of a key. A new key gets a new symbol. */
  indexOf(key: string): number {
    const count = this.#keys.count;
    const index = this.#keys.numberOf(key);
    if (index === count) this.#add(index);
    return index;
  }

  find(key: string): number | undefined {
    return this.#keys.find(key);
  }

  key(index: number): string {
    return this.#keys.name(index);
  }

  symbol(index: number): SymbolIndex {
    return this.#symbols[index] as SymbolIndex;
  }

  /** Makes these keys and symbols those of another map, as they are now. */
  copyFrom(other: KeyedSymbols): void {
    this.#keys.copyFrom(other.#keys);
    this.#symbols = other.#symbols.slice();
  }

  #add(index: number): void {
    if (index === this.#symbols.length) this.#symbols = widenColumn(this.#symbols, index * 2);
    this.#symbols[index] = this.#table.add();
  }
}
