import { isFailure, type CaseResult, type Judgement } from '../judge/result/case-result';
import type { LineOf } from './junit-report';
import { earlyEndSentence } from '../judge/result/early-end';
import { failureSentence } from '../judge/result/failure-cause';
import { failureGroups } from '../judge/result/failure-groups';
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

/** A failing update, or a case that is refused. */
interface PlacedFailure {
  readonly result: CaseResult;
  /** Number of the update in its case, from 0; null for a case that is refused. */
  readonly index: number | null;
}

/**
 * The failures of a run as workflow commands of GitHub Actions, `::error file=…,line=…::…`, one for
 * each update that fails, beside its case. GitHub shows only so many; the last says how many more
 * there are. First come cases in the working folder, because GitHub shows no others beside their lines; then
 * one example of each likely cause.
 * @param lineOf the line of an update in its case file, from 1
 */
export function githubReport({ implementations }: RunReport, lineOf: LineOf): string {
  const ends = implementations.flatMap((one) => {
    const message = earlyEndSentence(one);
    return message === null ? [] : [command({ file: '', title: one.implementation, message }, 1)];
  });
  const stale = implementations
    .filter((one) => one.stale.length > 0)
    .map((one) =>
      command({ file: '', title: one.implementation, message: one.stale.join('\n') }, 1),
    );
  const failures = implementations
    .flatMap(({ implementation, cases }) => {
      const examples = failureGroups(cases).map(({ example }) => example);
      const isExample = ({ result, index }: PlacedFailure): boolean =>
        examples.some((one) => one.result === result && one.index === index);
      return cases.flatMap(failuresOf).map((failure) => ({
        line: annotation(implementation, failure, lineOf),
        rank: isInRepository(failure.result.file) ? 0 : isExample(failure) ? 1 : 2,
      }));
    })
    .sort((a, b) => a.rank - b.rank);
  // First, because a run that ended early says less than it seems to; and what fails the run although no case may.
  const all = [...ends, ...stale, ...failures.map(({ line }) => line)];
  const shown = all.length > MOST ? all.slice(0, MOST - 1) : all;
  const rest = all.length - shown.length;
  const more = `and ${rest} more failures: see the log, or the report of --json or --html`;
  return [...shown, ...(rest === 0 ? [] : [`::error::${more}`])]
    .map((line) => `${line}\n`)
    .join('');
}

function failuresOf(result: CaseResult): readonly PlacedFailure[] {
  if (result.refusal !== null) return [{ result, index: null }];
  return result.updates.flatMap(({ judgements }, index) =>
    judgements.some(({ verdict }) => isFailure(verdict)) ? [{ result, index }] : [],
  );
}

/** Whether a file may be in the repository that is tested. An installed suite is not. */
function isInRepository(file: string): boolean {
  const parts = shownFile(file).split('/');
  return !parts.includes('..') && !parts.includes('node_modules');
}

function annotation(
  implementation: string,
  { result: { name, file, refusal, updates }, index }: PlacedFailure,
  lineOf: LineOf,
): string {
  const failing = index === null ? undefined : updates[index];
  if (failing === undefined) return command({ file, title: name, message: refusal ?? '' }, 1);
  const { update, judgements } = failing;
  const title = `${implementation}: ${name}, ${update}`;
  const message = judgements.filter(({ verdict }) => isFailure(verdict)).flatMap(sentences);
  return command({ file, title, message: message.join('\n') }, lineOf(file, update) ?? 1);
}

/** What is wrong, with the first detail where the reason is no more than a kind of failure. */
function sentences(judgement: Judgement): readonly string[] {
  const { level, variant, reason, details } = judgement;
  const what = failureSentence(judgement);
  const isMore = what !== (reason ?? 'failed');
  return [`${level} on ${variant}: ${what}`, ...(isMore ? details.slice(0, 1) : [])];
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
