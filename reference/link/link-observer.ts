import type { FileOffset, NodeIndex, SymbolIndex } from './indices';
import type { LinkDecision } from './link-decision';

/** What {@link LinkObserver.task} was told that is done: one task of `Coff2.idle`. */
export type Task =
  | { readonly kind: 'uav'; readonly uav: string }
  | { readonly kind: 'global'; readonly name: string; readonly libName: string | null }
  | { readonly kind: 'lazy_code' | 'lazy_const_data'; readonly type: string }
  | {
      readonly kind: 'node';
      readonly node: NodeIndex;
      readonly moved: boolean;
      readonly resized: boolean;
    };

/**
 * Watches a linker at work. Calls come in the order of what happens, each after it has happened; an
 * observer reads, and never calls the linker. One is given to the linker when it is made. Without
 * one, which is the default, a linker tests a field for null where it would have told it, and makes
 * no object.
 */
export interface LinkObserver {
  /** `idle` takes up a task that waits. The one call that comes before what it is about. */
  task(task: Task): void;
  /** The task that {@link task} was told of is done. */
  taskDone(): void;
  /** The compiler starts to write a symbol. Its content ends with the decision `content_written`. */
  contentStarted(symbol: SymbolIndex): void;
  /** A node was given a place, the same as before or another; bytes, the offset within its parent. */
  nodePlaced(node: NodeIndex, offset: number, size: number): void;
  /** A node was told that it moved. Whether that raises an event depends on those that stand. */
  nodeMoved(node: NodeIndex): void;
  /** The field of a relocation was written. @param offset bytes from the start of `location` */
  relocationApplied(location: SymbolIndex, offset: number, target: SymbolIndex): void;
  /**
   * A relocation was not applied, although one of its ends settled: the other one is not placed, or a
   * moved event waits for it.
   * @param waitsFor the end that is not at rest
   */
  relocationPutOff(
    location: SymbolIndex,
    offset: number,
    target: SymbolIndex,
    waitsFor: SymbolIndex,
  ): void;
  /** Something was decided. */
  decided(decision: LinkDecision): void;
  /** Bytes of the image were written: by content, fields, zeros, and where moved bytes come to lie. */
  written(at: FileOffset, size: number): void;
  /** Bytes of the image were moved; {@link written} told of both places before. */
  bytesMoved(from: FileOffset, to: FileOffset, size: number): void;
}
