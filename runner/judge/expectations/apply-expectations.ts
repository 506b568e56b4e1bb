import {
  type CaseResult,
  type Variant,
  type Judgement,
  type UpdateResult,
  judgementsOf,
} from '../result/case-result';
import { failureInShort } from '../result/failure-cause';
import { ANY, describeExpectation, type Expectation } from './expectation';
import type { ExpectationFile } from './expectation-file';

/** Results with expected failures marked. */
export interface ExpectedResults {
  readonly cases: readonly CaseResult[];
  /** Stale entries, one line for each. They fail the run. */
  readonly stale: readonly string[];
}

/** What was judged. */
export interface Judged {
  readonly cases: readonly CaseResult[];
  readonly variants: readonly Variant[];
  /** Whether these are all cases. Then an entry about another case is stale. */
  readonly isWhole: boolean;
  /** Whether only some updates of each case were judged. Then entries about others are not stale. */
  readonly isPartial: boolean;
}

/**
 * Turns failures that are expected into expected failures, and passes where a failure is expected
 * into unexpected passes, which fail the run.
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
        const fitting = found.filter((one) => fits(one, judgement));
        const [first] = fitting;
        const isCovered = first !== undefined && coversAll(fitting, judgement);
        // An entry of another failure is about nothing where others expect what fails.
        for (const one of isCovered ? fitting : found) used.add(one);
        if (isCovered) return expected(judgement, first, file);
        return found.length > fitting.length ? unlikeExpected(judgement, found, file) : judgement;
      }),
    })),
  }));
  const stale = expectations
    .filter((one) => !used.has(one) && isStale(one, judged))
    .map((one) => `${file}: no judgement matches ${describeExpectation(one)}; remove the entry`);
  return { cases, stale };
}

function isAbout(
  { case: name, update, variant, level, rule }: Expectation,
  result: CaseResult,
  { update: updateName }: UpdateResult,
  judgement: Judgement,
): boolean {
  return (
    (name === ANY || name === result.name) &&
    (rule === undefined || judgement.rules?.includes(rule) === true) &&
    (update === ANY || update === updateName) &&
    (variant === ANY || variant === judgement.variant) &&
    (level === ANY || level === judgement.level)
  );
}

/** Whether a judgement fails as an expectation says, where it says that. A pass is not what any expects. */
function fits({ failure }: Expectation, judgement: Judgement): boolean {
  return (
    failure === undefined || judgement.verdict !== 'fail' || failure === failureInShort(judgement)
  );
}

/** A failure in the place of others that are expected: it says which. */
function unlikeExpected(
  judgement: Judgement,
  found: readonly Expectation[],
  file: string,
): Judgement {
  const lines = found.flatMap(({ failure, reason }) =>
    failure === undefined ? [] : [`${file} expects another failure: ${failure} (${reason})`],
  );
  return { ...judgement, details: [...lines, ...judgement.details] };
}

/** Whether a failure is expected: as such, or by each of its rules. */
function coversAll(found: readonly Expectation[], { rules = [] }: Judgement): boolean {
  const named = new Set(found.map(({ rule }) => rule));
  return named.has(undefined) || rules.every((rule) => named.has(rule));
}

function expected(judgement: Judgement, { reason, link }: Expectation, file: string): Judgement {
  const { verdict, details } = judgement;
  if (verdict === 'pass') {
    const told = `holds, although a failure is expected: ${reason}; remove the entry in ${file}`;
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

/** Whether an entry that matched nothing is about something that was judged. */
function isStale(
  { case: name, variant, level }: Expectation,
  { cases, variants, isWhole, isPartial }: Judged,
): boolean {
  if (isPartial) return false;
  if (name === ANY) return isWhole && (variant === ANY || variants.includes(variant));
  const result = cases.find((one) => one.name === name);
  if (result === undefined) return isWhole;
  if (result.refusal !== null) return false;
  if (variant !== ANY && !variants.includes(variant)) return false;
  // Without Wine nothing is run, so an entry about runs cannot be called stale.
  return (
    level === ANY || cases.some((one) => judgementsOf(one).some((judged) => judged.level === level))
  );
}
