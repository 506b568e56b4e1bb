/** A problem of a case file. */
export interface CaseProblem {
  /** The file of the block that has the problem; absent for the case file itself. */
  readonly file?: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** A case file was refused. The message has a line `file:line: reason` for each problem. */
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
