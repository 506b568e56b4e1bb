/** One thing that is wrong with a case file. */
export interface CaseProblem {
  /** Where it is, if not in the case file itself: a block that the case includes. */
  readonly file?: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** A case file was refused; the message has a line `file:line: reason` for each thing wrong. */
export class CaseError extends Error {
  override readonly name = 'CaseError';

  constructor(
    readonly file: string,
    readonly problems: readonly CaseProblem[],
  ) {
    super(
      problems
        .map((problem) => `${problem.file ?? file}:${problem.line}: ${problem.reason}`)
        .join('\n'),
    );
  }
}
