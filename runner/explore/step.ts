import type { NodeIndex, SymbolIndex, Task } from '../../reference';
import type { Reason } from './why/reason';

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

/** An op of a script, or one idle task within it. */
export interface Step {
  /** From 0, which is the linker as it starts. */
  readonly index: number;
  /** Index of its op; -1 for the start. */
  readonly op: number;
  /** The task of idle; null if the step is the op itself. */
  readonly task: Task | null;
  /** How many tasks of its op are done after this step. */
  readonly tasksDone: number;
  /** What the list of steps calls it. */
  readonly title: string;
  /** Why everything happened that did, in sentences. */
  readonly why: readonly Reason[];
  readonly touches: readonly Touch[];
  readonly relocations: readonly RelocationEvent[];
  /** Nodes that got another offset within their parent. */
  readonly moved: readonly NodeIndex[];
  readonly resized: readonly NodeIndex[];
  /** The update that ends here: its number from 0 and its name. Null for most steps. */
  readonly snapshot: { readonly index: number; readonly name: string | null } | null;
}
