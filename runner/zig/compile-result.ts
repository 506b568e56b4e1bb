/** How a compiler fails to answer. */
export type CompilerOutcome = 'crash' | 'timeout' | 'protocol' | 'no-image';

/** The result of compiling a program. */
export type CompileResult =
  | {
      readonly kind: 'image';
      /** Path. The next update patches this file in place, so copy it before it runs. */
      readonly image: string;
    }
  | {
      readonly kind: 'errors';
      /** "FILE:LINE:COL: error: MESSAGE", or ":error: MESSAGE" without a place; and notes. */
      readonly errors: readonly string[];
      readonly compileLog: readonly string[];
    }
  | CompilerFailure;

/** The compiler gave no result, or a wrong one. */
export interface CompilerFailure {
  readonly kind: 'failure';
  readonly outcome: CompilerOutcome;
  /** One line. */
  readonly reason: string;
  /** The end of what it wrote to standard error. */
  readonly details: readonly string[];
}
