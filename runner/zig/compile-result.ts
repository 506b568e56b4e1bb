/** How a compiler fails to answer. */
export type CompilerOutcome = 'crash' | 'timeout' | 'protocol' | 'no-image';

/** What came of compiling a program. */
export type CompileResult =
  | {
      readonly kind: 'image';
      /** Path. The compiler patches the file in place with the next update: to be copied before it runs. */
      readonly image: string;
    }
  | {
      readonly kind: 'errors';
      /** "FILE:LINE:COL: error: MESSAGE", or ":error: MESSAGE" without a place; notes likewise. */
      readonly errors: readonly string[];
      readonly compileLog: readonly string[];
    }
  | CompilerFailure;

/** The compiler did not say what came of it, or said what is not so. */
export interface CompilerFailure {
  readonly kind: 'failure';
  readonly outcome: CompilerOutcome;
  /** One line. */
  readonly reason: string;
  /** What it wrote to standard error, the end of it. */
  readonly details: readonly string[];
}
