import type { CodeGenerator, LazyKind } from './code-generator';
import type { HostProfile } from './host-profile';
import { IdleTasks } from './idle-tasks';
import type { ImageBytes } from './image-bytes';
import { NodeIndex, type NavIndex, type SymbolIndex } from './indices';
import { LinkError } from './link-error';
import { LinkState } from './link-state';
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
  /** Bytes, a power of two. Counts when the nav is placed, and no more. */
  readonly alignment: number;
  /** Writes its bytes; null if it has none at run time. */
  readonly emit: Emit | null;
}

/** A function, as it is now. */
export interface FuncUpdate {
  /** Its type, as the node dump prints it. */
  readonly type: string;
  /**
   * Bytes, a power of two; null for the default of the optimize mode. Counts when the function is
   * placed, and no more.
   */
  readonly alignment: number | null;
  readonly emit: Emit;
}

/** Something that can be exported: a nav by its fully qualified name, or a uav by its id. */
export type Exported = { readonly nav: string } | { readonly uav: string };

/** The place of a pointer in data that is being written, and what is added to its target. */
export interface RelocInfo {
  /** Symbol that the pointer lies in. */
  readonly parent: SymbolIndex;
  /** Bytes from that symbol's start. */
  readonly offset: number;
  /** Bytes, an integer that a double holds exactly. */
  readonly addend: number;
}

/** The export whose target the image starts at. */
const ENTRY_POINT_NAME = 'wWinMainCRTStartup';

/** The type whose lazy constant data `updateErrorData` writes again. */
const ANYERROR_TYPE = 'anyerror';

/**
 * Coff2: an incremental linker for Windows images. A compiler hands it functions and data, update
 * after update; it keeps one PE image up to date, patched in place.
 *
 * Four kinds of things have an address, each with a symbol:
 * - a *nav* is a named declaration, known by its fully qualified name ("main.main")
 * - a *uav* is an unnamed constant, known by an id of the compiler's
 * - a *lazy symbol* is code or data that the linker asks for by type ("the tag names of enum E")
 * - a *global* is a symbol known outside: an import with its DLL, or an export
 *
 * A symbol may be asked for, and referred to, long before its content is there. Updates place
 * content at once; what it refers to is placed by {@link idle}, one task a call, and by
 * {@link flush}, all of it. Before a flush, the image does not hold together.
 *
 * Any method may throw {@link LinkError}; the linker is then to be dropped.
 *
 * Upstream: `src/link/Coff2.zig` of commit e1f3fc6ce2, quirk for quirk (see `quirks.ts`).
 */
export class Coff2 {
  readonly #state: LinkState;
  readonly #tasks: IdleTasks;

  /**
   * @param host the machine that the linker runs on: it decides about layout
   * @param codegen answers for constants and lazy symbols
   * @throws LinkError `unsupported` for an output that upstream cannot make
   */
  constructor(options: Partial<LinkOptions>, host: HostProfile, codegen: CodeGenerator) {
    this.#state = new LinkState({ ...DEFAULT_LINK_OPTIONS, ...options }, host, codegen);
    this.#tasks = new IdleTasks(this.#state);
  }

  // What the compiler tells.

  /**
   * A named data declaration is new or has changed. The first time it is placed in .data, with its
   * alignment; later its bytes are written anew where it stands.
   *
   * Quirk placed-once: neither a stricter alignment nor turning from data into a function (or back)
   * moves a nav that has its place.
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

  /** A function is new or has changed. As {@link updateNav}, in .text. */
  updateFunc(nav: string | NavIndex, update: FuncUpdate): void {
    const { options, text } = this.#state;
    const alignment = update.alignment ?? defaultFunctionAlignment(options.optimize);
    this.#update(nav, update.type, text, Math.max(alignment, 1), update.emit);
  }

  /**
   * Something refers to a constant: it will be placed in .data, at least so aligned, by
   * {@link idle}. A constant that is placed already is only written again if `alignment` (bytes)
   * exceeds its own.
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
   * Exports something under names; whatever waits is flushed first. The name
   * "wWinMainCRTStartup" is the image's entry point.
   * @throws LinkError `no_node` if it was never placed
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
      // Quirk exports-do-not-follow: the export is a copy of its target's address as it is now.
      // When the target moves, only relocations against the target itself are applied again.
      symbols.setNode(si, ni);
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
   * An export is gone.
   *
   * Quirk delete-export-does-nothing: upstream's body is empty, so the name, and an entry point,
   * go on standing for what they stood for.
   */
  deleteExport(_exported: Exported, _name: string): void {
    // As upstream does.
  }

  /** The set of all errors has changed: their names, a lazy constant, are written anew. */
  updateErrorData(): void {
    const index = this.#state.lazy.const_data.map.find(ANYERROR_TYPE);
    if (index === undefined) return;
    // Quirk error-data-stays-pending: if it was pending, it is emitted now and once more by idle.
    this.#tasks.flushLazy('const_data', index);
  }

  /**
   * Does one task that waits: places a constant, an import or a lazy symbol, or acts on a node that
   * moved or grew.
   * @returns whether more is known to wait
   */
  idle(): boolean {
    return this.#tasks.idle();
  }

  /** Does all that is known to wait; the image then holds together, as far as the quirks let it. */
  flush(): void {
    this.#tasks.flush();
  }

  // What a code generator asks for.

  /** Symbol of a global; with a DLL (without ".dll") it is an import, placed by {@link idle}. */
  globalSymbol(name: string, libName: string | null): SymbolIndex {
    if (name.includes('\0') || libName?.includes('\0') === true) {
      throw new LinkError('misuse', 'a global or DLL name holds a NUL, which ends names in a PE');
    }
    const { globals } = this.#state;
    return globals.symbol(globals.indexOf(name, libName));
  }

  /**
   * Index of a nav, known or not yet: whatever takes a nav's name takes this as well, and is spared
   * the look-up. A compiler has an index for every nav, and the real linker takes nothing else.
   */
  navIndex(nav: string): NavIndex {
    return this.#state.navIndex(nav);
  }

  /** Symbol of a nav, known or not yet. */
  navSymbol(nav: string | NavIndex): SymbolIndex {
    return this.#state.navs.symbol(this.#state.navIndex(nav));
  }

  /** Symbol of a uav. Does not see to it that it is placed: see {@link lowerUav}. */
  uavSymbol(uav: string): SymbolIndex {
    const { uavs } = this.#state;
    return uavs.symbol(uavs.indexOf(uav));
  }

  /** Symbol of a lazy symbol, placed by {@link idle}. */
  lazySymbol(kind: LazyKind, type: string): SymbolIndex {
    const { map } = this.#state.lazy[kind];
    return map.symbol(map.indexOf(type));
  }

  /**
   * Adds a relocation to a symbol that is being written.
   * @param location symbol that the field lies in
   * @param offset of the field, bytes from the symbol's start; within what its content writes
   * @param addend bytes, an integer that a double holds exactly
   * @param type name in IMAGE.REL of the machine
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

  /** Address of a nav for a pointer at `info`, and a relocation that keeps the pointer right. */
  getNavVAddr(nav: string | NavIndex, info: RelocInfo): number {
    return this.#getVAddr(this.navSymbol(nav), info);
  }

  /** As {@link getNavVAddr}, of a uav. */
  getUavVAddr(uav: string, info: RelocInfo): number {
    return this.#getVAddr(this.uavSymbol(uav), info);
  }

  // What a user looks at.

  /** What is linked, defaults filled in. */
  get options(): LinkOptions {
    return this.#state.options;
  }

  /** Bytes of an address in the image: 8 in PE32+, 4 in PE32. */
  get addressSize(): 4 | 8 {
    return this.#state.headers.addressSize;
  }

  /** The image as it is now, flushed or not. */
  get image(): ImageBytes {
    return this.#state.mf.image;
  }

  /** Relocations that memory is held for, live or free: flat however long a session runs. */
  get relocCapacity(): number {
    return this.#state.relocs.capacity;
  }

  /**
   * The node dump: every node with place, size and flags, and the bytes of those without children,
   * in the format of upstream's `printNode`, UTF-8. The sink's pieces are its own only during the
   * call: copy what you keep.
   */
  dump(sink: DumpSink): void {
    dumpNodes(this.#state, sink);
  }

  /** Where all symbols are that have a place, as of now. */
  symbolMap(): readonly MappedSymbol[] {
    return symbolMap(this.#state);
  }

  /**
   * Checks the node tree: links, order, containment, alignment.
   * @throws Error that names the first node that is wrong
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
    const index = state.navIndex(nav);
    state.navTypes[index] = type;
    const si = state.navs.symbol(index);
    if (state.symbols.node(si) === NodeIndex.NONE) {
      state.place(si, section, alignment, 'nav', index);
    } else {
      state.relocs.deleteLocationRelocs(si);
    }
    state.emit(si, emit);
  }

  #getVAddr(target: SymbolIndex, { parent, offset, addend }: RelocInfo): number {
    const { headers, symbols, relocKinds } = this.#state;
    this.#state.addReloc(parent, offset, target, addend, relocKinds.pointerType);
    return headers.imageBase + symbols.rva(target);
  }
}
