import type { BesideFile, ProgramRun } from '../../system/program-runner';
import type { NotFound } from '../../system/loader-messages';
import type { FailedImage } from '../failed-image';
import type { RunContext } from '../linked-case';
import type { CaseResult } from '../result/case-result';
import type { ThrownError } from '../../system/thrown-error';

/** What a thread is started with: the context of a run, as far as it is data. */
export interface ThreadContext extends Pick<
  RunContext,
  'hosts' | 'goldens' | 'reports' | 'repeating'
> {
  /** What runs images: the main thread, which is asked; null without Wine; undefined if that was not asked for. */
  readonly runner: 'main' | null | undefined;
  /** Whether the main thread is told each image that does not hold. */
  readonly tellsFailures: boolean;
  /** Whether the run was stopped before the thread started. */
  readonly isStopped: boolean;
}

/** What a thread asks of the main thread: the only one that starts programs. */
export interface RunRequest {
  readonly what: 'run' | 'notFound';
  /** Names the request in its answer. */
  readonly id: number;
  readonly image: Uint8Array;
  readonly beside: readonly BesideFile[];
}

/** The answer to a request, or why this host cannot run such an image. */
export type RunAnswer = { readonly id: number } & (
  | { readonly what: 'run'; readonly run: ProgramRun }
  | { readonly what: 'notFound'; readonly notFound: readonly NotFound[] }
  | { readonly what: 'unable'; readonly reason: string }
);

/** What the main thread says to a thread. After `end` it says nothing more. */
export type ToThread =
  | { readonly kind: 'judge'; readonly file: string }
  | { readonly kind: 'answer'; readonly answer: RunAnswer }
  | { readonly kind: 'stop' }
  | { readonly kind: 'end' };

/** What a thread says. It judges one case at a time, and ends it with `judged` or `thrown`. */
export type FromThread =
  | { readonly kind: 'judged'; readonly result: CaseResult }
  | { readonly kind: 'thrown'; readonly error: ThrownError }
  | { readonly kind: 'failed'; readonly failed: FailedImage }
  | { readonly kind: 'ask'; readonly request: RunRequest };
