import { count } from '../../text/numbers';
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

/** What changed between two reports: a line for each level of an update, then the counts. */
export function comparisonText({ notes, implementations }: ReportComparison): string {
  const lines = [...notes.map((note) => `note: ${note}`), ...implementations.flatMap(linesOf)];
  return `${lines.join('\n')}\n`;
}

function linesOf(compared: ComparedImplementation): readonly string[] {
  const { changes, same } = compared;
  const counts = DIRECTIONS.map((direction) => {
    const count = changes.filter((change) => change.direction === direction).length;
    return direction === 'other' ? `${count} changed otherwise` : `${count} ${direction}`;
  });
  return [
    `${nameOf(compared.old)} → ${nameOf(compared.new)}`,
    ...DIRECTIONS.flatMap((direction) =>
      joined(changes.filter((change) => change.direction === direction)),
    ),
    `${counts.join(', ')}, ${same} the same`,
  ];
}

function nameOf({ name, identity }: ComparedImplementation['old']): string {
  return identity === null ? name : `${name} (${identity})`;
}

/** One line for a case that a run did not come to, and for the variants that changed in the same way. */
function joined(changes: readonly Change[]): readonly string[] {
  return [
    ...missed(changes.filter(({ isCaseMissed }) => isCaseMissed)),
    ...reached(changes.filter(({ isCaseMissed }) => !isCaseMissed)),
  ];
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

function happened({ before, after, reason }: Omit<Change, 'variant'>): string {
  const was = before === null ? 'was not there' : BEFORE[before];
  const is = after === null ? 'is not there any more' : AFTER[after];
  return reason === null ? `${was}, now ${is}` : `${was}, now ${is} (${reason})`;
}
