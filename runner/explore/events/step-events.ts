import type { LinkDecision, NodeIndex, SymbolIndex, Task } from '../../../reference';

/** Why bytes of the image were written. */
export type WriteCause =
  /** The compiler wrote the content of a symbol. */
  | { readonly kind: 'content'; readonly symbol: SymbolIndex }
  /** A relocation was applied. `offset` is in bytes from the start of `location`. */
  | {
      readonly kind: 'relocation';
      readonly location: SymbolIndex;
      readonly offset: number;
      readonly target: SymbolIndex;
    }
  /** The linker itself: headers, import tables, thunks. */
  | { readonly kind: 'linker' };

/** A change of the image's bytes, in the order of what happened. Offsets are file offsets. */
export type Touch =
  | {
      readonly kind: 'write';
      readonly at: number;
      readonly size: number;
      readonly cause: WriteCause;
    }
  /** Bytes were moved, and zeros left in their place. */
  | { readonly kind: 'move'; readonly from: number; readonly to: number; readonly size: number }
  /** A range of zeros was inserted. Whatever lay at `at` or after it moved up by `size`. */
  | { readonly kind: 'insert'; readonly at: number; readonly size: number };

/** What became of a relocation in a step. */
export interface RelocationEvent {
  readonly location: SymbolIndex;
  /** Bytes from the start of `location`. */
  readonly offset: number;
  readonly target: SymbolIndex;
  /** The end that is not at rest; null if the relocation was applied. */
  readonly waitsFor: SymbolIndex | null;
}

/** What a linker told of one step. */
export interface StepEvents {
  readonly task: Task | null;
  readonly decisions: readonly LinkDecision[];
  readonly touches: readonly Touch[];
  readonly relocations: readonly RelocationEvent[];
  readonly moved: readonly NodeIndex[];
  readonly resized: readonly NodeIndex[];
}
