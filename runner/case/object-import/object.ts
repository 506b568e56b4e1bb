import type { Machine } from '../../../reference';

/** A place of a section that depends on a symbol. */
export interface ObjectRelocation {
  /** Bytes from the section's start. */
  readonly offset: number;
  readonly symbol: ObjectSymbol;
  /** Name in IMAGE.REL of the machine. */
  readonly type: string;
  /** Whether the assembler filled the field in itself, so that the file has no such relocation. */
  readonly isImplied?: true;
}

/** A section whose bytes an image would hold. */
export interface ObjectSection {
  readonly name: string;
  /** Of the object. */
  readonly machine: Machine;
  readonly kind: 'code' | 'data' | 'constant';
  /** Zeros where the file has no bytes. */
  readonly data: Uint8Array;
  /** Bytes. */
  readonly alignment: number;
  /** By ascending offset. */
  readonly relocations: readonly ObjectRelocation[];
  /** Whether it may be one array, however many symbols are in it. */
  readonly isWhole: boolean;
}

/** A symbol of the object. */
export interface ObjectSymbol {
  readonly name: string;
  /** Index in {@link ObjectFile.sections}; null if it is not defined in one of these. */
  readonly section: number | null;
  /** Bytes from the section's start; of one that is not defined here, the bytes it needs, or 0. */
  readonly value: number;
  readonly isExternal: boolean;
  readonly isFunction: boolean;
  /** Whether it stands for its section: what refers to it says no more than a distance. */
  readonly isSection: boolean;
  /** Why nothing can refer to it, or null. */
  readonly problem: string | null;
}

/** An object file, as far as a linker of code and data needs it. */
export interface ObjectFile {
  readonly machine: Machine;
  readonly sections: readonly ObjectSection[];
  readonly symbols: readonly ObjectSymbol[];
  /** Names of the sections that hold something, but nothing for Coff2. */
  readonly skipped: readonly string[];
  /**
   * Whether all of it was compiled from a language above assembly, by the names of its sources:
   * then no function runs into the next one, and no table counts from another variable.
   */
  readonly isCompiled: boolean;
  /**
   * Whether some of it was written in assembly: its sources say so, or labels of code are no functions.
   * Then an instruction may count from one variable to another.
   */
  readonly isAssembled: boolean;
}
