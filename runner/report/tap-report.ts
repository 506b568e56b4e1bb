import { isFailure, type CaseResult, type Judgement } from '../judge/result/case-result';
import { earlyEndSentence, earlyEndText } from '../judge/result/early-end';
import type { ReportedImplementation, RunReport } from './run-report';

/** Characters that must be escaped in a line of TAP and in YAML. */
const NOT_PLAIN = /[\p{Cc}\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/gu;

/** Characters that JSON does not escape but YAML must. */
const NOT_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A test point, and how its line ends. */
interface TestPoint {
  readonly holds: boolean;
  readonly description: string;
  readonly directive?: { readonly kind: 'SKIP' | 'TODO'; readonly reason: string };
  /** YAML lines. */
  readonly diagnostics?: readonly string[];
}

/** A test of tests. */
interface Subtest {
  readonly name: string;
  readonly points: readonly TestPoint[];
}

/**
 * A run as TAP 14. Each case of an implementation is a subtest, and each level of an update for a
 * variant a test point. `unsupported` is SKIP, `xfail` is TODO, and `xpass` is not ok.
 */
export function tapReport({ implementations }: RunReport): string {
  const subtests = implementations.flatMap((implemented): Subtest[] => {
    const { implementation, cases, stale } = implemented;
    return [
      ...cases.map((one) => ({ name: `${implementation}/${one.name}`, points: pointsOf(one) })),
      ...earlyEnd(implemented),
      ...(stale.length === 0
        ? []
        : [
            {
              name: `${implementation}/expectations`,
              points: stale.map((description) => ({ holds: false, description })),
            },
          ]),
    ];
  });
  const lines = ['TAP version 14', plan(subtests.length)];
  for (const [index, { name, points }] of subtests.entries()) {
    lines.push(`# Subtest: ${plain(name)}`);
    const inner = [plan(points.length), ...points.flatMap((point, i) => testLines(point, i + 1))];
    for (const line of inner) lines.push(`    ${line}`);
    const holds = points.every((point) => point.holds || point.directive !== undefined);
    const empty = { kind: 'SKIP', reason: NOTHING } as const;
    const own = { holds, description: name };
    lines.push(...testLines(points.length === 0 ? { ...own, directive: empty } : own, index + 1));
  }
  return `${lines.join('\n')}\n`;
}

/** A run that ended early fails, and the cases that it did not come to are skipped. */
function earlyEnd(implemented: ReportedImplementation): readonly Subtest[] {
  const description = earlyEndSentence(implemented);
  if (description === null) return [];
  const reason = `not judged: ${earlyEndText(implemented) ?? ''}`;
  const skipped = (implemented.unjudgedCases ?? []).map((name): TestPoint => {
    return { holds: true, description: name, directive: { kind: 'SKIP', reason } };
  });
  const points = [{ holds: false, description }, ...skipped];
  return [{ name: `${implemented.implementation}/the whole run`, points }];
}

/** Why there are no test points. */
const NOTHING = 'nothing was judged';

function plan(count: number): string {
  return count === 0 ? `1..0 # SKIP ${NOTHING}` : `1..${count}`;
}

function pointsOf({ updates, refusal }: CaseResult): readonly TestPoint[] {
  return [
    ...(refusal === null
      ? []
      : [{ holds: false, description: 'the case', diagnostics: [`reason: ${yaml(refusal)}`] }]),
    ...updates.flatMap(({ update, judgements }) =>
      judgements.map((judgement) => pointOf(update, judgement)),
    ),
  ];
}

function pointOf(update: string, judgement: Judgement): TestPoint {
  const { level, variant: host, verdict } = judgement;
  const reason = judgement.reason ?? '';
  const description = `${update}: ${level} on ${host}`;
  const diagnostics = isFailure(verdict) || verdict === 'xfail' ? diagnosticsOf(judgement) : [];
  switch (verdict) {
    case 'pass':
      return { holds: true, description };
    case 'unsupported':
      return { holds: true, description, directive: { kind: 'SKIP', reason } };
    case 'xfail':
      return { holds: false, description, directive: { kind: 'TODO', reason }, diagnostics };
    case 'fail':
    case 'xpass':
      return { holds: false, description, diagnostics };
  }
}

function diagnosticsOf(judgement: Judgement): readonly string[] {
  const { verdict, reason, details, outcome, run, link } = judgement;
  return [
    `verdict: ${verdict}`,
    `reason: ${yaml(reason)}`,
    ...(outcome === undefined ? [] : [`outcome: ${outcome}`]),
    ...(run === undefined ? [] : [`expected: ${yaml(run.expected)}`, `got: ${yaml(run.got)}`]),
    ...(link === undefined ? [] : [`link: ${yaml(link)}`]),
    ...(details.length === 0 ? [] : ['details:', ...details.map((line) => `  - ${yaml(line)}`)]),
  ];
}

function testLines(
  { holds, description, directive, diagnostics = [] }: TestPoint,
  number: number,
): readonly string[] {
  const end =
    directive === undefined ? '' : ` # ${directive.kind} ${plain(directive.reason)}`.trimEnd();
  const line = `${holds ? 'ok' : 'not ok'} ${number} - ${plain(description)}${end}`;
  if (diagnostics.length === 0) return [line];
  return [line, '  ---', ...diagnostics.map((one) => `  ${one}`), '  ...'];
}

/** Text on one line, in which "#" does not begin a directive. */
function plain(text: string): string {
  return text
    .replaceAll(NOT_PLAIN, ' ')
    .trim()
    .replaceAll(/[\\#]/g, (special) => `\\${special}`);
}

/** YAML 1.2 contains JSON, except for some characters that must be escaped. */
function yaml(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    NOT_YAML,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
