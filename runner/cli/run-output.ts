import {
  caseFails,
  caseIsJudged,
  judgementsOf,
  type CaseResult,
  type ImplementationResult,
} from '../judge/result/case-result';
import type { Level } from '../judge/result/level';
import {
  caseProblems,
  caseSummary,
  levelSummary,
  unsupportedReasons,
} from '../report/terminal/case-summary';
import { caseTable } from '../report/terminal/case-table';
import { failureSummary } from '../report/terminal/failure-summary';
import type { Io } from './io';
import { fitted, outputWidth } from './output-width';
import type { RunOptions } from './run-options';

/** Prints the table, the problems and the summary of each linker. */
export function tell(results: readonly ImplementationResult[], options: RunOptions, io: Io): void {
  const width = outputWidth(io);
  for (const result of results) {
    const { implementation, identity, variants: hosts, cases, stale, milliseconds } = result;
    const by = identity === null ? implementation : `${implementation} (${identity})`;
    if (results.length > 1 || implementation !== 'reference') io.stdout.write(`${by}\n`);
    io.stdout.write(`${caseTable(cases, hosts, width)}\n`);
    const problems = toldProblems(cases, stale, options);
    if (problems !== '') io.stdout.write(`\n${fitted(problems, io)}\n\n`);
    const levels = levelSummary(cases);
    if (levels !== '') io.stdout.write(`${fitted(levels, io)}\n`);
    const summary = `${caseSummary(cases, hosts, result)}, ${(milliseconds / 1000).toFixed(1)} s`;
    io.stdout.write(`${fitted(summary, io)}\n`);
  }
}

/** What is listed below the table. */
function toldProblems(
  cases: readonly CaseResult[],
  stale: readonly string[],
  { all, summary }: RunOptions,
): string {
  const groups = failureSummary(cases);
  const rest = summary === true ? '' : caseProblems(cases, all === true ? 'all' : 'no failures');
  return [
    groups,
    [rest, ...unsupportedReasons(cases), ...stale].filter((text) => text !== '').join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/**
 * Says what was not judged although the run is for it: a linker judged on nothing, and levels that are
 * required.
 * @returns whether there is any
 */
export function tellUnmet(
  results: readonly ImplementationResult[],
  required: readonly Level[],
  io: Io,
): boolean {
  const lines = results.flatMap(({ implementation, cases, unjudged }) => {
    const judgements = cases.flatMap(judgementsOf);
    const isNothing =
      unjudged === undefined && !cases.some((one) => caseIsJudged(one) || caseFails(one));
    return [
      ...(isNothing ? [`${implementation} was judged on nothing: the run fails`] : []),
      ...required.flatMap((level) => {
        const those = judgements.filter((one) => one.level === level);
        const missing = those.filter(({ verdict }) => verdict === 'unsupported');
        if (those.length > 0 && missing.length === 0) return [];
        const [first] = missing;
        const why =
          first === undefined
            ? 'nothing was judged on it'
            : `${missing.length} judgements are UNSUPPORTED: ${first.reason ?? ''}`;
        return [`${implementation}, --require ${level}: ${why}`];
      }),
    ];
  });
  for (const line of lines) io.stdout.write(fitted(`${line}\n`, io));
  return lines.length > 0;
}
