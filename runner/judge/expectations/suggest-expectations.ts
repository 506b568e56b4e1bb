import {
  judgementsOf,
  type CaseResult,
  type Judgement,
  type UpdateResult,
} from '../result/case-result';
import { foundInShort } from '../result/failure-cause';
import { ANY, type Expectation } from './expectation';

/**
 * The expectations with which a run would hold: every failure, with its reason, and what it says in short, so that
 * another one in its place is not expected. Failures that were expected keep their reason and link, and stay as wide
 * as they were.
 * @param before the expectations that were applied. Those about cases that were not judged stay
 */
export function suggestExpectations(
  cases: readonly CaseResult[],
  before: readonly Expectation[],
): readonly Expectation[] {
  const judged = new Set(cases.map(({ name }) => name));
  const suggested = [
    ...before.filter((one) => one.rule !== undefined || !judged.has(one.case)),
    ...cases.flatMap((result) =>
      result.updates.flatMap((update) => ofUpdate(result, update, before)),
    ),
  ];
  return suggested.sort((a, b) => (a.case < b.case ? -1 : Number(a.case > b.case)));
}

/** One entry for each reason and level. If all variants fail so, one entry covers them all. */
function ofUpdate(
  result: CaseResult,
  { update, judgements }: UpdateResult,
  before: readonly Expectation[],
): readonly Expectation[] {
  const isFailing = ({ verdict }: Judgement): boolean => verdict === 'fail' || verdict === 'xfail';
  // A failure that the case itself expects needs no entry.
  const failed = judgements.filter((one) => isFailing(one) && !isOfCase(one, before, result));
  const failureOf = (one: Judgement): string | undefined => failureIn(one, result, before);
  const groups = new Map<string, readonly Judgement[]>();
  for (const one of failed) {
    const key = JSON.stringify([one.level, one.reason, one.link, failureOf(one)]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group as [Judgement];
    const { level, reason, link } = first;
    const failure = failureOf(first);
    const variants = new Set(judgementsOf(result).map(({ variant }) => variant));
    const named =
      group.length === variants.size && variants.size > 1
        ? [ANY]
        : group.map(({ variant }) => variant);
    return named.map((variant) => ({
      case: result.name,
      update,
      variant,
      level,
      ...(failure === undefined ? {} : { failure }),
      reason: reason ?? 'fails',
      ...(link === undefined ? {} : { link }),
    })) as readonly Expectation[];
  });
}

/** What an entry says that fails; undefined if the entry that expected it says nothing. */
function failureIn(
  judgement: Judgement,
  { name }: CaseResult,
  before: readonly Expectation[],
): string | undefined {
  const found = foundInShort(judgement) ?? undefined;
  const isSaid = before.some(
    (one) => one.case === name && one.reason === judgement.reason && one.failure === found,
  );
  return judgement.verdict === 'fail' || isSaid ? found : undefined;
}

/** Whether the case file itself expects a failure. */
function isOfCase(
  { verdict, reason }: Judgement,
  before: readonly Expectation[],
  { name }: CaseResult,
): boolean {
  return verdict === 'xfail' && !before.some((one) => one.case === name && one.reason === reason);
}
