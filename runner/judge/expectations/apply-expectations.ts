import {
  type CaseResult,
  type Variant,
  type Judgement,
  type UpdateResult,
  judgementsOf,
} from '../result/case-result';
import { ANY, describeExpectation, type Expectation } from './expectation';
import type { ExpectationFile } from './expectation-file';

/** Results in which what was expected to fail is told so. */
export interface ExpectedResults {
  readonly cases: readonly CaseResult[];
  /** Entries that are about nothing that there is, a line each: they fail the run. */
  readonly stale: readonly string[];
}

/** What was judged. */
export interface Judged {
  readonly cases: readonly CaseResult[];
  readonly variants: readonly Variant[];
  /** Whether these are all cases that there are: then an entry about any other is stale. */
  readonly isWhole: boolean;
  /** Whether only some updates of each case were judged: then an entry about another is not stale. */
  readonly isPartial: boolean;
}

/**
 * Makes expected failures of failures that are expected, and failures of what passes although it
 * is expected to fail.
 */
export function applyExpectations(
  judged: Judged,
  { file, expectations }: ExpectationFile,
): ExpectedResults {
  const used = new Set<Expectation>();
  const cases = judged.cases.map((result) => ({
    ...result,
    updates: result.updates.map((update) => ({
      ...update,
      judgements: update.judgements.map((judgement) => {
        const found = expectations.filter((one) => isAbout(one, result, update, judgement));
        for (const one of found) used.add(one);
        return found[0] === undefined ? judgement : expected(judgement, found[0], file);
      }),
    })),
  }));
  const stale = expectations
    .filter((one) => !used.has(one) && isStale(one, judged))
    .map((one) => `${file}: nothing is judged as ${describeExpectation(one)}: remove the entry`);
  return { cases, stale };
}

function isAbout(
  { case: name, update, variant, level }: Expectation,
  result: CaseResult,
  { update: updateName }: UpdateResult,
  judgement: Judgement,
): boolean {
  return (
    name === result.name &&
    (update === ANY || update === updateName) &&
    (variant === ANY || variant === judgement.variant) &&
    (level === ANY || level === judgement.level)
  );
}

function expected(judgement: Judgement, { reason, link }: Expectation, file: string): Judgement {
  const { verdict, details } = judgement;
  if (verdict === 'pass') {
    const told = `holds, though it is expected to fail: ${reason}; remove the entry in ${file}`;
    return { ...judgement, verdict: 'xpass', reason: told };
  }
  if (verdict !== 'fail') return judgement;
  return {
    ...judgement,
    verdict: 'xfail',
    reason,
    details: judgement.reason === null ? details : [judgement.reason, ...details],
    ...(link === undefined ? {} : { link }),
  };
}

/** Whether an entry that matched nothing is about something that was to be judged. */
function isStale(
  { case: name, variant, level }: Expectation,
  { cases, variants, isWhole, isPartial }: Judged,
): boolean {
  if (isPartial) return false;
  const result = cases.find((one) => one.name === name);
  if (result === undefined) return isWhole;
  if (result.refusal !== null) return false;
  if (variant !== ANY && !variants.includes(variant)) return false;
  // Without Wine nothing is run anywhere, and no entry about that can be told from a stale one.
  return (
    level === ANY || cases.some((one) => judgementsOf(one).some((judged) => judged.level === level))
  );
}
