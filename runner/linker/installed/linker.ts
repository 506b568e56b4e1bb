import type { LinkOptions, Machine } from '../../../reference';
import type { LinkInput } from './link-input';

/** Files of one link, by their names in the work folder, where the linker runs. */
export const LINK_FILES = {
  object: 'program.obj',
  importLibrary: 'imports.lib',
  /** Names of a DLL's exports. */
  definitions: 'program.def',
  map: 'program.map',
} as const;

/** What a linker is asked to do. */
export interface LinkJob {
  readonly options: LinkOptions;
  readonly input: LinkInput;
  /** Preferred address of the image in memory. */
  readonly imageBase: number;
  /** Name of the image in the work folder. */
  readonly image: string;
}

/** A linker of the system: how it is called, and where its map file has symbols. */
export interface Linker {
  /** What the suite calls it. */
  readonly name: string;
  /** Names of its program. Those with a version after (`lld-link-14`) count, too. */
  readonly program: string;
  /** What to say where it is not installed. */
  readonly install: string;
  /** For which it links. */
  readonly machines: readonly Machine[];
  /** Relocation types that it has no code for, by their names in `std.coff`; compilers make none of them. */
  readonly unknownRelocations: Readonly<Record<Machine, readonly string[]>>;
  arguments(job: LinkJob): readonly string[];
  /** RVAs of symbols, by their names in the object. */
  parseMap(map: string, imageBase: number): ReadonlyMap<string, number>;
}

/** Bytes, as the reference asks for them: PE Format, 3.4.2 Optional Header Windows-Specific Fields. */
export const STACK = { reserve: 0x100_0000, commit: 0x1000 } as const;
