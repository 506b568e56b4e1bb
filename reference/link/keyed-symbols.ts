import type { SymbolIndex } from './indices';
import type { SymbolTable } from './symbol-table';

/**
 * Symbols by key, in the order in which the keys were first used. Nodes refer to a symbol by its
 * index in that order. Upstream: the `AutoArrayHashMapUnmanaged` maps of `Coff2`.
 */
export class KeyedSymbols {
  readonly #indices = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #symbols: SymbolIndex[] = [];
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
}
