import type { Level } from '../judge/result/level';
import { ownShare, type CaseResult, type Variant, type Verdict } from '../judge/result/case-result';
import type { ReportedImplementation } from '../report/run-report';

/** One release, judged by all cases in both modes. */
export interface JudgedRelease {
  readonly release: string;
  readonly report: ReportedImplementation;
}

/** A column: how the image was made, or the comparison of both. */
interface Column {
  readonly head: string;
  readonly host: Variant;
  readonly levels: readonly Level[];
}

const OWN: readonly Level[] = ['outcome', 'valid', 'runs'];
const COLUMNS: readonly Column[] = [
  { head: 'incremental', host: 'incremental', levels: OWN },
  { head: 'fresh', host: 'fresh', levels: OWN },
  { head: 'same', host: 'incremental', levels: ['same'] },
  { head: 'as-fresh', host: 'incremental', levels: ['as-fresh'] },
];

const FAILED: ReadonlySet<Verdict> = new Set<Verdict>(['fail', 'xfail']);

/**
 * docs/zig.md: releases by cases, what fails and why, and how long it took.
 * @param newest the newest release of PyPI
 * @param upstream names of the cases that mirror upstream's
 */
export function zigTable(
  releases: readonly JudgedRelease[],
  newest: string,
  upstream: ReadonlySet<string>,
  date: string,
): string {
  return [
    '# Releases of Zig by cases',
    '',
    `\`npm run zig-table\` wrote this on ${date}. Each release of PyPI's \`ziglang\` builds the sources of each`,
    'case in two modes: in one process that patches one image, update after update (incremental), and each',
    'update from scratch (fresh). Every image is checked and run under Wine, and the two images of an update',
    'must print, import and export the same (as-fresh), and be the same program (same).',
    '',
    `The newest release on PyPI was ${newest} on that day. \`npm run zig -- latest\` judges what is the newest now.`,
    '',
    'Expected failures are in `expectations/`; [zig-findings.md](zig-findings.md) explains them.',
    '',
    ...figures(releases, upstream),
    '',
    '## Cases',
    '',
    'The number of updates that hold, and the levels on which others do not. `-`: there is nothing to judge.',
    '',
    ...caseRows(releases),
    '',
    '## What fails',
    '',
    ...failureRows(releases),
    '',
  ].join('\n');
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function figures(releases: readonly JudgedRelease[], upstream: ReadonlySet<string>): string[] {
  const mirrored = ({ report }: JudgedRelease): readonly CaseResult[] =>
    report.cases.filter(({ name }) => upstream.has(name));
  return [
    row(['', ...releases.map(({ release }) => release)]),
    row(['---', ...releases.map(() => '--:')]),
    row(['cases', ...releases.map(({ report }) => report.cases.length)]),
    row(['updates', ...releases.map(({ report }) => updates(report.cases))]),
    row(['judgements that hold', ...releases.map(({ report }) => report.verdicts.pass)]),
    row(['judgements that fail', ...releases.map(({ report }) => failures(report))]),
    row(['time, all cases', ...releases.map(({ report }) => seconds(report.milliseconds))]),
    row(["the suite's own share of it", ...releases.map(({ report }) => share(report.cases))]),
    row([
      `the suite's own share, upstream's ${upstream.size} cases`,
      ...releases.map((release) => share(mirrored(release))),
    ]),
  ];
}

function updates(cases: readonly CaseResult[]): number {
  return cases.reduce((sum, one) => sum + one.updates.length, 0);
}

function failures({ verdicts }: ReportedImplementation): number {
  return verdicts.fail + verdicts.xfail;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function share(cases: readonly CaseResult[]): string {
  const own = ownShare(cases);
  return own === null ? 'not known' : `${(100 * own).toFixed(1)} %`;
}

function caseRows(releases: readonly JudgedRelease[]): string[] {
  const names = new Set(releases.flatMap(({ report }) => report.cases.map(({ name }) => name)));
  const heads = releases.flatMap(({ release }) => COLUMNS.map(({ head }) => `${release} ${head}`));
  return [
    row(['case', ...heads]),
    row(['---', ...heads.map(() => '--:')]),
    ...[...names].map((name) =>
      row([
        name,
        ...releases.flatMap(({ report }) => {
          const found = report.cases.find((one) => one.name === name);
          return COLUMNS.map((column) => (found === undefined ? '-' : cell(found, column)));
        }),
      ]),
    ),
  ];
}

function cell(result: CaseResult, { host, levels }: Column): string {
  let judged = 0;
  let held = 0;
  const broken = new Set<Level>();
  for (const { judgements } of result.updates) {
    const ours = judgements.filter((one) => one.variant === host && levels.includes(one.level));
    if (ours.every(({ verdict }) => verdict === 'unsupported')) continue;
    const failed = ours.filter(({ verdict }) => FAILED.has(verdict));
    judged += 1;
    if (failed.length === 0) held += 1;
    for (const { level } of failed) broken.add(level);
  }
  if (judged === 0) return '-';
  return held === judged ? `${judged}` : `${held}/${judged}: ${[...broken].join(', ')}`;
}

function failureRows(releases: readonly JudgedRelease[]): string[] {
  const rows = releases.flatMap(({ release, report }) =>
    report.cases.flatMap(({ name, updates: judged }) =>
      judged.flatMap(({ update, judgements }) =>
        judgements
          .filter(({ verdict }) => FAILED.has(verdict))
          .map(({ level, variant, reason }) =>
            row([
              release,
              name,
              update,
              `${level}, ${variant}`,
              (reason ?? '').replaceAll('|', '\\|'),
            ]),
          ),
      ),
    ),
  );
  if (rows.length === 0) return ['Nothing.'];
  return [
    row(['release', 'case', 'update', 'level', 'reason']),
    row(Array(5).fill('---')),
    ...rows,
  ];
}
