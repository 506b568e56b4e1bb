import type { SymbolIndex } from './indices';
import type { SymbolTable } from './symbol-table';

/**
 * Symbols by key, in the order in which the keys were first used. Nodes refer to a symbol by its
 * index in that order. Upstream: the `AutoArrayHashMapUnmanaged` maps of `Coff2`.
 */
export class KeyedSymbols {
  #indices = new Map<string, number>();
  #keys: string[] = [];
  #symbols: SymbolIndex[] = [];
  readonly #table: SymbolTable;

  constructor(table: SymbolTable) {
    this.#table = table;
  }

  get count(): number {
    return this.#keys.length;
  }

  /** The index of a key. A new key gets a new symbol. */
  indexOf(key: string): number {
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const index = this.#keys.length;
    this.#indices.set(key, index);
    this.#keys.push(key);
    this.#symbols.push(this.#table.add());
    return index;
  }

  find(key: string): number | undefined {
    return this.#indices.get(key);
  }

  key(index: number): string {
    return this.#keys[index] as string;
  }

  symbol(index: number): SymbolIndex {
    return this.#symbols[index] as SymbolIndex;
  }

  /** Makes these keys and symbols those of another map, as they are now. */
  copyFrom(other: KeyedSymbols): void {
    this.#indices = new Map(other.#indices);
    this.#keys = [...other.#keys];
    this.#symbols = [...other.#symbols];
  }
}
