import type { FileOffset, NodeIndex, Rva, SymbolIndex } from './indices';
import type { QuirkName } from './quirks';

/** What a node that has no room does about it. Upstream: the arms of `MappedFile.resizeNode`. */
export type Remedy =
  /** Its parent grows, and the node tries again. */
  | 'parent_grows'
  /** The host inserts a range into the file after the node. */
  | 'range_inserted'
  /** The node moves to the end of its parent. */
  | 'floats'
  /** The node is fixed, so the next one moves to the end of their parent. */
  | 'pushes_aside';

/** Something that the linker decided, with the figures that decided it. */
export type LinkDecision =
  /** A node was added at the end of its parent. Sizes and offsets are in bytes. */
  | {
      readonly kind: 'node_added';
      readonly node: NodeIndex;
      readonly parent: NodeIndex;
      readonly alignment: number;
    }
  /** A node needs more bytes than lie between its start and the next node, or its parent's end. */
  | {
      readonly kind: 'outgrown';
      readonly node: NodeIndex;
      /** Bytes that the node is to have. */
      readonly needed: number;
      /** Bytes that there are for it. */
      readonly room: number;
      readonly remedy: Remedy;
      /** The parent that grows, or the node that is pushed aside; otherwise the node itself. */
      readonly other: NodeIndex;
    }
  /** The compiler wrote the content of a symbol. */
  | {
      readonly kind: 'content_written';
      readonly symbol: SymbolIndex;
      /** Bytes. */
      readonly size: number;
      /** Bytes of its content before; null if it had none. */
      readonly before: number | null;
    }
  /** The move of a symbol was acted on: it has an address. */
  | {
      readonly kind: 'symbol_moved';
      readonly symbol: SymbolIndex;
      /** 0 if it had none. */
      readonly from: Rva;
      readonly to: Rva;
    }
  /** A section moved in the file, which changes no address in memory. */
  | {
      readonly kind: 'section_moved';
      /** Index in the section table. */
      readonly section: number;
      readonly to: FileOffset;
    }
  /** A section outgrew its memory, and reserved more. */
  | {
      readonly kind: 'section_reserved';
      readonly section: number;
      /** Bytes in the file. */
      readonly size: number;
      /** Bytes in memory before and now. */
      readonly from: number;
      readonly to: number;
    }
  /** A section got another address. */
  | {
      readonly kind: 'section_slid';
      readonly section: number;
      readonly from: Rva;
      readonly to: Rva;
    }
  /** The header outgrew the address of the first section. */
  | { readonly kind: 'header_outgrown'; readonly size: number }
  /** The import tables got room for a DLL that was not in them. */
  | { readonly kind: 'dll_added'; readonly libName: string }
  /** An import got its entries in the tables, and a thunk in .text. */
  | {
      readonly kind: 'import_placed';
      readonly symbol: SymbolIndex;
      readonly libName: string;
      readonly name: string;
      /** Bytes from the start of the import address table to the entry. */
      readonly slot: number;
    }
  /** A name stands for a symbol outside of the image. */
  | {
      readonly kind: 'exported';
      readonly name: string;
      readonly symbol: SymbolIndex;
      readonly rva: Rva;
      readonly isEntryPoint: boolean;
    }
  /** The entry point followed its symbol. */
  | { readonly kind: 'entry_point_moved'; readonly symbol: SymbolIndex; readonly to: Rva }
  /** A quirk decided what happens. */
  | { readonly kind: 'quirk'; readonly quirk: QuirkName; readonly about: QuirkSubject };

/** What a quirk was about. The figures are in bytes. */
export interface QuirkSubject {
  readonly node?: NodeIndex;
  readonly symbol?: SymbolIndex;
  /** The other node or symbol that it is about. */
  readonly otherNode?: NodeIndex;
  readonly otherSymbol?: SymbolIndex;
  readonly name?: string;
  readonly from?: number;
  readonly to?: number;
}
