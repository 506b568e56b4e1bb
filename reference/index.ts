/**
 * The reference linker. {@link Coff2} is where to start; `./coff` has the structures of the PE
 * format under upstream's names.
 */
export * as coff from './coff';
export { alignmentLog2 } from './link/alignment';
export type { CodeGenerator, LazyKind, UavInfo } from './link/code-generator';
export { LAZY_KINDS } from './link/code-generator';
export { Coff2 } from './link/coff2';
export type { Exported, FuncUpdate, NavUpdate, RelocInfo } from './link/coff2';
export { HOST_NAMES, HOST_PROFILES } from './link/host-profile';
export type { HostName, HostProfile } from './link/host-profile';
export { DIRTY_PAGE_SIZE, MAX_IMAGE_SIZE } from './link/image-bytes';
export type { ImageBytes } from './link/image-bytes';
export { InPlaceFile, patchBetween, isLeftOver, writeFileAtomically } from './link/image-file';
export type { Patch } from './link/image-file';
export type { FileOffset, NavIndex, NodeIndex, Rva, SymbolIndex } from './link/indices';
export type { LinkDecision, QuirkSubject, Remedy } from './link/link-decision';
export type { LinkObserver, Task } from './link/link-observer';
export type { LinkTables, RelocationRow, Waiting } from './link/link-tables';
export { LinkError } from './link/link-error';
export type { LinkErrorCode } from './link/link-error';
export type { DumpSink } from './link/node-dump';
export {
  DEFAULT_LINK_OPTIONS,
  LINK_MODES,
  MACHINES,
  OPTIMIZE_MODES,
  OUTPUT_MODES,
} from './link/options';
export type { LinkMode, LinkOptions, Machine, OptimizeMode, OutputMode } from './link/options';
export { QUIRKS } from './link/quirks';
export type { Quirk, QuirkName } from './link/quirks';
export { relocSpan, relocWidth } from './link/reloc-kind';
export type { MappedSymbol, SymbolName } from './link/symbol-map';
export type { Emit, SymbolWriter } from './link/symbol-writer';
