import { HOST_NAMES, type HostName } from '../../../reference/index';
import type { AdapterOutcome } from '../../linker/protocol/adapter-failure';
import type { Level } from './level';

/** How a compiler makes an image: by patching the one before, or whole, from the sources. */
export const MODES = ['incremental', 'fresh'] as const;

export type Mode = (typeof MODES)[number];

/** All that images of one update are made for, in the order of reports. */
export const VARIANTS = [...HOST_NAMES, ...MODES] as const;

/** Which of the images of an update: of a linker, its host profile; of a compiler, its mode. */
export type Variant = HostName | Mode;

/** Whether a variant is a compiler's mode. */
export function isMode(variant: Variant): variant is Mode {
  return MODES.some((mode) => mode === variant);
}

/**
 * How an update fared on one level: it holds; it does not; it does not, as is expected; it does,
 * although it is expected not to; it could not be judged here.
 */
export type Verdict = 'pass' | 'fail' | 'xfail' | 'xpass' | 'unsupported';

/** What a program did when it was run, or should have done. */
export interface RunOutput {
  /** Null if a case does not say. */
  readonly stdout: string | null;
  /** Null if it did not end by itself. */
  readonly exitCode: number | null;
}

/** One level of one update, for one variant. */
export interface Judgement {
  readonly level: Level;
  readonly variant: Variant;
  readonly verdict: Verdict;
  /** Why, for all but a pass; of a pass, what is odd about it. One line. */
  readonly reason: string | null;
  /** What explains a failure; a line each. */
  readonly details: readonly string[];
  /** How the linker failed, if there is no image to judge. */
  readonly outcome?: AdapterOutcome;
  /** Present if the linker or compiler failed in an earlier update, whose judgement says why. */
  readonly isConsequence?: true;
  /** Of a run that did not do what it should. */
  readonly run?: { readonly expected: RunOutput; readonly got: RunOutput };
  /** Where the reason of an expected failure is followed up: an address. */
  readonly link?: string;
}

/** How one update fared. */
export interface UpdateResult {
  readonly update: string;
  readonly judgements: readonly Judgement[];
}

/** How one case fared. */
export interface CaseResult {
  readonly name: string;
  /** Path of the case file. */
  readonly file: string;
  readonly updates: readonly UpdateResult[];
  /** Why the case could not be judged at all; null if it was. */
  readonly refusal: string | null;
  readonly milliseconds: number;
  /** Of these milliseconds, what was not the suite's own; where that is known. */
  readonly others?: OtherTimes;
}

/** Milliseconds of what the suite waited for. */
export interface OtherTimes {
  readonly compiler: number;
  readonly wine: number;
}

/** How one implementation fared. */
export interface ImplementationResult {
  /** As the command line, expectations and reports call it. */
  readonly implementation: string;
  /** Its name and version by its own word; null if it never said. */
  readonly identity: string | null;
  readonly variants: readonly Variant[];
  readonly cases: readonly CaseResult[];
  /** Entries of its expectations that are about nothing that there is, a line each. */
  readonly stale: readonly string[];
  readonly milliseconds: number;
  /** Present if the run was interrupted: how many cases were to be judged, and were not. */
  readonly unjudged?: number;
}

/**
 * Whether all cases were judged, none fails, and all expectations are about something. What was judged
 * on nothing at all does not hold.
 */
export function implementationHolds({ cases, stale, unjudged }: ImplementationResult): boolean {
  if (stale.length > 0 || unjudged !== undefined || cases.some(caseFails)) return false;
  return cases.some(caseIsJudged);
}

/** Whether a verdict fails the run. */
export function isFailure(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'xpass';
}

export function judgementsOf(result: CaseResult): readonly Judgement[] {
  return result.updates.flatMap(({ judgements }) => judgements);
}

/** Whether a case was refused, or something of it fails. */
export function caseFails(result: CaseResult): boolean {
  return result.refusal !== null || judgementsOf(result).some(({ verdict }) => isFailure(verdict));
}

/** Whether anything of a case could be judged here. */
export function caseIsJudged(result: CaseResult): boolean {
  return judgementsOf(result).some(({ verdict }) => verdict !== 'unsupported');
}

/** Whether a case was judged on something, and nothing of it fails. */
export function caseHolds(result: CaseResult): boolean {
  return caseIsJudged(result) && !caseFails(result);
}

/**
 * How much of the cases' time was the suite's own: 0 to 1.
 * @returns null if that is not known of every case
 */
export function ownShare(results: readonly CaseResult[]): number | null {
  let all = 0;
  let own = 0;
  for (const { milliseconds, others } of results) {
    if (others === undefined) return null;
    all += milliseconds;
    own += milliseconds - others.compiler - others.wine;
  }
  return all === 0 ? null : own / all;
}

/** How often there was each verdict. */
export function countVerdicts(results: readonly CaseResult[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, xfail: 0, xpass: 0, unsupported: 0 };
  for (const result of results) {
    for (const { verdict } of judgementsOf(result)) counts[verdict] += 1;
  }
  return counts;
}
