import type { SymbolIndex } from './indices';
import type { SymbolTable } from './symbol-table';

/** A global by name and, if imported, by the DLL that it comes from. */
export interface GlobalName {
  readonly name: string;
  /** Without ".dll"; null for a symbol of this image. */
  readonly libName: string | null;
}

/**
 * Symbols of globals, in the order in which they were first asked for; an index in that order names
 * one in a node's payload. One map a DLL, so that a look-up joins no strings. Upstream: `Coff2.globals`.
 */
export class GlobalTable {
  #indices = new Map<string | null, Map<string, number>>();
  #names: GlobalName[] = [];
  #symbols: SymbolIndex[] = [];
  readonly #table: SymbolTable;

  constructor(table: SymbolTable) {
    this.#table = table;
  }

  get count(): number {
    return this.#names.length;
  }

  /** Index of a global; a new one gets a new symbol. */
  indexOf(name: string, libName: string | null): number {
    let ofLib = this.#indices.get(libName);
    if (ofLib === undefined) {
      ofLib = new Map<string, number>();
      this.#indices.set(libName, ofLib);
    }
    const known = ofLib.get(name);
    if (known !== undefined) return known;
    const index = this.#names.length;
    ofLib.set(name, index);
    this.#names.push({ name, libName });
    this.#symbols.push(this.#table.add());
    return index;
  }

  name(index: number): GlobalName {
    return this.#names[index] as GlobalName;
  }

  symbol(index: number): SymbolIndex {
    return this.#symbols[index] as SymbolIndex;
  }

  /** Makes these globals those of another table, as they are now. */
  copyFrom(other: GlobalTable): void {
    this.#indices = new Map([...other.#indices].map(([lib, ofLib]) => [lib, new Map(ofLib)]));
    this.#names = [...other.#names];
    this.#symbols = [...other.#symbols];
  }
}
