import { isFailure, type CaseResult, type Judgement, type Verdict } from './case-result';
import { failureCause } from './failure-cause';
import type { Level } from './level';

/** A failed judgement, and where it belongs. */
export interface Failure {
  readonly result: CaseResult;
  /** Number of the update in its case, from 0. */
  readonly index: number;
  readonly judgement: Judgement;
}

/** Failures that likely have one cause. */
export interface FailureGroup {
  /** One level, or all on which a linker without an image fails. */
  readonly levels: readonly Level[];
  readonly verdict: Verdict;
  /** What they have in common; see `failureCause`. */
  readonly cause: string;
  /** How many cases and updates have such a failure. */
  readonly cases: number;
  readonly updates: number;
  /** The one that takes the fewest lines to explain; among equals, the first. */
  readonly example: Failure;
  /** In the order of cases and updates. */
  readonly failures: readonly Failure[];
}

/**
 * Groups failures by level, kind, and relation of found to expected; where there is no image, all levels
 * fail in one way. The group of the most cases comes
 * first, then that of the most updates. A guess at causes: one fault may show in several groups.
 */
export function failureGroups(results: readonly CaseResult[]): readonly FailureGroup[] {
  const groups = new Map<string, [Failure, ...Failure[]]>();
  for (const failure of results.flatMap(failuresOf)) {
    const { level, verdict, outcome } = failure.judgement;
    const judged = outcome === undefined ? level : 'all';
    const key = JSON.stringify([judged, verdict, failureCause(failure.judgement)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [failure]);
    else group.push(failure);
  }
  return [...groups.values()]
    .map(groupOf)
    .sort((a, b) => b.cases - a.cases || b.updates - a.updates);
}

function failuresOf(result: CaseResult): readonly Failure[] {
  return result.updates.flatMap(({ judgements }, index) =>
    judgements
      .filter(({ verdict }) => isFailure(verdict))
      .map((judgement) => ({ result, index, judgement })),
  );
}

function groupOf(failures: readonly [Failure, ...Failure[]]): FailureGroup {
  const [first] = failures;
  return {
    levels: [...new Set(failures.map(({ judgement }) => judgement.level))],
    verdict: first.judgement.verdict,
    cause: failureCause(first.judgement),
    cases: new Set(failures.map(({ result }) => result)).size,
    updates: new Set(failures.map(({ result, index }) => `${index} ${result.file}`)).size,
    example: failures.reduce((best, one) => (isSmaller(one, best) ? one : best)),
    failures,
  };
}

/** A failure that only follows from an earlier one explains nothing. */
function isSmaller({ judgement: a }: Failure, { judgement: b }: Failure): boolean {
  const follows = (one: Judgement): number => Number(one.isConsequence === true);
  return (follows(a) - follows(b) || a.details.length - b.details.length) < 0;
}
