/** One thing that is wrong with a case file. */
export interface CaseProblem {
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
    super(problems.map(({ line, reason }) => `${file}:${line}: ${reason}`).join('\n'));
  }
}
