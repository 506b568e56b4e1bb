/**
 * Indices have types of their own, so that the index of a symbol cannot be used as that of a node.
 * Each is made in one place (the table that it indexes) and has one explicit NONE.
 *
 * Upstream's node index 0 means both "the root" and "no node". Here these are two values. That
 * changes no byte of an image.
 */

declare const brand: unique symbol;

/** Index of a node in the {@link NodeTable}. The node dump prints it as `index=`. */
export type NodeIndex = number & { readonly [brand]: 'node' };
export const NodeIndex = {
  /** No node. */
  NONE: -1 as NodeIndex,
  /** The file itself, parent of the header and of every section. */
  ROOT: 0 as NodeIndex,
} as const;

/** Index of a symbol in the {@link SymbolTable}. */
export type SymbolIndex = number & { readonly [brand]: 'symbol' };
export const SymbolIndex = {
  /** The null symbol: entry 0 of the table, never placed. */
  NULL: 0 as SymbolIndex,
} as const;

/** Index of a nav, in the order in which navs were first heard of. */
export type NavIndex = number & { readonly [brand]: 'nav' };

/** Index of a row in the {@link RelocTable}. */
export type RelocIndex = number & { readonly [brand]: 'reloc' };
export const RelocIndex = {
  /** No relocation: the end of a list. */
  NONE: -1 as RelocIndex,
} as const;

/** An address relative to the image base, in bytes, below 2^32. */
export type Rva = number & { readonly [brand]: 'rva' };

/** A position in the image file, in bytes from its start. */
export type FileOffset = number & { readonly [brand]: 'file offset' };
