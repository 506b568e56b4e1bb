import { LAZY_KINDS, type LazyKind } from './code-generator';
import { NodeIndex, RelocIndex, type Rva, type SymbolIndex } from './indices';
import { LinkError } from './link-error';
import type { LinkObserver } from './link-observer';
import type { LinkState } from './link-state';
import { MovedSymbols } from './moved-symbols';
import { defaultFunctionAlignment } from './options';

/** `jmp qword ptr [rip + disp32]`: where a call to an imported function leads. */
const IMPORT_THUNK = Uint8Array.of(0xff, 0x25, 0, 0, 0, 0);

/**
 * The tasks of an idle linker, one at a time: constants, then globals, then lazy symbols, and at
 * last the events of nodes that moved or changed their size. Upstream: `idle` and the `flush*`
 * functions.
 */
export class IdleTasks {
  readonly #state: LinkState;
  readonly #movedSymbols: MovedSymbols;

  constructor(state: LinkState) {
    this.#state = state;
    this.#movedSymbols = new MovedSymbols(state);
  }

  /** Does one task. @returns whether more tasks are known to wait */
  idle(): boolean {
    const { writer } = this.#state;
    if (writer.isOpen) {
      throw new LinkError('misuse', 'the linker was asked to work while a symbol is being written');
    }
    this.#doTask();
    if (this.#state.observer !== null) this.#tellTaskDone(this.#state.observer);
    // Quirk idle-ignores-globals: globals that still wait are not counted. If the last one raised
    // no event, a flush ends here and leaves the others waiting.
    return this.#isMoreKnown();
  }

  #isMoreKnown(): boolean {
    const { pendingUavs, lazy, mf } = this.#state;
    return (
      pendingUavs.count > 0 ||
      lazy.code.pendingIndex < lazy.code.map.count ||
      lazy.const_data.pendingIndex < lazy.const_data.map.count ||
      mf.updates.length > 0
    );
  }

  /** Does tasks until none is known to wait. Upstream: the loop in `flush` and `updateExports`. */
  flush(): void {
    let more = true;
    while (more) more = this.#flushMovedSymbols() || this.idle();
  }

  /** Flushes many events at once, if nobody wants to hear of each of them. @returns whether it did */
  #flushMovedSymbols(): boolean {
    const { observer, writer } = this.#state;
    return (
      observer === null &&
      this.#movedSymbols.areMany() &&
      !writer.isOpen &&
      this.#areNodesNext() &&
      this.#movedSymbols.flush()
    );
  }

  /** Whether {@link idle} would act on a node: nothing else waits. */
  #areNodesNext(): boolean {
    const { pendingUavs, globals, globalPendingIndex, lazy } = this.#state;
    return (
      pendingUavs.count === 0 &&
      globalPendingIndex === globals.count &&
      lazy.code.pendingIndex === lazy.code.map.count &&
      lazy.const_data.pendingIndex === lazy.const_data.map.count
    );
  }

  /** Writes a lazy symbol. The first time, it is placed before. */
  flushLazy(kind: LazyKind, index: number): void {
    const state = this.#state;
    const { map } = state.lazy[kind];
    const si = map.symbol(index);
    if (state.symbols.node(si) === NodeIndex.NONE) {
      state.place(si, kind === 'code' ? state.text : state.rdata, 1, `lazy_${kind}`, index);
    }
    state.emit(si, (writer) => {
      state.codegen.emitLazy(kind, map.key(index), writer);
    });
  }

  #tellTaskDone(observer: LinkObserver): void {
    const { globals, globalPendingIndex } = this.#state;
    if (globalPendingIndex < globals.count && !this.#isMoreKnown()) {
      const { name } = globals.name(globalPendingIndex);
      const about = { name, to: globals.count - globalPendingIndex };
      observer.decided({ kind: 'quirk', quirk: 'idle-ignores-globals', about });
    }
    observer.taskDone();
  }

  #doTask(): void {
    if (this.#areNodesNext()) this.#actOnNode();
    else this.#place();
  }

  /** Places the next constant, global or lazy symbol that waits. */
  #place(): void {
    const state = this.#state;
    const uav = state.pendingUavs.pop();
    if (uav !== undefined) {
      state.observer?.task({ kind: 'uav', uav: state.uavs.key(uav.index) });
      this.#flushUav(uav.index, uav.alignment);
      return;
    }
    if (state.globalPendingIndex < state.globals.count) {
      const index = state.globalPendingIndex;
      state.globalPendingIndex += 1;
      state.observer?.task({ kind: 'global', ...state.globals.name(index) });
      this.#flushGlobal(index);
      return;
    }
    for (const kind of LAZY_KINDS) {
      const lazy = state.lazy[kind];
      if (lazy.pendingIndex === lazy.map.count) continue;
      const index = lazy.pendingIndex;
      lazy.pendingIndex += 1;
      state.observer?.task({ kind: `lazy_${kind}`, type: lazy.map.key(index) });
      this.flushLazy(kind, index);
      return;
    }
  }

  /** Acts on the next node that moved or changed its size. */
  #actOnNode(): void {
    const state = this.#state;
    const { mf } = state;
    for (let ni = mf.updates.pop(); ni !== undefined; ni = mf.updates.pop()) {
      const moved = mf.cleanMoved(ni);
      const resized = mf.cleanResized(ni);
      if (moved || resized) state.observer?.task({ kind: 'node', node: ni, moved, resized });
      if (moved) this.#flushMoved(ni);
      if (resized) this.#flushResized(ni);
      if (moved || resized) return;
    }
  }

  #flushUav(index: number, alignment: number): void {
    const state = this.#state;
    const si = state.uavs.symbol(index);
    const ni = state.symbols.node(si);
    if (ni === NodeIndex.NONE) {
      state.place(si, state.data, alignment, 'uav', index);
    } else {
      if (state.mf.nodes.alignment(ni) >= alignment) return;
      // Quirk uav-not-realigned: if a stricter alignment is asked for, the constant is written again
      // in its node, which keeps its old alignment and place. Every such request repeats that.
      const about = { symbol: si, from: state.mf.nodes.alignment(ni), to: alignment };
      state.observer?.decided({ kind: 'quirk', quirk: 'uav-not-realigned', about });
    }
    const uav = state.uavs.key(index);
    state.emit(si, (writer) => {
      state.codegen.emitUav(uav, writer);
    });
  }

  #flushGlobal(index: number): void {
    const state = this.#state;
    const { name, libName } = state.globals.name(index);
    if (libName === null) return;
    if (state.options.machine !== 'AMD64') {
      throw new LinkError(
        'unsupported',
        `the real linker has no import thunk for ${state.options.machine}: ` +
          `it cannot import ${name} from ${libName}.dll`,
      );
    }
    const slot = state.imports.add(libName, name);
    const si = state.globals.symbol(index);
    // Quirk import-thunk-raises-no-move: the thunk is added at rest, and the relocations that target
    // it are not applied. Code at rest that calls a new import keeps a call with a displacement of
    // zero until something moves.
    const ni = state.mf.addLastChild(state.text.node, {
      size: IMPORT_THUNK.length,
      alignment: defaultFunctionAlignment(state.options.optimize),
    });
    state.mf.image.write(state.mf.slice(ni), IMPORT_THUNK);
    state.kinds.set(ni, 'global', index);
    const { symbols } = state;
    symbols.setNode(si, ni);
    symbols.setSection(si, symbols.section(state.text.symbol));
    symbols.setSize(si, IMPORT_THUNK.length);
    const displacement = IMPORT_THUNK.length - 4;
    state.relocs.add(si, displacement, slot.addressTable, slot.offset, state.relocKinds.thunkType);
    symbols.setRva(si, state.addresses.rvaOf(ni));
    state.relocator.applyLocationRelocs(si);
    if (state.observer !== null) {
      const kind = 'import_placed';
      state.observer.decided({ kind, symbol: si, libName, name, slot: slot.offset });
      this.#tellUnpatched(si, state.observer);
    }
  }

  /** The places at rest that refer to a thunk, which was added at rest as well. */
  #tellUnpatched(thunk: SymbolIndex, observer: LinkObserver): void {
    const { symbols, relocs, mf } = this.#state;
    let ri = symbols.targetRelocs(thunk);
    for (; ri !== RelocIndex.NONE; ri = relocs.nextOfTarget(ri)) {
      const ni = symbols.node(relocs.loc(ri));
      if (ni === NodeIndex.NONE || mf.hasMoved(ni)) continue;
      const about = { symbol: relocs.loc(ri), otherSymbol: thunk, from: relocs.offset(ri) };
      observer.decided({ kind: 'quirk', quirk: 'import-thunk-raises-no-move', about });
    }
  }

  #flushMoved(ni: NodeIndex): void {
    const state = this.#state;
    const index = state.kinds.index(ni);
    const tag = state.kinds.tag(ni);
    switch (tag) {
      case 'section':
        // Its contents keep their addresses, so their events are not raised.
        state.sections.flushMoved(index);
        return;
      case 'import_directory_table':
        break;
      case 'import_lookup_table':
        state.imports.flushLookupTableMoved(index);
        break;
      case 'import_address_table':
        this.#flushSymbolMoved(state.imports.flushAddressTableMoved(index));
        break;
      case 'import_hint_name_table':
        state.imports.flushHintNameTableMoved(index);
        break;
      case 'global':
      case 'nav':
      case 'uav':
      case 'lazy_code':
      case 'lazy_const_data':
        this.#flushSymbolMoved(state.symbolOf(tag, index));
        break;
      case 'file':
      case 'header':
      case 'signature':
      case 'coff_header':
      case 'optional_header':
      case 'data_directories':
      case 'section_table':
        throw new LinkError('unsupported', `the ${tag} of the image moved, which it never does`);
    }
    state.mf.childrenMoved(ni);
  }

  #flushResized(ni: NodeIndex): void {
    const { kinds, sections } = this.#state;
    const tag = kinds.tag(ni);
    if (tag === 'header') sections.flushHeaderResized();
    else if (tag === 'section') sections.flushResized(kinds.index(ni));
  }

  #tellMoved(symbol: SymbolIndex, to: Rva, observer: LinkObserver): void {
    const { symbols, globals, entry } = this.#state;
    observer.decided({ kind: 'symbol_moved', symbol, from: symbols.rva(symbol), to });
    if (symbol === entry) observer.decided({ kind: 'entry_point_moved', symbol, to });
    for (let i = 0; i < globals.count; i += 1) {
      const si = globals.symbol(i);
      const { name, libName } = globals.name(i);
      const isExport = libName === null && symbols.node(si) === symbols.node(symbol);
      if (!isExport || symbols.rva(si) === to) continue;
      const about = { symbol, otherSymbol: si, name, from: symbols.rva(si), to };
      observer.decided({ kind: 'quirk', quirk: 'exports-do-not-follow', about });
    }
  }

  /** Upstream: `Symbol.Index.flushMoved`. */
  #flushSymbolMoved(si: SymbolIndex): void {
    const { symbols, addresses, headers, relocator, entry, observer } = this.#state;
    const rva = addresses.rvaOf(symbols.node(si));
    if (observer !== null) this.#tellMoved(si, rva, observer);
    symbols.setRva(si, rva);
    if (si === entry) headers.setAddressOfEntryPoint(rva);
    relocator.applyLocationRelocs(si);
    relocator.applyTargetRelocs(si);
  }
}
