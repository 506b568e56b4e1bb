import type { LazyKind, LinkOptions } from '../../../reference';
import type { Content, Target } from '../link-script/content';
import type { Op } from '../link-script/op';

/** A symbol of the program, as the compiler means it. */
export type ProgramSymbol =
  | { readonly kind: 'nav'; readonly nav: string }
  | { readonly kind: 'uav'; readonly uav: string }
  | { readonly kind: 'lazy'; readonly lazy: LazyKind; readonly type: string };

/** What a symbol holds. */
export interface SymbolDefinition {
  readonly symbol: ProgramSymbol;
  readonly isCode: boolean;
  /** Bytes; of a live uav the most that those who refer to it ask for, which may be below its own. */
  readonly alignment: number;
  readonly content: Content;
}

/** What is exported, under a name. */
export interface ProgramExport {
  readonly name: string;
  readonly exported: { readonly nav: string } | { readonly uav: string };
}

/** A symbol that is not defined by the program, or under an exported name. */
export interface GlobalReference {
  readonly name: string;
  /** The DLL that it comes from, without ".dll"; null for one by its exported name. */
  readonly libName: string | null;
}

interface Nav {
  readonly isCode: boolean;
  readonly alignment: number;
  readonly content: Content;
}

/** Alignment of functions, where the op says none: the optimize mode decides. */
const DEFAULT_FUNCTION_ALIGNMENT = 16;

/** The set of all errors: the one lazy symbol that the compiler says has changed. */
const ERROR_DATA = lazyKey('const_data', 'anyerror');

/**
 * The program that a link script has described so far: what a linker must have in its image,
 * whatever its layout.
 */
export class ProgramState {
  readonly options: LinkOptions;
  readonly #navs = new Map<string, Nav>();
  readonly #uavs = new Map<string, { readonly alignment: number; readonly content: Content }>();
  /** What code generation would emit now. */
  readonly #lazies = new Map<string, Content>();
  /** What it has emitted: that stays until the compiler has the linker ask again. */
  readonly #emittedLazies = new Map<string, Content>();
  readonly #exports = new Map<string, ProgramExport>();
  #isFlushed = false;
  #wasFlushed = false;

  constructor(options: LinkOptions) {
    this.options = options;
  }

  /**
   * Whether everything that was handed over was also flushed. Only then must an image hold the
   * program: an update that ends in compile errors is never flushed, and leaves an image somewhere
   * between two programs.
   */
  get isFlushed(): boolean {
    return this.#isFlushed;
  }

  /** Whether anything was flushed yet: only then a linker must have made an image at all. */
  get wasFlushed(): boolean {
    return this.#wasFlushed;
  }

  /** Takes in the next op. */
  apply(op: Op): void {
    this.#take(op);
    if (op.op === 'flush') {
      this.#emitLazies();
      this.#isFlushed = true;
      this.#wasFlushed = true;
    } else if (op.op !== 'snapshot' && op.op !== 'idle') {
      this.#isFlushed = false;
    }
  }

  #take(op: Op): void {
    switch (op.op) {
      case 'defineUav':
        this.#uavs.set(op.id, { alignment: op.align, content: op.content });
        return;
      case 'defineLazy':
        this.#lazies.set(lazyKey(op.kind, op.type), op.content);
        return;
      case 'updateNav':
        if (op.content === null) return;
        this.#navs.set(op.nav, { isCode: false, alignment: op.align, content: op.content });
        return;
      case 'updateFunc':
        this.#navs.set(op.nav, {
          isCode: true,
          alignment: op.align ?? this.#functionAlignment,
          content: op.content,
        });
        return;
      case 'updateExports':
        for (const name of op.names) this.#exports.set(name, { name, exported: op.exported });
        return;
      case 'deleteExport': {
        const { exported } = this.#exports.get(op.name) ?? {};
        if (exported !== undefined && 'nav' in exported && exported.nav === op.nav) {
          this.#exports.delete(op.name);
        }
        return;
      }
      case 'updateErrorData':
        this.#emittedLazies.delete(ERROR_DATA);
        return;
      case 'idle':
      case 'flush':
      case 'snapshot':
    }
  }

  /** The names under which symbols are exported now. */
  get exports(): readonly ProgramExport[] {
    return [...this.#exports.values()];
  }

  /** The definition that an exported name stands for; null if nothing is exported under it. */
  exportNamed(name: string): ProgramExport | null {
    return this.#exports.get(name) ?? null;
  }

  /**
   * All that the image must hold: every nav that has content, and what these refer to, directly or
   * not. Navs that were handed over stay: upstream never takes one away.
   */
  live(): readonly SymbolDefinition[] {
    const alignments = new Map<string, number>();
    const ask = ({ uav }: { readonly uav: string }, alignment: number | null): void => {
      const key = symbolKey({ kind: 'uav', uav });
      const asked = alignment ?? this.#uavs.get(uav)?.alignment ?? 1;
      alignments.set(key, Math.max(alignments.get(key) ?? 1, asked));
    };
    const found = new Map<string, SymbolDefinition>();
    const pending: ProgramSymbol[] = [...this.#navs.keys()].map((nav) => ({ kind: 'nav', nav }));
    for (const { exported } of this.#exports.values()) {
      pending.push(exportedSymbol(exported));
      if ('uav' in exported) ask(exported, null);
    }
    for (let symbol = pending.pop(); symbol !== undefined; symbol = pending.pop()) {
      const key = symbolKey(symbol);
      if (found.has(key)) continue;
      const definition = this.definition(symbol);
      if (definition === null) continue;
      found.set(key, definition);
      for (const target of targetsOf(definition.content)) {
        if (target.kind === 'global') continue;
        pending.push(target);
        if (target.kind === 'uav') ask(target, target.align);
      }
    }
    return [...found].map(([key, definition]) => ({
      ...definition,
      alignment: alignments.get(key) ?? definition.alignment,
    }));
  }

  /** What a symbol holds now; null if it has no content, or not yet. */
  definition(symbol: ProgramSymbol): SymbolDefinition | null {
    switch (symbol.kind) {
      case 'nav': {
        const nav = this.#navs.get(symbol.nav);
        return nav === undefined ? null : { symbol: { kind: 'nav', nav: symbol.nav }, ...nav };
      }
      case 'uav': {
        const uav = this.#uavs.get(symbol.uav);
        if (uav === undefined) return null;
        return { symbol: { kind: 'uav', uav: symbol.uav }, isCode: false, ...uav };
      }
      case 'lazy': {
        const { lazy, type } = symbol;
        const key = lazyKey(lazy, type);
        const content = this.#emittedLazies.get(key) ?? this.#lazies.get(key);
        if (content === undefined) return null;
        return {
          symbol: { kind: 'lazy', lazy, type },
          isCode: lazy === 'code',
          alignment: 1,
          content,
        };
      }
    }
  }

  /** The functions of DLLs, and exported names, that live symbols refer to; each once. */
  globals(): readonly GlobalReference[] {
    const found = new Map<string, GlobalReference>();
    for (const { content } of this.live()) {
      for (const target of targetsOf(content)) {
        if (target.kind !== 'global') continue;
        const { name, libName } = target;
        found.set(JSON.stringify([name, libName]), { name, libName });
      }
    }
    return [...found.values()];
  }

  #emitLazies(): void {
    for (const { symbol, content } of this.live()) {
      if (symbol.kind !== 'lazy') continue;
      this.#emittedLazies.set(lazyKey(symbol.lazy, symbol.type), content);
    }
  }

  get #functionAlignment(): number {
    return this.options.optimize === 'ReleaseSmall' ? 1 : DEFAULT_FUNCTION_ALIGNMENT;
  }
}

/** What is exported, as a symbol. */
export function exportedSymbol(exported: ProgramExport['exported']): ProgramSymbol {
  return 'nav' in exported
    ? { kind: 'nav', nav: exported.nav }
    : { kind: 'uav', uav: exported.uav };
}

/** All that content refers to, pointers and relocations, in order. */
export function* targetsOf({ pointers, relocs }: Content): Generator<Target, void, undefined> {
  for (const { target } of pointers) yield target;
  for (const { target } of relocs) yield target;
}

/** Names a symbol in maps and messages: "nav main.f", "uav greeting", "lazy code main.E". */
export function symbolKey(symbol: ProgramSymbol): string {
  switch (symbol.kind) {
    case 'nav':
      return `nav ${symbol.nav}`;
    case 'uav':
      return `uav ${symbol.uav}`;
    case 'lazy':
      return `lazy ${symbol.lazy} ${symbol.type}`;
  }
}

function lazyKey(kind: LazyKind, type: string): string {
  return JSON.stringify([kind, type]);
}

/**
 * The exported name of what the loader starts a program at (upstream: `updateExportsInner`), or calls
 * when it loads a DLL: there upstream has none, and linkers for Windows have this one.
 */
export function entryPointName({ outputMode }: LinkOptions): string {
  return outputMode === 'Lib' ? '_DllMainCRTStartup' : 'wWinMainCRTStartup';
}
