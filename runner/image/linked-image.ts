/**
 * Where a linker says that a symbol is. A linker may name symbols that the script does not know, so
 * names are not checked here.
 */
export interface SymbolAddress {
  readonly symbol:
    | { readonly nav: string }
    | { readonly uav: string }
    | { readonly lazy: readonly [kind: string, type: string] }
    | { readonly global: readonly [name: string, dll: string | null] };
  /** Bytes from the image base. */
  readonly rva: number;
  /** Bytes. */
  readonly size: number;
}

/** An image, and its nodes as the linker describes them: what can be compared and drawn. */
export interface DumpedImage {
  readonly image: Uint8Array;
  /** The node dump; null if the linker gives none, or none is at hand. */
  readonly nodes: string | null;
}

/** What a linker says that it wrote to the image since it last gave it. */
export interface WrittenBytes {
  /** Number of bytes. */
  readonly bytes: number;
  /** How many of them had the value before that was written. */
  readonly unchanged: number;
}

/** What a linker gives for one update. */
export interface LinkedImage extends DumpedImage {
  /** The symbol map; null if the linker gives none, or nobody asked for it. */
  readonly symbols: readonly SymbolAddress[] | null;
  /** What was written since the update before; absent if the linker does not say. */
  readonly written?: WrittenBytes;
}
