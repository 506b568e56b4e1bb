import type { Coff2, SymbolName } from '../../../reference';
import { defaultFunctionAlignment } from '../../../reference/link/options';
import type { Content } from '../../case/link-script/content';
import type { Op } from '../../case/link-script/op';
import { readImage } from '../../image/read/image';
import { symbolKey, targetsOf } from '../../case/program/program-state';

/** Where something lay when it was exported. */
export interface ExportedPlace {
  readonly rva: number;
  /** Its section, by its row in the section table, and the section's address at that time. */
  readonly section: number;
  readonly sectionRva: number;
}

/**
 * What the linker was handed over, and where it put it: what the rules of known findings are about, and what
 * the last state of a program does not tell.
 */
export class LinkHistory {
  /** How each nav was first placed, by name; its alignment in bytes. */
  readonly firstPlaced = new Map<string, { readonly align: number; readonly isCode: boolean }>();
  /** The least alignment that was asked of each uav, by id, in bytes. */
  readonly leastAsked = new Map<string, number>();
  /**
   * Functions of DLLs that anything has ever referred to, by "kernel32!f" as {@link importName} says it, each with the
   * spellings of its DLL.
   */
  readonly everImported = new Map<string, Set<string>>();
  readonly deletedNames = new Set<string>();
  /** Where what is exported under a name was, as of its last export. */
  readonly exportedAt = new Map<string, ExportedPlace>();
  /** Number of the op that handed over a symbol as it is now, by `symbolKey`. */
  readonly handedOver = new Map<string, number>();
  /** Number of the op after which an import had its thunk, by its DLL as it was spelled: "KERNEL32!f". */
  readonly thunkSince = new Map<string, number>();
  /** Addresses that the sections have had, by their rows in the section table, oldest first. */
  readonly sectionsWere: (readonly number[])[] = [];
  readonly #uavAligns = new Map<string, number>();
  /** All that was imported, by DLLs as they were spelled. */
  readonly #spelled = new Set<string>();
  #ops = 0;

  /** Takes the next op, after the linker has done it. */
  take(op: Op, linker: Coff2): void {
    this.#ops += 1;
    switch (op.op) {
      case 'defineUav':
        this.#uavAligns.set(op.id, op.align);
        this.#content(op.content);
        return;
      case 'defineLazy':
        this.#content(op.content);
        this.handedOver.set(symbolKey({ kind: 'lazy', lazy: op.kind, type: op.type }), this.#ops);
        return;
      case 'updateNav':
      case 'updateFunc': {
        if (op.content === null) return;
        const { nav, align } = op;
        if (!this.firstPlaced.has(nav)) {
          const isCode = op.op === 'updateFunc';
          const placed = align ?? defaultFunctionAlignment(linker.options.optimize);
          this.firstPlaced.set(nav, { align: placed, isCode });
        }
        this.handedOver.set(symbolKey({ kind: 'nav', nav }), this.#ops);
        this.#content(op.content);
        return;
      }
      case 'updateExports':
        if ('uav' in op.exported) this.#ask(op.exported.uav, null);
        this.#thunks(linker);
        for (const name of op.names) {
          this.deletedNames.delete(name);
          const rva = addressOf(linker, op.exported);
          if (rva !== null) this.exportedAt.set(name, { rva, ...sectionAt(linker, rva) });
        }
        this.#sections(linker);
        return;
      case 'deleteExport':
        this.deletedNames.add(op.name);
        return;
      case 'idle':
      case 'flush':
        this.#thunks(linker);
        this.#sections(linker);
        return;
      case 'updateErrorData':
      case 'snapshot':
    }
  }

  #content(content: Content): void {
    for (const target of targetsOf(content)) {
      if (target.kind === 'uav') this.#ask(target.uav, target.align);
      if (target.kind !== 'global' || target.libName === null) continue;
      const name = importName(target.name, target.libName);
      const spellings = this.everImported.get(name);
      if (spellings === undefined) this.everImported.set(name, new Set([target.libName]));
      else spellings.add(target.libName);
      this.#spelled.add(spelledName(target.name, target.libName));
    }
  }

  #ask(uav: string, align: number | null): void {
    const asked = align ?? this.#uavAligns.get(uav) ?? 1;
    this.leastAsked.set(uav, Math.min(this.leastAsked.get(uav) ?? asked, asked));
  }

  #sections(linker: Coff2): void {
    const now = sectionAddresses(linker);
    const before = this.sectionsWere.at(-1);
    if (before?.join() !== now.join()) this.sectionsWere.push(now);
  }

  #thunks(linker: Coff2): void {
    if (this.#spelled.size === this.thunkSince.size) return;
    for (const { symbol } of linker.symbolMap()) {
      if (!('global' in symbol) || symbol.global[1] === null) continue;
      const name = spelledName(...(symbol.global as [string, string]));
      if (!this.thunkSince.has(name)) this.thunkSince.set(name, this.#ops);
    }
  }
}

/** Addresses of the sections, by their rows in the section table. */
export function sectionAddresses(linker: Coff2): readonly number[] {
  const { sections } = readImage(linker.image.contents()).headers;
  return sections.map(({ header }) => header.value.virtual_address);
}

function sectionAt(linker: Coff2, rva: number): Omit<ExportedPlace, 'rva'> {
  const addresses = sectionAddresses(linker);
  const sectionRva = Math.max(0, ...addresses.filter((address) => address <= rva));
  return { section: addresses.indexOf(sectionRva), sectionRva };
}

/** "kernel32!f"; the case of a DLL's name does not matter. */
export function importName(name: string, dll: string): string {
  return spelledName(name, dll.toLowerCase());
}

/** "KERNEL32!f": the linker has a thunk for each spelling. */
export function spelledName(name: string, dll: string): string {
  return `${dll}!${name}`;
}

function addressOf(linker: Coff2, exported: { nav: string } | { uav: string }): number | null {
  const isIt = (symbol: SymbolName): boolean =>
    'nav' in exported
      ? 'nav' in symbol && symbol.nav === exported.nav
      : 'uav' in symbol && symbol.uav === exported.uav;
  return linker.symbolMap().find(({ symbol }) => isIt(symbol))?.rva ?? null;
}
