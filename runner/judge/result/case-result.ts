import { HOST_NAMES, type HostName } from '../../../reference/index';
import type { WrittenBytes } from '../../image/linked-image';
import type { AdapterOutcome } from '../../linker/protocol/adapter-failure';
import type { Level } from './level';

/** How a compiler makes an image: it patches the previous one, or builds from scratch. */
export const MODES = ['incremental', 'fresh'] as const;

export type Mode = (typeof MODES)[number];

/** All variants of an image, in the order of reports. */
export const VARIANTS = [...HOST_NAMES, ...MODES] as const;

/** Which image of an update: a linker's host profile, or a compiler's mode. */
export type Variant = HostName | Mode;

/** Whether a variant is a compiler's mode. */
export function isMode(variant: Variant): variant is Mode {
  return MODES.some((mode) => mode === variant);
}

/**
 * The result of a judgement: it holds; it does not hold; it does not hold, as expected; it holds,
 * although a failure is expected; it could not be judged here.
 */
export type Verdict = 'pass' | 'fail' | 'xfail' | 'xpass' | 'unsupported';

/** What a program did when it ran, or should have done. */
export interface RunOutput {
  /** Null if a case does not say. */
  readonly stdout: string | null;
  /** Null if it did not end on its own. */
  readonly exitCode: number | null;
}

/** The judgement of one update on one level, for one variant. */
export interface Judgement {
  readonly level: Level;
  readonly variant: Variant;
  readonly verdict: Verdict;
  /** Why, in one line. For a pass usually null, otherwise what is unusual about it. */
  readonly reason: string | null;
  /** Lines that explain a failure. */
  readonly details: readonly string[];
  /** What failures of the same cause have in common, without names and addresses; see `failureCause`. */
  readonly cause?: string;
  /** How the linker failed, if there is no image to judge. */
  readonly outcome?: AdapterOutcome;
  /** Present if the linker or compiler failed in an earlier update, whose judgement says why. */
  readonly isConsequence?: true;
  /** What the linker says that it wrote, on the level `incremental`: bytes, and those that were so before. */
  readonly written?: WrittenBytes;
  /** The rules of `coff2 check` that the image does not keep, if it is not valid. */
  readonly rules?: readonly string[];
  /** A run that did not do what it should. */
  readonly run?: { readonly expected: RunOutput; readonly got: RunOutput };
  /** An address where to read more about an expected failure. */
  readonly link?: string;
}

/** The result of one update. */
export interface UpdateResult {
  readonly update: string;
  readonly judgements: readonly Judgement[];
}

/** The result of one case. */
export interface CaseResult {
  readonly name: string;
  /** Path of the case file. */
  readonly file: string;
  readonly updates: readonly UpdateResult[];
  /** Why the case could not be judged at all; null if it was. */
  readonly refusal: string | null;
  readonly milliseconds: number;
  /** How many of these milliseconds the suite waited, if that is known. */
  readonly others?: OtherTimes;
}

/** How long the suite waited, in milliseconds. */
export interface OtherTimes {
  readonly compiler: number;
  readonly wine: number;
}

/** The result of one implementation. */
export interface ImplementationResult {
  /** Its name on the command line, in expectations and in reports. */
  readonly implementation: string;
  /** Name and version as it gives them; null if it never did. */
  readonly identity: string | null;
  readonly variants: readonly Variant[];
  readonly cases: readonly CaseResult[];
  /** Stale entries of its expectations, one line for each. */
  readonly stale: readonly string[];
  /** When the first case was started: ISO 8601, UTC. Reports of earlier versions have none. */
  readonly started?: string;
  readonly milliseconds: number;
  /** Present if the run ended early: how many cases were to be judged, and were not. */
  readonly unjudged?: number;
  /** The names of these cases; reports of earlier versions have none. */
  readonly unjudgedCases?: readonly string[];
  /** Why the run ended early: it was interrupted, or enough cases had failed for `--bail`. */
  readonly ended?: 'interrupted' | 'bail';
  /** What the run used, and its version: `node`, `system`, and `wine` if images were run. */
  readonly versions?: Readonly<Record<string, string>>;
  /** The command that judges cases in the same way; the name of a case follows. */
  readonly command?: string;
  /** The parts of the cases that were judged, as `--shard` has them: "1/4". Absent if that is all of them. */
  readonly shards?: readonly string[];
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
 * The suite's own share of the cases' time, from 0 to 1.
 * @returns null if it is not known for every case
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

/** The number of judgements with each verdict. */
export function countVerdicts(results: readonly CaseResult[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, xfail: 0, xpass: 0, unsupported: 0 };
  for (const result of results) {
    for (const { verdict } of judgementsOf(result)) counts[verdict] += 1;
  }
  return counts;
}
