import { count } from '../../text/numbers';
import { alsoIn } from './also-in';
import type { Change, ComparedImplementation, Finding, ReportComparison } from '../compare-reports';

const DIRECTIONS = ['worse', 'better', 'other'] as const;

const BEFORE: Readonly<Record<Finding, string>> = {
  passes: 'passed',
  fails: 'failed',
  unjudged: 'could not be judged',
};

const AFTER: Readonly<Record<Finding, string>> = {
  passes: 'passes',
  fails: 'fails',
  unjudged: 'cannot be judged',
};

/**
 * What changed between two reports: groups of changes of one likely cause, then the counts.
 * @param isWhole whether each change has a line in place of the groups
 */
export function comparisonText(
  { notes, implementations }: ReportComparison,
  isWhole = false,
): string {
  const lines = [
    ...notes.map((note) => `note: ${note}`),
    ...implementations.flatMap((one) => linesOf(one, isWhole)),
  ];
  return `${lines.join('\n')}\n`;
}

function linesOf(compared: ComparedImplementation, isWhole: boolean): readonly string[] {
  const { changes, same } = compared;
  const counts = DIRECTIONS.map((direction) => {
    const count = changes.filter((change) => change.direction === direction).length;
    return direction === 'other' ? `${count} changed otherwise` : `${count} ${direction}`;
  });
  return [
    `${nameOf(compared.old)} → ${nameOf(compared.new)}`,
    ...DIRECTIONS.flatMap((direction) =>
      joined(
        changes.filter((change) => change.direction === direction),
        isWhole,
      ),
    ),
    `${counts.join(', ')}, ${same} the same`,
  ];
}

function nameOf({ name, identity }: ComparedImplementation['old']): string {
  return identity === null ? name : `${name} (${identity})`;
}

/** One line for a case that a run did not come to; the others in groups or line by line. */
function joined(changes: readonly Change[], isWhole: boolean): readonly string[] {
  const judged = changes.filter(({ isCaseMissed }) => !isCaseMissed);
  return [
    ...missed(changes.filter(({ isCaseMissed }) => isCaseMissed)),
    ...(isWhole ? reached(judged) : grouped(judged)),
  ];
}

/** Changes of one level that likely have one cause: their number, one of them whole, and the other cases. */
function grouped(changes: readonly Change[]): readonly string[] {
  const groups = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    const { level, before, after, cause, reason } = change;
    const key = JSON.stringify([level, before, after, cause ?? reason]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()]
    .sort((a, b) => casesOf(b).size - casesOf(a).size || b.length - a.length)
    .flatMap(groupLines);
}

function groupLines(group: readonly [Change, ...Change[]]): readonly string[] {
  const [first] = group;
  const updates = new Set(group.map((change) => JSON.stringify([change.case, change.update])));
  if (updates.size === 1) return reached(group);
  const { direction, level, before, after } = first;
  const reason = first.cause ?? first.reason;
  const size = `${count(updates.size, 'update')} of ${count(casesOf(group).size, 'case')}`;
  const same = group.filter((one) => one.case === first.case && one.update === first.update);
  const places = same.map(({ variant }) => variant);
  const why = first.reason === null || first.reason === reason ? '' : `: ${first.reason}`;
  return [
    `  ${direction}: ${level}: ${happened({ before, after, reason })}: ${size}`,
    `    such as ${first.case}, ${first.update}, on ${places.join(', ')}${why}`,
    ...alsoIn(
      group.map((one) => one.case),
      first.case,
    ).map((line) => `    ${line}`),
  ];
}

function casesOf(group: readonly Change[]): ReadonlySet<string> {
  return new Set(group.map((one) => one.case));
}

function missed(changes: readonly Change[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const change of changes) {
    const key = `${change.direction}: ${change.case}: ${happened(change)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, many]) => `  ${key}, ${count(many, 'judgement')}`);
}

function reached(changes: readonly Change[]): readonly string[] {
  const variants = new Map<string, string[]>();
  for (const { variant, ...change } of changes) {
    const key = JSON.stringify(change);
    const before = variants.get(key);
    if (before === undefined) variants.set(key, [variant]);
    else before.push(variant);
  }
  return [...variants].map(([key, on]) => {
    const change = JSON.parse(key) as Omit<Change, 'variant'>;
    const { direction, case: name, update, level } = change;
    return `  ${direction}: ${name}, ${update}, ${level} on ${on.join(', ')}: ${happened(change)}`;
  });
}

function happened({ before, after, reason }: Pick<Change, 'before' | 'after' | 'reason'>): string {
  const was = before === null ? 'was not there' : BEFORE[before];
  const isStill = before === 'fails' && after === 'fails';
  const is =
    after === null ? 'is not there any more' : `${AFTER[after]}${isStill ? ' otherwise' : ''}`;
  return reason === null ? `${was}, now ${is}` : `${was}, now ${is} (${reason})`;
}
