import { isFailure, type CaseResult, type Judgement } from '../judge/result/case-result';
import type { LineOf } from './junit-report';
import { earlyEndSentence } from '../judge/result/early-end';
import type { RunReport } from './run-report';
import { shownFile } from './shown-file';

/** GitHub shows ten annotations of a kind in a step, and drops the rest. */
const MOST = 10;

/** A failure, as GitHub shows it beside a file. */
interface Annotation {
  readonly file: string;
  readonly title: string;
  readonly message: string;
}

/**
 * The failures of a run as workflow commands of GitHub Actions, `::error file=…,line=…::…`, one for
 * each update that fails, beside its case. GitHub shows only so many; the last says how many more
 * there are.
 * @param lineOf the line of an update in its case file, from 1
 */
export function githubReport({ implementations }: RunReport, lineOf: LineOf): string {
  const ends = implementations.flatMap((one) => {
    const message = earlyEndSentence(one);
    return message === null ? [] : [command({ file: '', title: one.implementation, message }, 1)];
  });
  const failures = implementations.flatMap(({ implementation, cases, stale }) => [
    ...cases.flatMap((one) => annotations(implementation, one, lineOf)),
    ...stale.map((message) => command({ file: '', title: implementation, message }, 1)),
  ]);
  // First, because a run that ended early says less than it seems to.
  const all = [...ends, ...failures];
  const shown = all.length > MOST ? all.slice(0, MOST - 1) : all;
  const rest = all.length - shown.length;
  const more = `and ${rest} more failures: see the log, or the report of --json or --html`;
  return [...shown, ...(rest === 0 ? [] : [`::error::${more}`])]
    .map((line) => `${line}\n`)
    .join('');
}

function annotations(
  implementation: string,
  { name, file, refusal, updates }: CaseResult,
  lineOf: LineOf,
): readonly string[] {
  if (refusal !== null) return [command({ file, title: name, message: refusal }, 1)];
  return updates.flatMap(({ update, judgements }) => {
    const failed = judgements.filter(({ verdict }) => isFailure(verdict));
    if (failed.length === 0) return [];
    const title = `${implementation}: ${name}, ${update}`;
    const message = failed.map(sentence).join('\n');
    return [command({ file, title, message }, lineOf(file, update) ?? 1)];
  });
}

function sentence({ level, variant, reason }: Judgement): string {
  return `${level} on ${variant}: ${reason ?? 'failed'}`;
}

function command({ file, title, message }: Annotation, line: number): string {
  const place = file === '' ? '' : `file=${property(shownFile(file))},line=${line},`;
  return `::error ${place}title=${property(title)}::${data(message)}`;
}

/** The text of a command; see @actions/core, `escapeData`. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A property of a command, where a colon and a comma mean something. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
