import { LAZY_KINDS, type LazyKind } from './code-generator';
import { NodeIndex, type SymbolIndex } from './indices';
import type { LinkState } from './link-state';

/** A symbol, as the compiler calls it. The DLL of a global has no ".dll". */
export type SymbolName =
  | { readonly nav: string }
  | { readonly uav: string }
  | { readonly lazy: [kind: LazyKind, type: string] }
  | { readonly global: [name: string, libName: string | null] };

/** Where a symbol is in the image. */
export interface MappedSymbol {
  readonly symbol: SymbolName;
  /** Bytes from the image base. */
  readonly rva: number;
  /** Size of its content in bytes. */
  readonly size: number;
}

/**
 * Where the symbols that have a node are: navs, uavs, lazy symbols, then globals. The address of an
 * import is that of its thunk, which code calls, and not that of its slot. The address of an export is
 * the copy that references to it use: see the quirk exports-do-not-follow.
 */
export function symbolMap(state: LinkState): readonly MappedSymbol[] {
  const { navs, uavs, lazy, globals, symbols, addresses } = state;
  const mapped: MappedSymbol[] = [];
  const add = (symbol: SymbolName, si: SymbolIndex, rva?: number): void => {
    const ni = symbols.node(si);
    if (ni === NodeIndex.NONE) return;
    mapped.push({ symbol, rva: rva ?? addresses.rvaOf(ni), size: symbols.size(si) });
  };
  for (let i = 0; i < navs.count; i += 1) add({ nav: navs.key(i) }, navs.symbol(i));
  for (let i = 0; i < uavs.count; i += 1) add({ uav: uavs.key(i) }, uavs.symbol(i));
  for (const kind of LAZY_KINDS) {
    const { map } = lazy[kind];
    for (let i = 0; i < map.count; i += 1) add({ lazy: [kind, map.key(i)] }, map.symbol(i));
  }
  for (let i = 0; i < globals.count; i += 1) {
    const { name, libName } = globals.name(i);
    const si = globals.symbol(i);
    if (libName === null) add({ global: [name, null] }, si, symbols.rva(si));
    else add({ global: [name, libName] }, si);
  }
  return mapped;
}
