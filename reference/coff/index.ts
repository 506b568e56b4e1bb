/**
 * Zig's `std.coff` under the names that it has since upstream's commit e1f3fc6ce2: every
 * declaration is where a Zig reader looks for it. `renames.ts` has the names that it had before.
 *
 * - A struct is a {@link Layout}: `Header.read(bytes, offset)`, `Header.offsetOf('machine')`,
 *   `Header.write(bytes, offset, value)`, `Header.SIZE`. Its methods take the record first:
 *   `SectionHeader.getName(header)`.
 * - A packed struct is a {@link Packed}: `Header.Flags.init({ DLL: true })`, `.toInt(flags)`,
 *   `.fromInt(0x2022)`. Reserved bits are fields, so nothing is lost.
 * - An enum is an {@link Enumeration}: `Subsystem.WINDOWS_CUI`, `Subsystem.name(3)`. Its values are
 *   numbers; those without a tag are values, too.
 * - Bytes that are not what they should be are a `CoffError`, here `Error`.
 */
export { Header } from './header';
export {
  DllFlags,
  IMAGE_NT_OPTIONAL_HDR32_MAGIC,
  IMAGE_NT_OPTIONAL_HDR64_MAGIC,
  OptionalHeader,
  Subsystem,
} from './optional-header';
export {
  DirectoryEntry,
  IMAGE_NUMBEROF_DIRECTORY_ENTRIES,
  ImageDataDirectory,
} from './data-directory';
export {
  BaseRelocation,
  BaseRelocationDirectoryEntry,
  BaseRelocationType,
} from './base-relocation';
export { DebugDirectoryEntry, DebugType } from './debug-directory';
export {
  ImportDirectoryEntry,
  ImportHintNameEntry,
  ImportLookupEntry32,
  ImportLookupEntry64,
} from './import-table';
export { SectionHeader } from './section-header';
export { SectionNumber, StorageClass, Symbol } from './symbol';
export { BaseType, ComplexType, SymType } from './symbol-type';
export {
  ComdatSelection,
  DebugInfoDefinition,
  FileDefinition,
  FunctionDefinition,
  SectionDefinition,
  WeakExternalDefinition,
  WeakExternalFlag,
} from './symbol-aux';
export { CoffError as Error } from './error';
export { Coff } from './coff';
export { Symtab } from './symtab';
export { Strtab } from './strtab';
export { ImportHeader, ImportNameType, ImportType } from './import-header';
export { Relocation } from './relocation';
export { IMAGE } from './image';

export { RENAMES, type Rename } from './renames';

export type { Codec, Infer } from './codec';
export type { Enumeration, EnumValue } from './enumeration';
export type { ErrorCode } from './error';
export type { FieldPlace, Layout } from './layout';
export type { Machine } from './image-file-machine';
export type { OptionalHeader32, OptionalHeader64 } from './optional-header';
export type { BitPlace, Packed } from './packed';
