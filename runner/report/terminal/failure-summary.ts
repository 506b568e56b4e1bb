import { failureGroups, type FailureGroup } from '../../judge/result/failure-groups';
import type { CaseResult } from '../../judge/result/case-result';
import { count } from '../../text/numbers';
import { alsoIn } from './also-in';
import { failureLines } from './case-summary';

/**
 * The failures of a run, grouped by their likely cause: of each group its size, one example whole, and the
 * names of the other cases. "" if nothing fails.
 */
export function failureSummary(results: readonly CaseResult[]): string {
  const groups = failureGroups(results);
  const lines = groups.flatMap((group, index) => ['', ...groupLines(group, index + 1)]);
  return groups.length === 0
    ? ''
    : [`${count(groups.length, 'group')} of failures`, ...lines].join('\n');
}

function groupLines(group: FailureGroup, number: number): readonly string[] {
  const { levels, cause, example, failures } = group;
  const { result, index, judgement } = example;
  const [first, ...rest] = failures
    .filter((one) => one.result === result && one.index === index)
    .map((one) => one.judgement)
    .filter(
      ({ reason, details }) =>
        reason === judgement.reason && details.join('\n') === judgement.details.join('\n'),
    );
  const update = result.updates[index]?.update ?? '';
  return [
    `${number}. ${levels.join(' and ')}: ${cause} (${size(group)})`,
    ...failureLines(result.name, update, [first ?? judgement, ...rest]),
    ...alsoIn(
      failures.map((one) => one.result.name),
      result.name,
    ).map((line) => `  ${line}`),
  ];
}

/** "3 updates of 2 cases" */
function size({ updates, cases }: FailureGroup): string {
  return `${count(updates, 'update')} of ${count(cases, 'case')}`;
}
