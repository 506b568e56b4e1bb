import { earlyEndSentence, earlyEndText } from '../judge/result/early-end';
import type { Judgement, Verdict } from '../judge/result/case-result';
import { failureCause, foundInShort } from '../judge/result/failure-cause';
import { count } from '../text/numbers';
import { ReportError } from './report-error';
import type { ReportSource } from './merge-reports';
import type { ReportedImplementation } from './run-report';

/** What a judgement came to, whether it was expected or not. */
export type Finding = 'passes' | 'fails' | 'unjudged';

/**
 * - better: it passes, and failed or could not be judged before
 * - worse: it fails and did not before, or it passed and is not judged any more
 * - other: neither, for example a new judgement that passes, or a failure that fails otherwise
 */
export type Direction = 'better' | 'worse' | 'other';

/** One judgement that came to something else. */
export interface Change {
  readonly case: string;
  readonly update: string;
  readonly level: Judgement['level'];
  readonly variant: Judgement['variant'];
  readonly direction: Direction;
  /** Null if there was no such judgement. */
  readonly before: Finding | null;
  /** Null if there is none any more. */
  readonly after: Finding | null;
  /** Why it fails or cannot be judged, now or, if it is better, before. */
  readonly reason: string | null;
  /** What it has in common with others that likely have the same cause; see `failureCause`. Null without a failure. */
  readonly cause: string | null;
  /** Whether a run ended before it came to the case. */
  readonly isCaseMissed: boolean;
}

/** What changed for one linker. */
export interface ComparedImplementation {
  readonly old: { readonly name: string; readonly identity: string | null };
  readonly new: { readonly name: string; readonly identity: string | null };
  readonly changes: readonly Change[];
  /** How many judgements came to the same. */
  readonly same: number;
}

/** Two reports, compared. */
export interface ReportComparison {
  /** What may explain a change, and is not the linker: another suite, a run that ended early. */
  readonly notes: readonly string[];
  readonly implementations: readonly ComparedImplementation[];
  /** Whether anything is worse. */
  readonly isWorse: boolean;
}

/**
 * Compares an older report with a newer one. Linkers are matched by name; if each report has one linker
 * only, these two are compared, whatever their names.
 * @throws ReportError if no linker is in both
 */
export function compareReports(old: ReportSource, now: ReportSource): ReportComparison {
  const pairs = pairsOf(old, now);
  const implementations = pairs.map(([before, after]) => compareOne(before, after));
  return {
    notes: notesOf(old, now, pairs),
    implementations,
    isWorse: implementations.some(({ changes }) =>
      changes.some(({ direction }) => direction === 'worse'),
    ),
  };
}

type Pair = readonly [ReportedImplementation, ReportedImplementation];

function pairsOf(old: ReportSource, now: ReportSource): readonly Pair[] {
  const [before, after] = [old.report.implementations, now.report.implementations];
  const [onlyBefore, onlyAfter] = [before[0], after[0]];
  if (before.length === 1 && after.length === 1 && onlyBefore && onlyAfter) {
    return [[onlyBefore, onlyAfter]];
  }
  const pairs = before.flatMap((one): readonly Pair[] => {
    const other = after.find(({ implementation }) => implementation === one.implementation);
    return other === undefined ? [] : [[one, other]];
  });
  if (pairs.length > 0) return pairs;
  throw new ReportError(
    `${old.file} judges ${namesOf(before)}, and ${now.file} ${namesOf(after)}: no linker is in both`,
  );
}

function namesOf(implementations: readonly ReportedImplementation[]): string {
  return implementations.map(({ implementation }) => implementation).join(', ') || 'nothing';
}

function notesOf(old: ReportSource, now: ReportSource, pairs: readonly Pair[]): readonly string[] {
  const notes: string[] = [];
  const madeBy = ({ report: { suite, linker } }: ReportSource): string =>
    `version ${suite} of the suite with goldens of ${linker}`;
  if (madeBy(old) !== madeBy(now)) {
    notes.push(
      `${old.file} was made by ${madeBy(old)}, and ${now.file} by ${madeBy(now)}: a change may be the suite's`,
    );
  }
  for (const [index, { file }] of [old, now].entries()) {
    for (const pair of pairs) {
      const one = pair[index] as ReportedImplementation;
      const ended = earlyEndSentence(one);
      if (ended !== null) notes.push(`${file}: the run of ${one.implementation} ${ended}`);
      if (one.stale.length > 0) {
        const entries = count(one.stale.length, 'stale expectation');
        notes.push(`${file}: the run of ${one.implementation} fails: ${entries}`);
      }
    }
  }
  for (const [{ report, file }, others] of [
    [old, pairs.map(([one]) => one)],
    [now, pairs.map(([, one]) => one)],
  ] as const) {
    for (const one of report.implementations) {
      if (!others.includes(one)) {
        notes.push(`${file}: ${one.implementation} is not in the other report, and is left out`);
      }
    }
  }
  return notes;
}

function compareOne(
  before: ReportedImplementation,
  after: ReportedImplementation,
): ComparedImplementation {
  const [was, is] = [judgementsOf(before), judgementsOf(after)];
  const changes: Change[] = [];
  let same = 0;
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const about = was.get(key) ?? is.get(key);
    const one = was.get(key) ?? notJudged(before, about);
    const other = is.get(key) ?? notJudged(after, about);
    const change = changeOf(one, other);
    const isCaseMissed = [before, after].some((run) => hasMissed(run, about));
    if (change === null) same += 1;
    else changes.push({ ...change, isCaseMissed });
  }
  const named = ({ implementation: name, identity }: ReportedImplementation) => ({
    name,
    identity,
  });
  return { old: named(before), new: named(after), changes, same };
}

/** A judgement of a case that a run did not come to because it ended early; undefined for other cases. */
function notJudged(run: ReportedImplementation, about: Placed | undefined): Placed | undefined {
  if (about === undefined || !hasMissed(run, about)) return undefined;
  const { level, variant } = about.judgement;
  const reason = `the run ended early (${earlyEndText(run) ?? ''})`;
  const judgement = { level, variant, verdict: 'unsupported', reason, details: [] } as const;
  return { ...about, judgement };
}

/** Whether a run ended before it came to a case. */
function hasMissed(run: ReportedImplementation, about: Placed | undefined): boolean {
  return about !== undefined && run.unjudgedCases?.includes(about.name) === true;
}

/** A judgement, and what it is about. */
interface Placed {
  readonly name: string;
  readonly update: string;
  readonly judgement: Judgement;
}

/**
 * All judgements of an implementation, by what they are about. A case may have two updates of one name,
 * so these are counted.
 */
function judgementsOf({ cases }: ReportedImplementation): ReadonlyMap<string, Placed> {
  const all = new Map<string, Placed>();
  for (const { name, updates } of cases) {
    const seen = new Map<string, number>();
    for (const { update, judgements } of updates) {
      const count = (seen.get(update) ?? 0) + 1;
      seen.set(update, count);
      for (const judgement of judgements) {
        const { level, variant } = judgement;
        all.set(JSON.stringify([name, update, count, level, variant]), { name, update, judgement });
      }
    }
  }
  return all;
}

/** Null if it came to the same. */
function changeOf(
  was: Placed | undefined,
  is: Placed | undefined,
): Omit<Change, 'isCaseMissed'> | null {
  const [before, after] = [findingOf(was), findingOf(is)];
  const about = is ?? was;
  if (about === undefined || (before === after && !failOtherwise(was, is))) return null;
  const direction = before === after ? 'other' : directionOf(before, after);
  const told = direction === 'better' ? was : about;
  const { level, variant } = about.judgement;
  const reason = told?.judgement.reason ?? null;
  const cause = told === undefined ? null : causeOf(told.judgement);
  const { name, update } = about;
  return { case: name, update, level, variant, direction, before, after, reason, cause };
}

/** Whether two failures say something else, without names and addresses. */
function failOtherwise(was: Placed | undefined, is: Placed | undefined): boolean {
  if (findingOf(was) !== 'fails' || was === undefined || is === undefined) return false;
  const [before, after] = [foundInShort(was.judgement), foundInShort(is.judgement)];
  return before !== null && after !== null && before !== after;
}

/** What may be the cause of a failure; null of what did not fail. */
function causeOf(judgement: Judgement): string | null {
  return FINDINGS[judgement.verdict] === 'fails' ? failureCause(judgement) : null;
}

function directionOf(before: Finding | null, after: Finding | null): Direction {
  if (after === 'fails') return 'worse';
  if (before === 'passes') return 'worse';
  if (after === 'passes' && before !== null) return 'better';
  return 'other';
}

const FINDINGS: Readonly<Record<Verdict, Finding>> = {
  pass: 'passes',
  xpass: 'passes',
  fail: 'fails',
  xfail: 'fails',
  unsupported: 'unjudged',
};

function findingOf(placed: Placed | undefined): Finding | null {
  return placed === undefined ? null : FINDINGS[placed.judgement.verdict];
}
