import pc from 'picocolors';
import type { HostName } from '../../reference';
import {
  caseHolds,
  countVerdicts,
  isFailure,
  judgementsOf,
  type CaseResult,
  type Judgement,
} from './case-result';

/** What failed, at length, and what fails as its case expects, in a line each. */
export function caseProblems(results: readonly CaseResult[]): string {
  return results.flatMap(problemsOf).join('\n');
}

function problemsOf({ name, updates, refusal }: CaseResult): readonly string[] {
  const lines: string[] = refusal === null ? [] : [pc.red(`${name}: ${refusal}`)];
  for (const { update, judgements } of updates) {
    for (const group of alike(judgements)) {
      const [{ verdict, reason, details }] = group;
      const what = `${name}, ${update}, ${places(group)}`;
      if (isFailure(verdict)) {
        lines.push(
          pc.red(`${what}: ${reason ?? 'failed'}`),
          ...details.map((line) => (line === '' ? line : `  ${line}`)),
        );
      } else if (verdict === 'xfail') {
        lines.push(`${what}: fails as expected: ${reason ?? ''}`);
      }
    }
  }
  return lines;
}

type Group = [Judgement, ...Judgement[]];

/** Judgements that say the same, of different aspects and hosts, are told once. */
function alike(judgements: readonly Judgement[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const judgement of judgements) {
    const { verdict, reason, details } = judgement;
    const key = JSON.stringify([verdict, reason, details]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [judgement]);
    else group.push(judgement);
  }
  return [...groups.values()];
}

/** "bytes and nodes on linux-ext4, run on windows". */
function places(judgements: Group): string {
  const hosts = [...new Set(judgements.map(({ host }) => host))];
  return hosts
    .map((host) => {
      const aspects = judgements.filter((one) => one.host === host).map(({ aspect }) => aspect);
      return `${aspects.join(' and ')} on ${host}`;
    })
    .join(', ');
}

/** One line that says it all. */
export function caseSummary(results: readonly CaseResult[], hosts: readonly HostName[]): string {
  const held = results.filter(caseHolds).length;
  const updates = results.reduce((sum, result) => sum + result.updates.length, 0);
  const { pass, fail, xfail, xpass, unsupported } = countVerdicts(results);
  const reasons = new Set(
    results
      .flatMap(judgementsOf)
      .filter(({ verdict }) => verdict === 'unsupported')
      .map(({ reason }) => reason),
  );
  const parts = [
    `${held} of ${results.length} cases hold on ${hosts.join(', ')}: ` +
      `${updates} updates, ${pass} judgements passed`,
    ...(fail > 0 ? [`${fail} failed`] : []),
    ...(xpass > 0 ? [`${xpass} passed that should fail`] : []),
    ...(xfail > 0 ? [`${xfail} failed as expected`] : []),
    ...(unsupported > 0 ? [`${unsupported} UNSUPPORTED: ${[...reasons].join('; ')}`] : []),
  ];
  const line = parts.join(', ');
  if (held < results.length) return pc.red(line);
  return unsupported > 0 ? pc.yellow(line) : pc.green(line);
}
