import type { HostName } from '../../reference';
import type { ScriptLine } from './case-script';
import type { ImageFact } from './image-fact';
import type { ListedOp } from './listing/listing';

/** A file that an update writes. */
export interface FileText {
  /** Its path, relative to the folder of the sources. */
  readonly name: string;
  readonly text: string;
}

/** The expected result of an update. */
export type Outcome =
  | {
      /** An image that runs. */
      readonly kind: 'run';
      /** What it prints; null if the case does not say. */
      readonly stdout: string | null;
      readonly exitCode: number;
    }
  | {
      /** No image. */
      readonly kind: 'errors';
      /** "FILE:LINE:COL: error: MESSAGE", and notes, in the compiler's order. */
      readonly errors: readonly string[];
      readonly compileLog: readonly string[];
    };

/** Says that an image does not run as expected because of a mistake of the real linker. */
export interface ExpectedFailure {
  /** The host profiles on which the image fails. */
  readonly hosts: readonly HostName[];
  readonly reason: string;
}

/** One update of a case: files change, and the program is compiled and linked again. */
export interface Update {
  readonly name: string;
  /** Line of the case file, from 1. */
  readonly line: number;
  readonly writes: readonly FileText[];
  readonly removes: readonly string[];
  /** Null if the case does not say. */
  readonly outcome: Outcome | null;
  /** The ops that the compiler hands the linker; null if the case does not say. */
  readonly link: readonly ListedOp[] | null;
  /** Null if the image runs as expected on all host profiles. */
  readonly expectedFailure: ExpectedFailure | null;
  /** Present if the case keeps no goldens of this update: see `#golden_every`. */
  readonly isWithoutGoldens?: true;
}

/** A DLL that a case's program loads: what the same linker makes of another case. */
export interface LoadedDll {
  /** Name of its file without ".dll". */
  readonly name: string;
  /** Name of the case, which is in the same folder. */
  readonly caseName: string;
  /** Line of the case file, from 1. */
  readonly line: number;
}

/** A module other than the root, which is main.zig. */
export interface ModuleRoot {
  readonly name: string;
  readonly file: string;
}

/** A case file. */
export interface Case {
  /**
   * The target and the backend: "x86_64-windows-selfhosted". Empty, as in upstream's files since April 2026,
   * for what the lane judges by default: that target in all lanes of today.
   */
  readonly targets: readonly string[];
  readonly modules: readonly ModuleRoot[];
  readonly dlls: readonly LoadedDll[];
  /** Options of the link script's header. */
  readonly linkOptions: Readonly<Record<string, string | number>>;
  /** What the case expects of the headers of all its images. */
  readonly imageFacts: readonly ImageFact[];
  readonly updates: readonly Update[];
  /** What the compiler hands the linker, as a link script. */
  readonly script: readonly ScriptLine[];
}

/** The files of a case's program as they are after each of its updates. */
export function* fileStates(
  updates: readonly Update[],
): Generator<readonly [Update, ReadonlyMap<string, string>], void, undefined> {
  const files = new Map<string, string>();
  for (const update of updates) {
    for (const name of update.removes) files.delete(name);
    for (const { name, text } of update.writes) files.set(name, text);
    yield [update, new Map(files)];
  }
}
