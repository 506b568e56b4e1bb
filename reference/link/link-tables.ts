import { LAZY_KINDS } from './code-generator';
import { NodeIndex, RelocIndex, SymbolIndex, type FileOffset, type Rva } from './indices';
import type { LinkState } from './link-state';
import type { NodeTag } from './node-kinds';
import { NodeFlag } from './node-table';

/** A relocation, as the linker keeps it. */
export interface RelocationRow {
  /** The symbol that contains the field. */
  readonly location: SymbolIndex;
  /** Of the field, in bytes from the start of `location`. */
  readonly offset: number;
  readonly target: SymbolIndex;
  /** Bytes. */
  readonly addend: number;
  /** Name in IMAGE.REL of the machine. */
  readonly type: string;
  /** Bytes of the field. */
  readonly width: number;
}

/** What the linker still has to do: what waits for `idle`. */
export interface Waiting {
  readonly uavs: number;
  readonly globals: number;
  readonly lazy: number;
  /** Entries of the stack of events; a node may be in it twice. */
  readonly events: number;
}

/** The words of the node dump for the flags of a node, in its order. */
const FLAG_NAMES = [
  [NodeFlag.FIXED, 'fixed'],
  [NodeFlag.MOVED, 'moved'],
  [NodeFlag.RESIZED, 'resized'],

  [NodeFlag.HAS_CONTENT, 'has_content'],
] as const;

/** By the bits of those flags. */
const FLAG_LISTS: readonly (readonly string[])[] = Array.from({ length: 16 }, (_, bits) =>
  FLAG_NAMES.filter(([flag]) => (bits & flag) !== 0).map(([, name]) => name),
);

/**
 * The tables of a linker, for reading: what a tool that shows the linker at work asks for. Nothing
 * here changes the linker. Every answer is about this moment.
 */
export class LinkTables {
  readonly #state: LinkState;
  /** Names of symbols that have none in the tables that are read one by one, filled when asked. */
  readonly #names = new Map<SymbolIndex, string>();
  /** How many entries of each table are in `#names` already. */
  readonly #named = { navs: 0, uavs: 0, code: 0, const_data: 0, globals: 0 };

  constructor(state: LinkState) {
    this.#state = state;
  }

  /** What a node is called, as the node dump names it: "nav(main.f)", "section(.text)". */
  nodeName(ni: NodeIndex): string {
    const { kinds, sections, imports } = this.#state;
    const index = kinds.index(ni);
    const tag = kinds.tag(ni);
    switch (tag) {
      case 'section':
        return sections.at(index).name;
      case 'import_lookup_table':
      case 'import_address_table':
      case 'import_hint_name_table':
        return `${tag}(${new TextDecoder().decode(imports.dllNameBytes(index))})`;
      case 'global':
      case 'nav':
      case 'uav':
      case 'lazy_code':
      case 'lazy_const_data':
        return this.symbolName(this.#state.symbolOf(tag, index));
      case 'file':
      case 'header':
      case 'signature':
      case 'coff_header':
      case 'optional_header':
      case 'data_directories':
      case 'section_table':
      case 'import_directory_table':
        return tag;
    }
  }

  /** What a symbol is called: "main.f", "uav greeting", "kernel32!ExitProcess". */
  symbolName(si: SymbolIndex): string {
    this.#nameNew();
    const name = this.#names.get(si);
    if (name !== undefined) return name;
    const ni = this.#state.symbols.node(si);
    return ni === NodeIndex.NONE ? `symbol ${si}` : this.#nodeTagName(ni);
  }

  /** The name of a section of the section table. */
  sectionName(index: number): string {
    return this.#state.sections.at(index).name;
  }

  /** The symbol of a node; null if it has none. */
  symbolOf(ni: NodeIndex): SymbolIndex | null {
    const { kinds, symbols } = this.#state;
    const tag = kinds.tag(ni);
    switch (tag) {
      case 'global':
      case 'nav':
      case 'uav':
      case 'lazy_code':
      case 'lazy_const_data':
        return this.#state.symbolOf(tag, kinds.index(ni));
      case 'section':
        return this.#state.sections.at(kinds.index(ni)).symbol;
      case 'import_address_table':
        for (let si = 0; si < symbols.count; si += 1) {
          if (symbols.node(si as SymbolIndex) === ni) return si as SymbolIndex;
        }
        return null;
      case 'file':
      case 'header':
      case 'signature':
      case 'coff_header':
      case 'optional_header':
      case 'data_directories':
      case 'section_table':
      case 'import_directory_table':
      case 'import_lookup_table':
      case 'import_hint_name_table':
        return null;
    }
  }

  /** The node of a symbol; null until it is placed. */
  nodeOf(si: SymbolIndex): NodeIndex | null {
    const ni = this.#state.symbols.node(si);
    return ni === NodeIndex.NONE ? null : ni;
  }

  /** Address as of the last time that a move of the symbol was acted on; 0 before. */
  rvaOf(si: SymbolIndex): Rva {
    return this.#state.symbols.rva(si);
  }

  /** Bytes that the content of a symbol wrote. */
  sizeOf(si: SymbolIndex): number {
    return this.#state.symbols.size(si);
  }

  fileOffset(ni: NodeIndex): FileOffset {
    return this.#state.mf.fileOffset(ni);
  }

  /** Bytes. */
  nodeSize(ni: NodeIndex): number {
    return this.#state.mf.nodes.size(ni);
  }

  nodeParent(ni: NodeIndex): NodeIndex | null {
    const parent = this.#state.mf.nodes.parent(ni);
    return parent === NodeIndex.NONE ? null : parent;
  }

  /** The node of the whole file. */
  get root(): NodeIndex {
    return NodeIndex.ROOT;
  }

  /** Nodes that there are. Their indices are less, and stay theirs: no node is ever removed. */
  get nodeCount(): number {
    return this.#state.mf.nodes.count;
  }

  /** The first child in the file; null without children. */
  firstChild(ni: NodeIndex): NodeIndex | null {
    const first = this.#state.mf.nodes.first(ni);
    return first === NodeIndex.NONE ? null : first;
  }

  /** The next child of the same parent in the file; null after the last one. */
  nextSibling(ni: NodeIndex): NodeIndex | null {
    const next = this.#state.mf.nodes.next(ni);
    return next === NodeIndex.NONE ? null : next;
  }

  /** Bytes from the start of the parent. */
  nodeOffset(ni: NodeIndex): number {
    return this.#state.mf.nodes.offset(ni);
  }

  /** Bytes. */
  nodeAlignment(ni: NodeIndex): number {
    return this.#state.mf.nodes.alignment(ni);
  }

  /** The flags that are set, in the words and the order of the node dump. Equal ones are one list. */
  nodeFlags(ni: NodeIndex): readonly string[] {
    return FLAG_LISTS[
      this.#state.mf.nodes.flags(ni) & (FLAG_LISTS.length - 1)
    ] as readonly string[];
  }

  nodeTag(ni: NodeIndex): NodeTag {
    return this.#state.kinds.tag(ni);
  }

  /** What the node dump has in parentheses after the tag: "fn () void, main.f"; null without. */
  nodeArgument(ni: NodeIndex): string | null {
    const { kinds, sections, imports, globals, navs, navTypes, uavs, lazy, codegen } = this.#state;
    const index = kinds.index(ni);
    const tag = kinds.tag(ni);
    switch (tag) {
      case 'section':
        return sections.at(index).name;
      case 'import_lookup_table':
      case 'import_address_table':
      case 'import_hint_name_table':
        return new TextDecoder().decode(imports.dllNameBytes(index));
      case 'global': {
        const { name, libName } = globals.name(index);
        return libName === null ? name : `${libName}.dll, ${name}`;
      }
      case 'nav':
        return `${navTypes[index] ?? ''}, ${navs.key(index)}`;
      case 'uav': {
        const { type, value } = codegen.describeUav(uavs.key(index));
        return `${type}, ${value}`;
      }
      case 'lazy_code':
        return lazy.code.map.key(index);
      case 'lazy_const_data':
        return lazy.const_data.map.key(index);
      case 'file':
      case 'header':
      case 'signature':
      case 'coff_header':
      case 'optional_header':
      case 'data_directories':
      case 'section_table':
      case 'import_directory_table':
        return null;
    }
  }

  /** Whether a symbol is placed, and no moved event waits for it. */
  isAtRest(si: SymbolIndex): boolean {
    const { symbols, mf } = this.#state;
    const ni = symbols.node(si);
    return ni !== NodeIndex.NONE && !mf.hasMoved(ni);
  }

  /** The relocations in a symbol, in the order in which they were added. */
  relocationsFrom(si: SymbolIndex): readonly RelocationRow[] {
    const { symbols, relocs } = this.#state;
    const rows: RelocationRow[] = [];
    for (let ri = symbols.locRelocs(si); ri !== RelocIndex.NONE; ri = relocs.nextInLoc(ri)) {
      rows.push(this.#row(ri));
    }
    return rows;
  }

  /** The relocations that target a symbol, newest first. */
  relocationsTo(si: SymbolIndex): readonly RelocationRow[] {
    const { symbols, relocs } = this.#state;
    const rows: RelocationRow[] = [];
    for (let ri = symbols.targetRelocs(si); ri !== RelocIndex.NONE; ri = relocs.nextOfTarget(ri)) {
      rows.push(this.#row(ri));
    }
    return rows;
  }

  waiting(): Waiting {
    const { pendingUavs, globals, globalPendingIndex, lazy, mf } = this.#state;
    const lazyCount = LAZY_KINDS.reduce(
      (count, kind) => count + lazy[kind].map.count - lazy[kind].pendingIndex,
      0,
    );
    return {
      uavs: pendingUavs.count,
      globals: globals.count - globalPendingIndex,
      lazy: lazyCount,
      events: mf.updates.length,
    };
  }

  #row(ri: RelocIndex): RelocationRow {
    const { relocs, relocKinds } = this.#state;
    const type = relocs.type(ri);
    return {
      location: relocs.loc(ri),
      offset: relocs.offset(ri),
      target: relocs.target(ri),
      addend: relocs.addend(ri),
      type: relocKinds.name(type),
      width: relocKinds.width(type),
    };
  }

  /** The name of a node that no table of symbols names. */
  #nodeTagName(ni: NodeIndex): string {
    const { kinds } = this.#state;
    const tag = kinds.tag(ni);
    return tag === 'section' || tag.startsWith('import_') ? this.nodeName(ni) : `${tag} ${ni}`;
  }

  #nameNew(): void {
    const { navs, uavs, lazy, globals } = this.#state;
    const named = this.#named;
    for (; named.navs < navs.count; named.navs += 1) {
      this.#names.set(navs.symbol(named.navs), navs.key(named.navs));
    }
    for (; named.uavs < uavs.count; named.uavs += 1) {
      this.#names.set(uavs.symbol(named.uavs), `uav ${uavs.key(named.uavs)}`);
    }
    for (const kind of LAZY_KINDS) {
      const { map } = lazy[kind];
      for (; named[kind] < map.count; named[kind] += 1) {
        this.#names.set(map.symbol(named[kind]), `lazy ${kind} ${map.key(named[kind])}`);
      }
    }
    for (; named.globals < globals.count; named.globals += 1) {
      const { name, libName } = globals.name(named.globals);
      const full = libName === null ? `global ${name}` : `${libName}!${name}`;
      this.#names.set(globals.symbol(named.globals), full);
    }
  }
}
