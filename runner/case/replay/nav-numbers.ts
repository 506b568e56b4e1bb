import type { Coff2, NavIndex, SymbolIndex } from '../../../reference';

/** The navs of a linker by the numbers that their names have in a script: it is asked for each name once. */
export class NavNumbers {
  readonly #linker: Coff2;
  readonly #navs: NavIndex[] = [];
  readonly #symbols: SymbolIndex[] = [];

  constructor(linker: Coff2) {
    this.#linker = linker;
  }

  nav(number: number, name: string): NavIndex {
    return (this.#navs[number] ??= this.#linker.navIndex(name));
  }

  symbol(number: number, name: string): SymbolIndex {
    return (this.#symbols[number] ??= this.#linker.navSymbol(this.nav(number, name)));
  }
}
