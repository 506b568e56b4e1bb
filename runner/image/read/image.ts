import type { coff } from '../../../reference';
import type { Section } from './section';
import type { Structure } from './structure';

/** A data directory and its place. */
export interface Directory {
  /** As `coff.DirectoryEntry` has it. */
  readonly index: number;
  /** "IMPORT"; "15" for one that has no name. */
  readonly name: string;
  readonly entry: Structure<coff.ImageDataDirectory>;
}

/** The headers of an image, as far as its sizes and counts can be followed. */
export interface Image {
  readonly bytes: Uint8Array;
  readonly header: Structure<coff.Header>;
  readonly standard: Structure<coff.OptionalHeader>;
  readonly windows: Structure<coff.OptionalHeader32 | coff.OptionalHeader64>;
  /** PE32+: addresses have 64 bits. */
  readonly is64: boolean;
  /** Those that there are, 16 at most. */
  readonly directories: readonly Directory[];
  /** Those whose row is in the file. */
  readonly sections: readonly Section[];
  /** File offset of the section table, in bytes. */
  readonly sectionTable: number;
}
