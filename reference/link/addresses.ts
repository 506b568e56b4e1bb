import type { NodeIndex, Rva, SymbolIndex } from './indices';
import type { MappedFile } from './mapped-file';
import type { NodeKinds } from './node-kinds';
import type { Sections } from './sections';
import type { SymbolTable } from './symbol-table';

/** Turns the place of a node into an address in memory. */
export class Addresses {
  readonly #mf: MappedFile;
  readonly #kinds: NodeKinds;
  readonly #symbols: SymbolTable;
  readonly #sections: Sections;

  constructor(mf: MappedFile, kinds: NodeKinds, symbols: SymbolTable, sections: Sections) {
    this.#mf = mf;
    this.#kinds = kinds;
    this.#symbols = symbols;
    this.#sections = sections;
  }

  /** RVA of a node within a section. Upstream: `computeNodeRva`. */
  rvaOf(ni: NodeIndex): Rva {
    const { nodes } = this.#mf;
    let offset = 0;
    let n = ni;
    while (this.#kinds.tag(n) !== 'section') {
      offset += nodes.offset(n);
      n = nodes.parent(n);
    }
    const section: SymbolIndex = this.#sections.at(this.#kinds.index(n)).symbol;
    return (this.#symbols.rva(section) + offset) as Rva;
  }
}
