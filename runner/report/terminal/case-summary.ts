import { colors } from '../../text/colors';
import { earlyEndSentence } from '../../judge/result/early-end';
import { count } from '../../text/numbers';
import { LEVELS } from '../../judge/result/level';
import {
  caseFails,
  caseHolds,
  caseIsJudged,
  countVerdicts,
  isFailure,
  judgementsOf,
  type CaseResult,
  type ImplementationResult,
  type Variant,
  type Judgement,
} from '../../judge/result/case-result';

/** What {@link caseProblems} lists: everything, or all but failed judgements. */
type Listed = 'all' | 'no failures';

/**
 * All failures, with their details, and one line for each expected failure or unusual pass. If an update
 * has no image because an earlier one failed, only the earlier failure is listed.
 */
export function caseProblems(results: readonly CaseResult[], listed: Listed = 'all'): string {
  return results.flatMap((result) => problemsOf(result, listed)).join('\n');
}

function problemsOf({ name, updates, refusal }: CaseResult, listed: Listed): readonly string[] {
  const lines: string[] = refusal === null ? [] : [colors.red(`${name}: ${refusal}`)];
  for (const { update, judgements } of updates) {
    for (const group of alike(judgements)) {
      const [{ verdict, reason, isConsequence }] = group;
      if (isConsequence === true) continue;
      const what = `${name}, ${update}, ${places(group)}`;
      if (isFailure(verdict)) {
        if (listed === 'all') lines.push(...failureLines(name, update, group));
      } else if (verdict === 'pass' && reason !== null) {
        lines.push(colors.yellow(`${what}: holds, but ${reason}`));
      } else if (verdict === 'xfail') {
        lines.push(`${what}: fails as expected: ${reason ?? ''}`);
      }
    }
  }
  return lines;
}

/** Judgements of one update that say the same. */
type Group = readonly [Judgement, ...Judgement[]];

/** A failure of an update, whole: its place and reason, and the details indented. */
export function failureLines(name: string, update: string, group: Group): readonly string[] {
  const [{ reason, details }] = group;
  return [
    colors.red(`${name}, ${update}, ${places(group)}: ${reason ?? 'failed'}`),
    ...details.map((line) => (line === '' ? line : `  ${line}`)),
  ];
}

/** Joins judgements of different levels and hosts that say the same. */
function alike(judgements: readonly Judgement[]): readonly Group[] {
  const groups = new Map<string, [Judgement, ...Judgement[]]>();
  for (const judgement of judgements) {
    const { verdict, reason, details } = judgement;
    // Expected failures are listed without details.
    const key = JSON.stringify([verdict, reason, verdict === 'xfail' ? [] : details]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [judgement]);
    else group.push(judgement);
  }
  return [...groups.values()];
}

/** "bytes and nodes on linux-ext4, runs on linux-tmpfs and windows". */
function places(judgements: Group): string {
  const hosts = [...new Set(judgements.map(({ variant: host }) => host))];
  const hostsOf = new Map<string, Variant[]>();
  for (const host of hosts) {
    const levels = judgements.filter((one) => one.variant === host).map(({ level }) => level);
    const what = levels.join(' and ');
    hostsOf.set(what, [...(hostsOf.get(what) ?? []), host]);
  }
  return [...hostsOf].map(([what, where]) => `${what} on ${where.join(' and ')}`).join(', ');
}

/**
 * How far the cases conform: for each level, how many judgements hold, and the first failure.
 */
export function levelSummary(results: readonly CaseResult[]): string {
  const all = results.flatMap(judgementsOf);
  const levels = LEVELS.flatMap((level) => {
    const judged = all.filter((one) => one.level === level && one.verdict !== 'unsupported');
    const passed = judged.filter(({ verdict }) => verdict === 'pass').length;
    return judged.length === 0 ? [] : [`${level} ${passed}/${judged.length}`];
  });
  const first = firstFailure(results);
  return [levels.join(', '), ...(first === null ? [] : [`first failure: ${first}`])].join('; ');
}

/** The first unexpected failure: "hello, update, runs on windows"; null if there is none. */
function firstFailure(results: readonly CaseResult[]): string | null {
  for (const { name, updates } of results) {
    for (const { update, judgements } of updates) {
      const failed = judgements.find(({ verdict }) => isFailure(verdict));
      if (failed !== undefined) return `${name}, ${update}, ${failed.level} on ${failed.variant}`;
    }
  }
  return null;
}

/** What comes before what to do in a reason. */
const ADVICE = '; ';

/** How many names of cases a line lists. */
const LISTED_CASES = 3;

/**
 * A line for each reason why judgements could not be made, with their number and cases. One reason alone
 * has none: {@link caseSummary} names it.
 */
export function unsupportedReasons(results: readonly CaseResult[]): readonly string[] {
  const byReason = unsupportedByReason(results);
  if (byReason.length < 2) return [];
  return byReason.map(({ reason, count, cases }) => {
    const listed = [...cases].slice(0, LISTED_CASES).join(', ');
    const more = cases.size > LISTED_CASES ? ` and ${cases.size - LISTED_CASES} more` : '';
    return colors.yellow(`UNSUPPORTED, ${count} of ${listed}${more}: ${reason}`);
  });
}

/** Judgements that could not be made, for one reason. */
interface Unsupported {
  readonly reason: string;
  readonly count: number;
  /** Names of the cases. */
  readonly cases: ReadonlySet<string>;
}

/** Reasons that differ in what to do alone, which names a file of the case, are one. */
function unsupportedByReason(results: readonly CaseResult[]): readonly Unsupported[] {
  const byReason = new Map<string, { reasons: Set<string>; count: number; cases: Set<string> }>();
  for (const result of results) {
    for (const { verdict, reason } of judgementsOf(result)) {
      if (verdict !== 'unsupported') continue;
      const what = reason ?? '';
      const [key = ''] = what.split(ADVICE);
      const entry = byReason.get(key) ?? { reasons: new Set(), count: 0, cases: new Set() };
      entry.reasons.add(what);
      entry.count += 1;
      entry.cases.add(result.name);
      byReason.set(key, entry);
    }
  }
  return [...byReason].map(([key, { reasons, count, cases }]) => {
    const [first = ''] = reasons;
    const [name = ''] = cases;
    const advice = first.slice(key.length + ADVICE.length);
    const reason = reasons.size === 1 ? first : `${key}${ADVICE}of ${name}, ${advice}`;
    return { reason, count, cases };
  });
}

/** One line that says it all. What fails the run although no case does comes first. */
export function caseSummary(
  results: readonly CaseResult[],
  hosts: readonly Variant[],
  end: Pick<ImplementationResult, 'unjudged' | 'ended'> &
    Partial<Pick<ImplementationResult, 'stale'>> = {},
): string {
  const { unjudged = 0, stale = [] } = end;
  const ended = earlyEndSentence({ ...end, cases: results });
  const held = results.filter(caseHolds).length;
  const notJudged = results.filter((one) => !caseIsJudged(one) && !caseFails(one)).length;
  const updates = results.reduce((sum, result) => sum + result.updates.length, 0);
  const { pass, fail, xfail, xpass, unsupported } = countVerdicts(results);
  const reasons = unsupportedByReason(results).map(({ reason }) => reason);
  const parts = [
    ...(stale.length > 0 ? [`the run fails: ${count(stale.length, 'stale expectation')}`] : []),
    ...(ended === null ? [] : [ended]),
    `${held} of ${results.length + unjudged} cases hold on ${hosts.join(', ')}` +
      `${notJudged > 0 ? ` (${notJudged} could not be judged)` : ''}: ` +
      `${updates} updates, ${pass} judgements passed`,
    ...(fail > 0 ? [`${fail} failed`] : []),
    ...(xpass > 0 ? [`${xpass} passed unexpectedly`] : []),
    ...(xfail > 0 ? [`${xfail} failed as expected`] : []),
    ...(unsupported > 0
      ? [`${unsupported} UNSUPPORTED${reasons.length === 1 ? `: ${reasons[0]}` : ''}`]
      : []),
  ];
  const line = parts.join(', ');
  const isFailing = stale.length > 0 || ended !== null || held === 0 || results.some(caseFails);
  if (isFailing) return colors.red(line);
  return unsupported > 0 ? colors.yellow(line) : colors.green(line);
}
