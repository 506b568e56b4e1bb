import type { CodeGenerator, LazyKind } from './code-generator';
import type { HostProfile } from './host-profile';
import { IdleTasks } from './idle-tasks';
import type { ImageBytes } from './image-bytes';
import { NodeIndex, type NavIndex, type SymbolIndex } from './indices';
import { LinkError } from './link-error';
import type { LinkObserver } from './link-observer';
import { LinkState } from './link-state';
import { LinkTables } from './link-tables';
import { verifyMappedFile } from './mapped-file-verify';
import { dumpNodes, type DumpSink } from './node-dump';
import { defaultFunctionAlignment, DEFAULT_LINK_OPTIONS, type LinkOptions } from './options';
import type { Section } from './sections';
import { symbolMap, type MappedSymbol } from './symbol-map';
import type { Emit } from './symbol-writer';

/** A named data declaration, as it is now. */
export interface NavUpdate {
  /** Its type, as the node dump prints it. */
  readonly type: string;
  /** Bytes, a power of two. It counts only when the nav is first placed. */
  readonly alignment: number;
  /** Writes its bytes; null if it has no bytes at run time. */
  readonly emit: Emit | null;
}

/** A function, as it is now. */
export interface FuncUpdate {
  /** Its type, as the node dump prints it. */
  readonly type: string;
  /**
   * Bytes, a power of two; null for the default of the optimize mode. It counts only when the
   * function is first placed.
   */
  readonly alignment: number | null;
  readonly emit: Emit;
}

/** Something that can be exported: a nav by its fully qualified name, or a uav by its id. */
export type Exported = { readonly nav: string } | { readonly uav: string };

/** Where a pointer lies in data that is being written, and what is added to its target. */
export interface RelocInfo {
  /** The symbol that contains the pointer. */
  readonly parent: SymbolIndex;
  /** Bytes from the start of that symbol. */
  readonly offset: number;
  /** Bytes, a safe integer. */
  readonly addend: number;
}

/** The exported name of the entry point. */
const ENTRY_POINT_NAME = 'wWinMainCRTStartup';

/** The type whose lazy data `updateErrorData` writes again. */
const ANYERROR_TYPE = 'anyerror';

/**
 * Coff2: an incremental linker for Windows images. A compiler hands it functions and data, update
 * after update, and the linker patches one PE image in place.
 *
 * Four kinds of things have an address. Each has a symbol:
 * - a *nav* is a named declaration, known by its fully qualified name ("main.main")
 * - a *uav* is an unnamed constant, known by an id that the compiler gives it
 * - a *lazy symbol* is code or data that the linker asks for by type ("the tag names of enum E")
 * - a *global* is a symbol known outside: an import with its DLL, or an exported name
 *
 * A symbol exists as soon as something refers to it, perhaps long before its content. An update
 * places its content at once. {@link idle} places what the content refers to, one task for each
 * call; {@link flush} does all tasks. The image is complete only after a flush.
 *
 * Any method may throw {@link LinkError}. Do not use the linker after that.
 *
 * Upstream: `src/link/Coff2.zig` of commit e1f3fc6ce2, quirk for quirk (see `quirks.ts`).
 */
export class Coff2 {
  readonly #state: LinkState;
  readonly #tasks: IdleTasks;
  #tables: LinkTables | null = null;

  /**
   * @param host the machine that the linker runs on, which decides the layout
   * @param codegen provides the content of constants and lazy symbols
   * @param observer watches the linker at work; null for none
   * @throws LinkError `unsupported` for an output that upstream cannot make
   */
  constructor(
    options: Partial<LinkOptions>,
    host: HostProfile,
    codegen: CodeGenerator,
    observer: LinkObserver | null = null,
  ) {
    this.#state = new LinkState({ ...DEFAULT_LINK_OPTIONS, ...options }, host, codegen, observer);
    this.#tasks = new IdleTasks(this.#state);
  }

  /**
   * Another linker in the state that this one has now. Each goes on by itself. It may be called
   * between two tasks of {@link flush}, by an observer.
   * @param codegen provides content to the copy
   * @param observer watches the copy, and is told of its headers first, as of any linker; null for
   *   none
   * @throws LinkError `misuse` while a symbol is being written
   */
  copy(codegen: CodeGenerator, observer: LinkObserver | null = null): Coff2 {
    const { options, mf } = this.#state;
    const copy = new Coff2(options, mf.host, codegen, observer);
    copy.#state.copyFrom(this.#state);
    return copy;
  }

  // Called by the compiler.

  /**
   * A named data declaration is new or has changed. The first time, it is placed in .data with its
   * alignment. Later its bytes are written again in the same node.
   *
   * Quirk placed-once: a nav that has a node keeps its section and alignment, even if it asks for a
   * stricter alignment, or turns from data into a function or back.
   */
  updateNav(nav: string | NavIndex, update: NavUpdate): void {
    const { navs, navTypes, data } = this.#state;
    if (update.emit === null) {
      const known = typeof nav === 'string' ? navs.find(nav) : this.#state.navIndex(nav);
      if (known !== undefined) navTypes[known] = update.type;
      return;
    }
    this.#update(nav, update.type, data, update.alignment, update.emit);
  }

  /** A function is new or has changed. Like {@link updateNav}, but in .text. */
  updateFunc(nav: string | NavIndex, update: FuncUpdate): void {
    const { options, text } = this.#state;
    const alignment = update.alignment ?? defaultFunctionAlignment(options.optimize);
    this.#update(nav, update.type, text, Math.max(alignment, 1), update.emit);
  }

  /**
   * Something refers to a constant. {@link idle} will place it in .data with at least this alignment
   * (bytes). A constant that has a node is written again only if `alignment` exceeds that of the
   * node.
   */
  lowerUav(uav: string, alignment: number): SymbolIndex {
    const { uavs, symbols, mf, pendingUavs } = this.#state;
    const index = uavs.indexOf(uav);
    const si = uavs.symbol(index);
    const ni = symbols.node(si);
    if (ni === NodeIndex.NONE || alignment > mf.nodes.alignment(ni)) {
      pendingUavs.put(index, alignment);
    }
    return si;
  }

  /**
   * Exports something under names. It flushes first. The name "wWinMainCRTStartup" is the entry
   * point of the image.
   * @throws LinkError `no_node` if it has no node after the flush
   */
  updateExports(exported: Exported, names: readonly string[]): void {
    const { codegen, symbols, relocator, headers } = this.#state;
    const exportedSymbol =
      'nav' in exported
        ? this.navSymbol(exported.nav)
        : this.lowerUav(exported.uav, codegen.describeUav(exported.uav).alignment);
    this.#tasks.flush();
    const ni = symbols.node(exportedSymbol);
    if (ni === NodeIndex.NONE) {
      const what = 'nav' in exported ? `nav ${exported.nav}` : `uav ${exported.uav}`;
      throw new LinkError('no_node', `${what} is exported, but nothing of it is in the image`);
    }
    for (const name of names) {
      const si = this.globalSymbol(name, null);
      // Quirk exports-do-not-follow: the export copies the address that its target has now. When
      // the target moves, only relocations against the target itself are applied again.
      symbols.setNode(si, ni);
      const isEntryPoint = name === ENTRY_POINT_NAME;
      const rva = symbols.rva(exportedSymbol);
      this.#state.observer?.decided({
        kind: 'exported',
        name,
        symbol: exportedSymbol,
        rva,
        isEntryPoint,
      });
      symbols.setRva(si, symbols.rva(exportedSymbol));
      symbols.setSize(si, symbols.size(exportedSymbol));
      symbols.setSection(si, symbols.section(exportedSymbol));
      relocator.applyTargetRelocs(si);
      if (name === ENTRY_POINT_NAME) {
        this.#state.entry = exportedSymbol;
        headers.setAddressOfEntryPoint(symbols.rva(exportedSymbol));
      }
    }
  }

  /**
   * Something is no longer exported under a name.
   *
   * Quirk delete-export-does-nothing: upstream's function is empty, so the name, and the entry
   * point, keep their meaning.
   */
  deleteExport(_exported: Exported, name: string): void {
    const quirk = 'delete-export-does-nothing';
    this.#state.observer?.decided({ kind: 'quirk', quirk, about: { name } });
  }

  /** The set of all errors has changed: their names, which are lazy data, are written again. */
  updateErrorData(): void {
    const index = this.#state.lazy.const_data.map.find(ANYERROR_TYPE);
    if (index === undefined) return;
    // Quirk error-data-stays-pending: if it is pending, it is emitted now and again by idle.
    if (index >= this.#state.lazy.const_data.pendingIndex) {
      const about = { symbol: this.#state.lazy.const_data.map.symbol(index) };
      this.#state.observer?.decided({ kind: 'quirk', quirk: 'error-data-stays-pending', about });
    }
    this.#tasks.flushLazy('const_data', index);
  }

  /**
   * Does one waiting task: places a constant, an import or a lazy symbol, or acts on a node that
   * moved or changed its size.
   * @returns whether more tasks are known to wait
   */
  idle(): boolean {
    return this.#tasks.idle();
  }

  /** Does all tasks that are known to wait. Then the image is complete, except for the quirks. */
  flush(): void {
    this.#tasks.flush();
  }

  // Called by the code generator.

  /** The symbol of a global. With a DLL (without ".dll") it is an import, placed by {@link idle}. */
  globalSymbol(name: string, libName: string | null): SymbolIndex {
    if (name.includes('\0') || libName?.includes('\0') === true) {
      throw new LinkError('misuse', 'a global or DLL name holds a NUL, which ends names in a PE');
    }
    const { globals } = this.#state;
    return globals.symbol(globals.indexOf(name, libName));
  }

  /**
   * The index of a nav, which need not have been updated yet. Every method that takes the name of a
   * nav also takes this, and saves the look-up. A compiler has an index for every nav, and the real
   * linker takes only that.
   */
  navIndex(nav: string): NavIndex {
    return this.#state.navIndex(nav);
  }

  /** The symbol of a nav, which need not have been updated yet. */
  navSymbol(nav: string | NavIndex): SymbolIndex {
    return this.#state.navs.symbol(this.#state.navIndex(nav));
  }

  /** The symbol of a uav. This does not place the uav; {@link lowerUav} does. */
  uavSymbol(uav: string): SymbolIndex {
    const { uavs } = this.#state;
    return uavs.symbol(uavs.indexOf(uav));
  }

  /** The symbol of a lazy symbol, placed by {@link idle}. */
  lazySymbol(kind: LazyKind, type: string): SymbolIndex {
    const { map } = this.#state.lazy[kind];
    return map.symbol(map.indexOf(type));
  }

  /**
   * Adds a relocation to a symbol that is being written.
   * @param location the symbol that contains the field
   * @param offset of the field, in bytes from the start of the symbol; inside its content
   * @param addend in bytes, a safe integer
   * @param type a name in IMAGE.REL of the machine
   */
  addReloc(
    location: SymbolIndex,
    offset: number,
    target: SymbolIndex,
    addend: number,
    type: string,
  ): void {
    const { relocKinds, options } = this.#state;
    const number = relocKinds.number(type);
    if (number === undefined) {
      throw new LinkError('misuse', `IMAGE.REL.${options.machine} has no type ${type}`);
    }
    this.#state.addReloc(location, offset, target, addend, number);
  }

  /** The address of a nav for a pointer at `info`. Adds the relocation that keeps it right. */
  getNavVAddr(nav: string | NavIndex, info: RelocInfo): number {
    return this.#getVAddr(this.navSymbol(nav), info);
  }

  /** Like {@link getNavVAddr}, for a uav. */
  getUavVAddr(uav: string, info: RelocInfo): number {
    return this.#getVAddr(this.uavSymbol(uav), info);
  }

  // For whoever looks at the result.

  /** The options, with defaults filled in. */
  get options(): LinkOptions {
    return this.#state.options;
  }

  /** Size of an address in the image, in bytes: 8 in PE32+, 4 in PE32. */
  get addressSize(): 4 | 8 {
    return this.#state.headers.addressSize;
  }

  /** The image as it is now, flushed or not. */
  get image(): ImageBytes {
    return this.#state.mf.image;
  }

  /** Bytes that a {@link copy} takes, roughly: its image, and its tables by what their rows take. */
  get copySize(): number {
    const { mf, symbols, relocs } = this.#state;
    return mf.image.length + mf.nodes.count * 40 + symbols.count * 160 + relocs.capacity * 32;
  }

  /** Rows of the relocation table, in use or free. It stays flat in a long session. */
  get relocCapacity(): number {
    return this.#state.relocs.capacity;
  }

  /**
   * The node dump: every node with its place, size and flags, and the bytes of nodes without
   * children. The format is that of upstream's `printNode`, in UTF-8. A piece is valid only during
   * the call of the sink; copy what you keep. Without contents there is one line for each node.
   */
  dump(sink: DumpSink, hasContents = true): void {
    dumpNodes(this.#state, sink, hasContents);
  }

  /** The tables behind the image, for reading. */
  get tables(): LinkTables {
    return (this.#tables ??= new LinkTables(this.#state));
  }

  /** Where the symbols that have a node are now. */
  symbolMap(): readonly MappedSymbol[] {
    return symbolMap(this.#state);
  }

  /**
   * Checks the node tree: links, order, containment, alignment.
   * @throws Error that names the first wrong node
   */
  verify(): void {
    verifyMappedFile(this.#state.mf);
  }

  /** Upstream: `updateNavInner`, `updateFuncInner`. */
  #update(
    nav: string | NavIndex,
    type: string,
    section: Section,
    alignment: number,
    emit: Emit,
  ): void {
    const state = this.#state;
    const { observer } = state;
    const index = state.navIndex(nav);
    state.navTypes[index] = type;
    const si = state.navs.symbol(index);
    if (state.symbols.node(si) === NodeIndex.NONE) {
      state.place(si, section, alignment, 'nav', index);
    } else if (observer !== null) this.#tellPlacedOnce(si, section, alignment, observer);
    state.emit(si, emit);
  }

  #tellPlacedOnce(
    symbol: SymbolIndex,
    section: Section,
    alignment: number,
    observer: LinkObserver,
  ): void {
    const { symbols, mf } = this.#state;
    const node = symbols.node(symbol);
    const isElsewhere = mf.nodes.parent(node) !== section.node;
    const from = mf.nodes.alignment(node);
    if (!isElsewhere && alignment <= from) return;
    const about = { symbol, from, to: alignment, ...(isElsewhere && { otherNode: section.node }) };
    observer.decided({ kind: 'quirk', quirk: 'placed-once', about });
  }

  #getVAddr(target: SymbolIndex, { parent, offset, addend }: RelocInfo): number {
    const { headers, symbols, relocKinds } = this.#state;
    this.#state.addReloc(parent, offset, target, addend, relocKinds.pointerType);
    return headers.imageBase + symbols.rva(target);
  }
}
