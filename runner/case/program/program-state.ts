import type { LazyKind, LinkOptions } from '../../../reference';
import type { Content, Target } from '../link-script/content';
import type { Op } from '../link-script/op';
import { entryPointName } from './entry-point';

/** A symbol of the program. */
export type ProgramSymbol =
  | { readonly kind: 'nav'; readonly nav: string }
  | { readonly kind: 'uav'; readonly uav: string }
  | { readonly kind: 'lazy'; readonly lazy: LazyKind; readonly type: string };

/** The definition of a symbol. */
export interface SymbolDefinition {
  readonly symbol: ProgramSymbol;
  readonly isCode: boolean;
  /** Bytes. For a live uav, the strictest that a reference asks for, which may be below its own. */
  readonly alignment: number;
  readonly content: Content;
}

/** A name, and what is exported under it. */
export interface ProgramExport {
  readonly name: string;
  readonly exported: { readonly nav: string } | { readonly uav: string };
}

/** A reference to a function of a DLL, or to an exported name. */
export interface GlobalReference {
  readonly name: string;
  /** The DLL that it comes from, without ".dll"; null for an exported name. */
  readonly libName: string | null;
}

interface Nav {
  readonly isCode: boolean;
  readonly alignment: number;
  readonly content: Content;
}

/** Default alignment of functions, unless the optimize mode is ReleaseSmall. */
const DEFAULT_FUNCTION_ALIGNMENT = 16;

/** The set of all errors: the only lazy symbol that an op can change. */
const ERROR_DATA = lazyKey('const_data', 'anyerror');

type GlobalTarget = Extract<Target, { readonly kind: 'global' }>;

/** What is exported as an entry point; null if it has no content, undefined if nothing is exported so. */
export type EntryPoint = SymbolDefinition | null | undefined;

/**
 * The program that a link script has described so far: what an image must contain, whatever its
 * layout.
 */
export class ProgramState {
  readonly options: LinkOptions;
  readonly #navs = new Map<string, Nav>();
  readonly #uavs = new Map<string, { readonly alignment: number; readonly content: Content }>();
  /** The content that code generation would emit now. */
  readonly #lazies = new Map<string, Content>();
  /** The content that it emitted. It stays until the linker has to ask again. */
  readonly #emittedLazies = new Map<string, Content>();
  readonly #exports = new Map<string, ProgramExport>();
  /** What was not defined when the program was flushed last, by {@link targetKey}. */
  readonly #unflushed = new Set<string>();
  #isFlushed = false;
  #wasFlushed = false;
  #flushedEntryPoint: EntryPoint = undefined;

  constructor(options: LinkOptions) {
    this.options = options;
  }

  /**
   * Whether everything that was handed over was also flushed. Only then must an image contain the
   * program. An update that ends in compile errors is never flushed, and its image may be anything
   * between two programs.
   */
  get isFlushed(): boolean {
    return this.#isFlushed;
  }

  /** Whether anything was flushed yet. Only then must a linker have made an image. */
  get wasFlushed(): boolean {
    return this.#wasFlushed;
  }

  /** What is exported as the entry point: when it was flushed last, and now. An image may have either. */
  get entryPoints(): readonly [EntryPoint, EntryPoint] {
    return [this.#flushedEntryPoint, this.#entryPoint()];
  }

  /** Whether what is defined now was not when the program was flushed last: its image may be without it. */
  isUnflushed(target: Target): boolean {
    const isImport = target.kind === 'global' && target.libName !== null;
    return !isImport && this.#unflushed.has(targetKey(target));
  }

  /** Applies the next op. */
  apply(op: Op): void {
    this.#take(op);
    if (op.op === 'flush') {
      this.#emitLazies();
      this.#isFlushed = true;
      this.#wasFlushed = true;
      this.#flushedEntryPoint = this.#entryPoint();
      this.#unflushed.clear();
    } else if (op.op !== 'snapshot' && op.op !== 'idle') {
      this.#isFlushed = false;
    }
  }

  #take(op: Op): void {
    switch (op.op) {
      case 'defineUav':
        this.#define({ kind: 'uav', uav: op.id }, this.#uavs.has(op.id));
        this.#uavs.set(op.id, { alignment: op.align, content: op.content });
        return;
      case 'defineLazy':
        this.#define(
          { kind: 'lazy', lazy: op.kind, type: op.type },
          this.#lazies.has(lazyKey(op.kind, op.type)),
        );
        this.#lazies.set(lazyKey(op.kind, op.type), op.content);
        return;
      case 'updateNav':
        if (op.content === null) return;
        this.#define({ kind: 'nav', nav: op.nav }, this.#navs.has(op.nav));
        this.#navs.set(op.nav, { isCode: false, alignment: op.align, content: op.content });
        return;
      case 'updateFunc':
        this.#define({ kind: 'nav', nav: op.nav }, this.#navs.has(op.nav));
        this.#navs.set(op.nav, {
          isCode: true,
          alignment: op.align ?? this.#functionAlignment,
          content: op.content,
        });
        return;
      case 'updateExports':
        for (const name of op.names) {
          this.#define({ kind: 'global', name, libName: null }, this.#exports.has(name));
          this.#exports.set(name, { name, exported: op.exported });
        }
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

  /** All exported names, as of now. */
  get exports(): readonly ProgramExport[] {
    return [...this.#exports.values()];
  }

  /** The ids of all constants, in the order in which they were defined. */
  get uavs(): readonly string[] {
    return [...this.#uavs.keys()];
  }

  /** What is exported under a name; null if nothing is. */
  exportNamed(name: string): ProgramExport | null {
    return this.#exports.get(name) ?? null;
  }

  /**
   * Everything that the image must contain: every nav with content, everything that is exported, and
   * what these refer to, directly or through others. Navs stay, because upstream never removes one.
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

  /** The definition of a symbol; null if it has no content, or not yet. */
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

  /** The functions of DLLs, and the exported names, that live symbols refer to, each once. */
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

  #define(target: ProgramSymbol | GlobalTarget, wasThere: boolean): void {
    if (!wasThere) this.#unflushed.add(targetKey(target));
  }

  #entryPoint(): EntryPoint {
    const exported = this.#exports.get(entryPointName(this.options))?.exported;
    return exported === undefined ? undefined : this.definition(exportedSymbol(exported));
  }

  #emitLazies(): void {
    if (this.#lazies.size === 0) return;
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

/** The targets of all pointers and relocations of content, in order. */
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

/** Equal for references to one symbol, or to one exported name. */
function targetKey(target: ProgramSymbol | GlobalTarget): string {
  return target.kind === 'global' ? `export ${target.name}` : symbolKey(target);
}

function lazyKey(kind: LazyKind, type: string): string {
  return JSON.stringify([kind, type]);
}
