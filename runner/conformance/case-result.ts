import type { HostName } from '../../reference';

/** What is judged of an update, in the order of the table's columns. */
export const ASPECTS = ['bytes', 'nodes', 'picture', 'run'] as const;

export type Aspect = (typeof ASPECTS)[number];

/**
 * How one aspect of an update fared: it holds; it does not; it does not, as the case expects; it
 * does, although the case expects otherwise; it could not be judged here.
 */
export type Verdict = 'pass' | 'fail' | 'xfail' | 'xpass' | 'unsupported';

/** One aspect of one update on one host. */
export interface Judgement {
  readonly aspect: Aspect;
  readonly host: HostName;
  readonly verdict: Verdict;
  /** Why, for all but a pass. One line. */
  readonly reason: string | null;
  /** What explains a failure; a line each. */
  readonly details: readonly string[];
}

/** How one update fared. */
export interface UpdateResult {
  readonly update: string;
  readonly judgements: readonly Judgement[];
}

/** How one case fared. */
export interface CaseResult {
  readonly name: string;
  /** Path of the case file. */
  readonly file: string;
  readonly updates: readonly UpdateResult[];
  /** Why the case could not be judged at all; null if it was. */
  readonly refusal: string | null;
  readonly milliseconds: number;
}

/** Whether a verdict fails the run. */
export function isFailure(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'xpass';
}

export function judgementsOf(result: CaseResult): readonly Judgement[] {
  return result.updates.flatMap(({ judgements }) => judgements);
}

/** Whether nothing of a case failed. */
export function caseHolds(result: CaseResult): boolean {
  return result.refusal === null && !judgementsOf(result).some(({ verdict }) => isFailure(verdict));
}

/** How often there was each verdict. */
export function countVerdicts(results: readonly CaseResult[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, xfail: 0, xpass: 0, unsupported: 0 };
  for (const result of results) {
    for (const { verdict } of judgementsOf(result)) counts[verdict] += 1;
  }
  return counts;
}
