/** How many things of a kind a file has, as one program reads it. */
export interface Counts {
  readonly sections: number;
  /** Of images: imported functions, those that are loaded late left out. */
  readonly imports?: number;
  /** Of images: rows of the export address table. */
  readonly exports?: number;
  /** Of images: entries of base relocations. Of objects: relocations of all sections. */
  readonly relocations: number;
}

/** What one command did with a file. */
export interface CommandResult {
  readonly command:
    | 'check'
    | 'inspect'
    | 'import'
    | 'diff with itself'
    | 'same, moved'
    | 'diff with a neighbour';
  /** Of computing, in all threads: the better of two where the first took more than a second. */
  readonly milliseconds: number;
}

/** What became of one file. */
export interface Examination {
  readonly name: string;
  readonly kind: 'image' | 'object';
  /** Bytes. */
  readonly size: number;
  /** What made it, as far as its headers tell. */
  readonly toolchain: string;
  readonly commands: readonly CommandResult[];
  /** The rules that an image does not keep, by grade. */
  readonly broken: readonly string[];
  readonly unusual: readonly string[];
  /** Why an object is refused by `import`; null if it is imported, or an image. */
  readonly refusal: string | null;
  /** Why `diff` does not say of an image whether it is the same program as itself; null if it does. */
  readonly notCompared: string | null;
  readonly counts: Counts;
  /** What is wrong with what the commands did: a crash, a difference of a file from itself. */
  readonly faults: readonly string[];
}
