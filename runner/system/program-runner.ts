import type { NotFound } from './loader-messages';

/** The machine that an image is for, by its name in std.coff's `IMAGE.FILE.MACHINE`. */
export type RunnableMachine = 'I386' | 'AMD64' | 'ARM64';

/** A program may run so long, in milliseconds; on Windows, in those in which the suite listens to it. */
export const TIME_LIMIT = 10_000;

/** Bytes that a program may print to one stream: a thousand times as many as those of any case. */
export const MAX_OUTPUT = 10_000_000;

/** What a program did. */
export interface ProgramRun {
  /** Bytes that are not UTF-8 are surrogates in it: see `losslessText`. */
  readonly stdout: string;
  /** What the program wrote to standard error; under Wine, also what Wine says about a crash. */
  readonly stderr: string;
  /**
   * Null if the program did not end by itself. Windows reports 32 bits, so a crash is an NTSTATUS:
   * 0xc0000005. Wine on Linux reports the lowest 8 bits only: 5.
   */
  readonly exitCode: number | null;
  /** How many bits of the exit code are known, the lowest ones; all 32 if absent. */
  readonly exitCodeBits?: 8;
  /** What Wine says of the exception that ended the program; absent if none did, or if the exit code tells. */
  readonly crash?: string;
  /** Whether it ran out of time: it was ended then, with all that it had started. */
  readonly timedOut: boolean;
  /** It had ended by itself when the time was over, but not what it had started. */
  readonly isOutlived?: true;
  /** It printed more than any program that is judged, and was ended. */
  readonly isEndless?: true;
}

/** A file that a program needs in its folder, as a DLL: the path of one to copy, or a name and contents. */
export type BesideFile = string | { readonly name: string; readonly bytes: Uint8Array };

/** Runs images that are in memory, each from a folder of its own, with a small environment. */
export interface ProgramRunner {
  /** What runs the images; `none` runs nothing, and {@link run} rejects. */
  readonly kind: 'windows' | 'wine' | 'none';
  /**
   * The machines whose images can be expected to run. It is what the host claims: Windows on ARM64
   * may lack its x64 emulation, and Wine its 32-bit half. Only a known-good image proves it.
   */
  readonly machines: readonly RunnableMachine[];
  /** The version of what runs the images, as that says it itself; null where nothing says it. */
  version?(): Promise<string | null>;
  /** Prepares what all runs share. A run does so by itself; this is to have it under way. */
  start(): Promise<void>;
  /**
   * Called where an image that is known to be good does not run: makes anew what all runs share, if an
   * earlier process made it and that may be the reason.
   * @returns whether it did, so that another try makes sense
   */
  renew?(machine: RunnableMachine): Promise<boolean>;
  /**
   * Runs an image with nothing to read.
   * @param beside files that the image needs in its folder: DLLs
   */
  run(image: Uint8Array, beside?: readonly BesideFile[]): Promise<ProgramRun>;
  /**
   * Runs an image once more, with a loader that says what it does not find. Absent where the loader says
   * nothing, as on Windows.
   */
  notFound?(image: Uint8Array, beside?: readonly BesideFile[]): Promise<readonly NotFound[]>;
  /** Ends what all runs share, and removes the folders. */
  stop(): Promise<void>;
}
