import type { SymbolWriter } from './symbol-writer';

/** What a lazy symbol contains: code, in .text, or constant data, in .rdata. */
export const LAZY_KINDS = ['code', 'const_data'] as const;
export type LazyKind = (typeof LAZY_KINDS)[number];

/** What the linker asks the compiler about an unnamed constant (uav). */
export interface UavInfo {
  /** Its type, as the node dump prints it. */
  readonly type: string;
  /** Its value, as the node dump prints it. */
  readonly value: string;
  /** ABI alignment in bytes. */
  readonly alignment: number;
}

/**
 * The compiler's side. The linker calls it to place something that other code refers to. It does so
 * when it is idle, and not when the reference is made.
 *
 * An `emit` function writes content with the writer. It adds relocations with the linker's
 * `addReloc`, `getNavVAddr` and `getUavVAddr`, and passes `writer.symbol` as their location. It may
 * look up any symbol and lower uavs, but must not update anything. If it throws, the operation
 * fails; do not use the linker after that.
 */
export interface CodeGenerator {
  describeUav(uav: string): UavInfo;
  emitUav(uav: string, writer: SymbolWriter): void;
  /** Also called for a lazy symbol that was emitted before, if its content may have changed. */
  emitLazy(kind: LazyKind, type: string, writer: SymbolWriter): void;
}
