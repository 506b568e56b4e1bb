import { byteArray, u16, u32, type Infer } from './codec';
import { enumeration, type EnumValue } from './enumeration';
import { Layout } from './layout';
import { textUpToNul } from './text';

/** Every auxiliary record takes the place of one symbol. */
const record = { size: 18, whenCut: 'InvalidPEHeader' } as const;

/** About a function. PE Format, 5.5.1 Auxiliary Format 1: Function Definitions. */
export const FunctionDefinition = new Layout('coff.FunctionDefinition', record, {
  /** Index of the function's `.bf` symbol. */
  tag_index: u32,
  /** Bytes of its code. */
  total_size: u32,
  /** File offset of its first line number, or 0. */
  pointer_to_linenumber: u32,
  /** Index of the next function's symbol, or 0. */
  pointer_to_next_function: u32,
  unused: byteArray(2),
});
export type FunctionDefinition = Infer<typeof FunctionDefinition>;

/** About a function's begin or end. PE Format, 5.5.2 Auxiliary Format 2: .bf and .ef Symbols. */
export const DebugInfoDefinition = new Layout('coff.DebugInfoDefinition', record, {
  unused_1: byteArray(4),
  /** In the source file, from 1. */
  linenumber: u16,
  unused_2: byteArray(6),
  /** Index of the next `.bf` symbol, or 0; unused in `.ef`. */
  pointer_to_next_function: u32,
  unused_3: byteArray(2),
});
export type DebugInfoDefinition = Infer<typeof DebugInfoDefinition>;

/** Where to look for a weak symbol before its default is taken. PE Format, 5.5.3 Weak Externals. */
export const WeakExternalFlag = enumeration('coff.WeakExternalFlag', 32, {
  /** Not in libraries. */
  SEARCH_NOLIBRARY: 1,
  /** In libraries, too. */
  SEARCH_LIBRARY: 2,
  /** It is a second name of its default. */
  SEARCH_ALIAS: 3,
  /** A name that gives way to any real definition (ARM64EC). */
  ANTI_DEPENDENCY: 4,
});
export type WeakExternalFlag = EnumValue<'coff.WeakExternalFlag'>;

/** About a symbol that has a default. PE Format, 5.5.3 Auxiliary Format 3: Weak Externals. */
export const WeakExternalDefinition = new Layout('coff.WeakExternalDefinition', record, {
  /** Index of the default's symbol. */
  tag_index: u32,
  flag: WeakExternalFlag,
  unused: byteArray(10),
});
export type WeakExternalDefinition = Infer<typeof WeakExternalDefinition>;

const fileDefinition = new Layout('coff.FileDefinition', record, {
  /** Padded with NULs; a longer name goes on in the next record. */
  file_name: byteArray(18),
});
export type FileDefinition = Infer<typeof fileDefinition>;

/** The name of a source file, or 18 bytes of it. PE Format, 5.5.4 Auxiliary Format 4: Files. */
export const FileDefinition = Object.assign(fileDefinition, {
  /** The name up to its first NUL. */
  getFileName: ({ file_name }: FileDefinition): string => textUpToNul(file_name),
});

/**
 * Which of several COMDAT sections of one name stays.
 *
 * PE Format, 5.5.6 COMDAT Sections (Object Only).
 */
export const ComdatSelection = enumeration('coff.ComdatSelection', 8, {
  /** No COMDAT section. */
  NONE: 0,
  /** There must be but one. */
  NODUPLICATES: 1,
  ANY: 2,
  /** Any; all must have one size. */
  SAME_SIZE: 3,
  /** Any; all must be equal. */
  EXACT_MATCH: 4,
  /** This one, if the section that `number` names stays. */
  ASSOCIATIVE: 5,
  /** The largest. */
  LARGEST: 6,
});
export type ComdatSelection = EnumValue<'coff.ComdatSelection'>;

/** About a section. PE Format, 5.5.5 Auxiliary Format 5: Section Definitions. */
export const SectionDefinition = new Layout('coff.SectionDefinition', record, {
  /** Bytes, as the section header's `size_of_raw_data`. */
  length: u32,
  number_of_relocations: u16,
  number_of_linenumbers: u16,
  /** Of COMDAT data. */
  checksum: u32,
  /** The section that an ASSOCIATIVE one belongs to, from 1. */
  number: u16,
  selection: ComdatSelection,
  unused: byteArray(3),
});
export type SectionDefinition = Infer<typeof SectionDefinition>;
