import type { SymbolWriter } from './symbol-writer';

/** What a lazy symbol holds: code goes to .text, constant data to .rdata. */
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
 * The compiler's side. The linker calls it when it places something that other code refers to, so
 * not when a reference is made but when the linker is idle.
 *
 * An `emit` function writes the content with the writer, and adds relocations with the linker's
 * `addReloc`, `getNavVAddr` and `getUavVAddr`, naming `writer.symbol` as their place. It may look
 * up any symbol and lower uavs, but must not update anything. What it throws ends the operation,
 * and with it the life of the linker.
 */
export interface CodeGenerator {
  describeUav(uav: string): UavInfo;
  emitUav(uav: string, writer: SymbolWriter): void;
  /** Also of a lazy symbol that was emitted before, when its content may have changed. */
  emitLazy(kind: LazyKind, type: string, writer: SymbolWriter): void;
}
