/**
 * What a comparison of two images came to.
 *
 * - `same`: nothing that was compared differs. What was not compared is counted, never assumed equal.
 * - `different`: at least one difference is sure or likely.
 * - `not-comparable`: an image cannot be read, the two are for different machines, or there is
 *   nothing to start from. This is never a pass.
 */
export type SameVerdict = 'same' | 'different' | 'not-comparable';

/**
 * How far a difference can be relied on.
 *
 * - `sure`: code or data that is certainly reached is encoded differently.
 * - `likely`: it rests on a guess about how far an object reaches, and the bytes support the guess.
 * - `possible`: the bytes may as well belong to nothing that is used. It does not decide the verdict.
 */
export type Confidence = 'sure' | 'likely' | 'possible';

/** What kind of thing differs. */
export type DifferenceKind =
  /** The headers: subsystem, program or DLL. */
  | 'header'
  /** Instructions. */
  | 'code'
  /** Bytes of data. */
  | 'data'
  /** An address leads to different kinds of place: code and data, or nowhere. */
  | 'target'
  /** An import slot of one is another import, or none, in the other. */
  | 'import'
  /** A forwarded export. */
  | 'export'
  /** What is writable, executable or neither in one is not so in the other. */
  | 'protection'
  /** One variable in one image is two in the other. */
  | 'identity'
  /** A 16-bit number that is not the number of the same error. */
  | 'number'
  /** An address, in data or in an instruction, that the loader relocates in one image only. */
  | 'relocation'
  /** A resource that both have. */
  | 'resource'
  /** Thread-local storage. */
  | 'tls'
  /** Unwind information, exception handlers. */
  | 'unwind';

/** Something for each of the two images. */
export interface Both<T> {
  readonly a: T;
  readonly b: T;
}

/** A place in one image. */
export interface ImagePlace {
  readonly rva: number;
  /** Bytes from the start of the file; null where the file holds nothing for it. */
  readonly fileOffset: number | null;
  /** Name of its section; null outside of all sections. */
  readonly section: string | null;
}

/** One reference on the way from a root to a difference. */
export interface PathStep {
  /** "entry point", "export f", "call", "pointer at +0x8". */
  readonly how: string;
  /** Where the reference stands; null for a root, which stands nowhere. */
  readonly site: Both<ImagePlace> | null;
  /** What stands there: an instruction in text, empty for data. */
  readonly text: Both<string>;
  /** Whether the step rests on a guess: bytes that may be no pointer of a used object. */
  readonly isGuess: boolean;
}

/** How one image looks at a difference: its disassembly or bytes, a line each. */
export interface SideView {
  readonly place: ImagePlace | null;
  readonly lines: readonly string[];
}

/** A difference and its explanation. All of it is plain data. */
export interface SameDifference {
  readonly confidence: Confidence;
  readonly kind: DifferenceKind;
  /** One sentence fragment: "different instructions". */
  readonly what: string;
  /** From a root to the difference. */
  readonly path: readonly PathStep[];
  readonly sides: Both<SideView>;
  /** What may have gone wrong: guesses for the reader, which decide nothing. */
  readonly hints: readonly string[];
}

/** How much of one section was compared, in bytes of its raw data: the numbers add up to `raw`. */
export interface SectionCoverage {
  readonly name: string;
  readonly isCode: boolean;
  readonly isWritable: boolean;
  /** Bytes in memory. */
  readonly size: number;
  /** Bytes that the file holds for it. */
  readonly raw: number;
  /** Compared as instructions. */
  readonly code: number;
  /** Compared as data that is surely used. */
  readonly sure: number;
  /** Compared as data that is likely used. */
  readonly likely: number;
  /** Tables of the loader, compared by what they say or not at all. */
  readonly tables: number;
  /** Not compared: zeroes that nothing was found to use. */
  readonly zero: number;
  /** Not compared: nothing was found that leads there. */
  readonly unreached: number;
  /** Not compared: after an object whose end is not known. */
  readonly beyond: number;
}

/** What was compared, and what was not. */
export interface SameFigures {
  /** Bytes of code that were compared, in the first image. */
  readonly codeBytes: number;
  /** Bytes of data that were compared, in the first image. */
  readonly dataBytes: number;
  readonly instructions: number;
  readonly procedures: number;
  readonly objects: number;
}

/** Something that the walk came across and that the reader has to know: it limits the claim. */
export interface SameNote {
  readonly what: string;
  readonly count: number;
}

export interface SameResult {
  readonly verdict: SameVerdict;
  /** Why the two are not comparable; null if they are. */
  readonly reason: string | null;
  /** Sure and likely ones, in the order in which they were found. */
  readonly differences: readonly SameDifference[];
  /** Possible ones, which do not decide the verdict. */
  readonly possible: readonly SameDifference[];
  /** Differences that are not listed, as there were too many. */
  readonly unlisted: number;
  readonly notes: readonly SameNote[];
  readonly figures: SameFigures;
  /** By section; null if the two are not comparable. */
  readonly coverage: Both<readonly SectionCoverage[]> | null;
}

/** What decides, of a {@link SameResult}. */
export type SameJudgement = Pick<SameResult, 'verdict' | 'reason' | 'differences' | 'unlisted'>;

/** A place that is known to mean the same in both images, though no header or table leads to it. */
export interface KnownPlace {
  /** "nav main.f", for the path to a difference. */
  readonly name: string;
  /** RVA in the first image. */
  readonly a: number;
  /** RVA in the second image. */
  readonly b: number;
}

export interface SameOptions {
  /**
   * Whether data that is writable in one image and constant in the other differs. It counts within
   * one compiler; two linkers may put the same data into different sections.
   * @default 'compared'
   */
  readonly protection?: 'compared' | 'ignored';
  /**
   * Whether the numbers in names of unnamed Zig types (`__struct_902`), and the lengths that follow
   * from them, may differ: 0.16.0 numbers such types anew in each build.
   * @default 'compared'
   */
  readonly unnamedTypes?: 'compared' | 'tolerated';
  /** Where to start besides what the headers lead to, as from the symbol maps of a linker. */
  readonly known?: readonly KnownPlace[];
  /**
   * Steps of work after which the comparison stops: an instruction is one, and so are four bytes of data.
   * @default as many as images of their size can need
   */
  readonly steps?: number;
}
