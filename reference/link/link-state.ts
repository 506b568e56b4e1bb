import { Addresses } from './addresses';
import { LAZY_KINDS, type CodeGenerator, type LazyKind } from './code-generator';
import { GlobalTable } from './global-table';
import { DataDirectory, Headers } from './headers';
import type { HostProfile } from './host-profile';
import { ImportTable } from './import-table';
import { NodeIndex, RelocIndex, type NavIndex, type SymbolIndex } from './indices';
import { KeyedSymbols } from './keyed-symbols';
import { LinkError } from './link-error';
import type { LinkObserver } from './link-observer';
import { MappedFile } from './mapped-file';
import { NodeKinds, type NodeTag } from './node-kinds';
import type { LinkOptions } from './options';
import { PendingUavs } from './pending-uavs';
import { RelocKinds } from './reloc-kind';
import { RelocTable } from './reloc-table';
import { Relocator } from './relocator';
import { Sections, type Section } from './sections';
import { SymbolTable } from './symbol-table';
import { SymbolWriter, type Emit } from './symbol-writer';

/** Tags of the nodes that belong to a symbol of one of the maps. */
type SymbolTag = Extract<NodeTag, 'global' | 'nav' | 'uav' | 'lazy_code' | 'lazy_const_data'>;

/**
 * All tables of one linker: the image with its nodes, symbols and relocations, and the symbol of
 * each nav, uav, lazy symbol and global. This class places symbols and lets their content be
 * written. `Coff2` and `IdleTasks` decide when.
 */
export class LinkState {
  readonly mf: MappedFile;
  readonly kinds = new NodeKinds();
  readonly symbols = new SymbolTable();
  readonly relocs = new RelocTable(this.symbols);
  readonly relocKinds: RelocKinds;
  readonly relocator: Relocator;
  readonly headers: Headers;
  readonly sections: Sections;
  readonly addresses: Addresses;
  readonly imports: ImportTable;
  readonly writer: SymbolWriter;

  readonly data: Section;
  readonly rdata: Section;
  readonly text: Section;

  readonly navs = new KeyedSymbols(this.symbols);
  /** By index in `navs`: the type of the last update. */
  navTypes: string[] = [];
  readonly uavs = new KeyedSymbols(this.symbols);
  readonly pendingUavs = new PendingUavs();
  /** Lazy symbols by type. Idle has not emitted those from `pendingIndex` on. */
  readonly lazy: Readonly<Record<LazyKind, { map: KeyedSymbols; pendingIndex: number }>> = {
    code: { map: new KeyedSymbols(this.symbols), pendingIndex: 0 },
    const_data: { map: new KeyedSymbols(this.symbols), pendingIndex: 0 },
  };
  readonly globals = new GlobalTable(this.symbols);
  /** Idle has not handled the globals from this index on. */
  globalPendingIndex = 0;
  /** The symbol that the entry point follows. Upstream: `entry_hack`. */
  entry: SymbolIndex | null = null;
  /** For an observer: the symbols whose content was written at least once. */
  #written = new Set<SymbolIndex>();

  constructor(
    readonly options: LinkOptions,
    host: HostProfile,
    readonly codegen: CodeGenerator,
    readonly observer: LinkObserver | null = null,
  ) {
    this.mf = new MappedFile(host, observer);
    this.writer = new SymbolWriter(this.mf);
    this.relocKinds = new RelocKinds(options.machine);
    this.headers = new Headers(this.mf, this.kinds, options);
    this.sections = new Sections(this.mf, this.kinds, this.symbols, this.headers);
    this.addresses = new Addresses(this.mf, this.kinds, this.symbols, this.sections);
    this.relocator = new Relocator(
      this.mf,
      this.symbols,
      this.relocs,
      this.relocKinds,
      this.headers.imageBase,
      (si) => this.describe(si),
    );
    this.data = this.sections.add('.data', null, {
      CNT_INITIALIZED_DATA: true,
      MEM_READ: true,
      MEM_WRITE: true,
    });
    const idata = this.sections.add('.idata', DataDirectory.IMPORT, {
      CNT_INITIALIZED_DATA: true,
      MEM_READ: true,
    });
    this.rdata = this.sections.add('.rdata', null, {
      CNT_INITIALIZED_DATA: true,
      MEM_READ: true,
    });
    this.text = this.sections.add('.text', null, {
      CNT_CODE: true,
      MEM_EXECUTE: true,
      MEM_READ: true,
    });
    this.imports = new ImportTable(
      this.mf,
      this.kinds,
      this.symbols,
      this.headers,
      this.addresses,
      idata,
    );
  }

  /**
   * Makes this state that of another linker with the same options and host, as it is now.
   * @throws LinkError `misuse` while the other one writes a symbol
   */
  copyFrom(other: LinkState): void {
    if (other.writer.isOpen) {
      throw new LinkError('misuse', 'the linker was copied while a symbol is being written');
    }
    this.mf.copyFrom(other.mf);
    this.kinds.copyFrom(other.kinds);
    this.symbols.copyFrom(other.symbols);
    this.relocs.copyFrom(other.relocs);
    this.sections.copyFrom(other.sections);
    this.imports.copyFrom(other.imports);
    this.navs.copyFrom(other.navs);
    this.navTypes = [...other.navTypes];
    this.uavs.copyFrom(other.uavs);
    this.pendingUavs.copyFrom(other.pendingUavs);
    for (const kind of LAZY_KINDS) {
      this.lazy[kind].map.copyFrom(other.lazy[kind].map);
      this.lazy[kind].pendingIndex = other.lazy[kind].pendingIndex;
    }
    this.globals.copyFrom(other.globals);
    this.globalPendingIndex = other.globalPendingIndex;
    this.entry = other.entry;
    this.#written = new Set(other.#written);
  }

  /** Index of a nav in `navs`, by its name or by that index; a new name gets a new symbol. */
  navIndex(nav: string | NavIndex): NavIndex {
    if (typeof nav !== 'string') {
      if (!(nav >= 0 && nav < this.navs.count))
        throw new LinkError('misuse', `no nav has index ${nav}`);
      return nav;
    }
    const index = this.navs.indexOf(nav) as NavIndex;
    if (index === this.navTypes.length) this.navTypes.push('');
    return index;
  }

  /** Adds an empty node for a symbol at the end of a section; `alignment` is in bytes. */
  place(si: SymbolIndex, section: Section, alignment: number, tag: NodeTag, index: number): void {
    const ni = this.mf.addLastChild(section.node, { alignment, moved: true });
    this.kinds.set(ni, tag, index);
    this.symbols.setNode(si, ni);
    this.symbols.setSection(si, this.symbols.section(section.symbol));
  }

  /**
   * Lets the content of a placed symbol be written, and applies the relocations in it. Those of its
   * last content are deleted; a new symbol has none.
   */
  emit(si: SymbolIndex, emit: Emit): void {
    const { writer } = this;
    this.relocs.deleteLocationRelocs(si);
    writer.open(si, this.symbols.node(si));
    if (this.observer !== null) this.observer.contentStarted(si);
    emit(writer);
    const size = writer.close();
    if (this.observer !== null) this.#tellContent(si, size, this.observer);
    this.symbols.setSize(si, size);
    this.#checkRelocsWithin(si, size);
    this.relocator.applyLocationRelocs(si);
  }

  #tellContent(symbol: SymbolIndex, size: number, observer: LinkObserver): void {
    const before = this.#written.has(symbol) ? this.symbols.size(symbol) : null;
    this.#written.add(symbol);
    observer.decided({ kind: 'content_written', symbol, size, before });
    if (size === 0) {
      observer.decided({ kind: 'quirk', quirk: 'taking-is-content', about: { symbol } });
    }
    if (before !== null && size < before) {
      const about = { symbol, from: before, to: size };
      observer.decided({ kind: 'quirk', quirk: 'stale-tail', about });
    }
  }

  /** Adds a relocation to the symbol that is being written. Upstream: `addReloc`. */
  addReloc(
    location: SymbolIndex,
    offset: number,
    target: SymbolIndex,
    addend: number,
    type: number,
  ): void {
    if (!this.writer.isOpen || location !== this.writer.symbol) {
      throw new LinkError('misuse', 'a relocation is added to a symbol that is not being written');
    }
    if (offset !== (offset | 0) || !Number.isSafeInteger(addend)) {
      throw new LinkError('misuse', `a relocation at offset ${offset} with addend ${addend}`);
    }
    this.relocs.add(location, offset, target, addend, type);
  }

  /** The symbol of a node. */
  symbolOf(tag: SymbolTag, index: number): SymbolIndex {
    switch (tag) {
      case 'global':
        return this.globals.symbol(index);
      case 'nav':
        return this.navs.symbol(index);
      case 'uav':
        return this.uavs.symbol(index);
      case 'lazy_code':
        return this.lazy.code.map.symbol(index);
      case 'lazy_const_data':
        return this.lazy.const_data.map.symbol(index);
    }
  }

  /** Names a symbol in errors: "nav main.main". */
  describe(si: SymbolIndex): string {
    const ni = this.symbols.node(si);
    if (ni === NodeIndex.NONE) return `symbol ${si}, which is not placed`;
    const index = this.kinds.index(ni);
    const tag = this.kinds.tag(ni);
    switch (tag) {
      case 'nav':
        return `nav ${this.navs.key(index)}`;
      case 'uav':
        return `uav ${this.uavs.key(index)}`;
      case 'global': {
        const { name, libName } = this.globals.name(index);
        return `global ${libName === null ? '' : `${libName}.dll, `}${name}`;
      }
      case 'lazy_code':
        return `lazy code of type ${this.lazy.code.map.key(index)}`;
      case 'lazy_const_data':
        return `lazy data of type ${this.lazy.const_data.map.key(index)}`;
      case 'file':
      case 'header':
      case 'signature':
      case 'coff_header':
      case 'optional_header':
      case 'data_directories':
      case 'section_table':
      case 'section':
      case 'import_directory_table':
      case 'import_lookup_table':
      case 'import_address_table':
      case 'import_hint_name_table':
        return `${tag} node ${ni}`;
    }
  }

  /** A field outside the content would overwrite what comes after it. Notes whether the fields are in order. */
  #checkRelocsWithin(si: SymbolIndex, size: number): void {
    const { relocs, relocKinds } = this;
    let end = 0;
    let ri = this.symbols.locRelocs(si);
    while (ri !== RelocIndex.NONE) {
      const offset = relocs.offset(ri);
      const type = relocs.type(ri);
      if (offset < 0 || offset + relocKinds.span(type) > size) {
        throw new LinkError(
          'out_of_content',
          `${relocKinds.name(type)} relocation at offset ${offset} of ${this.describe(si)}, ` +
            `whose content has ${size} bytes`,
        );
      }
      if (offset < end) relocs.outOfOrder.add(si);
      end = offset + relocKinds.width(type);
      ri = relocs.nextInLoc(ri);
    }
  }
}
