import type { FailureListener } from '../judge/failed-image';
import type { Spelling } from '../judge/expectations/spelling';
import type { ProgramRunner } from '../system/program-runner';

/** How a compiler makes its images: patched update after update, built whole each time, or both. */
export type ModeChoice = 'incremental' | 'fresh' | 'both';

/** What judging a compiler needs besides cases. */
export interface ZigContext {
  readonly mode: ModeChoice;
  /** Null if images are not to be run: Wine is missing. Undefined if that was not asked for. */
  readonly runner: Pick<ProgramRunner, 'run'> | null | undefined;
  /** Folder in which each update's image is kept; null if none is. */
  readonly keep: string | null;
  /** Number of the only update that is judged, from 1; null if all are. Those before it are just built. */
  readonly only: number | null;
  /** How the compiler spells messages that cases spell in another way. */
  readonly spellings: readonly Spelling[];
  /** Milliseconds for one update. */
  readonly timeLimit: number;
  /** Words of a command that judges as this does, to be followed by an update and a case file. */
  readonly repeat: string;
  /** Told each image that does not hold. */
  readonly onFailure?: FailureListener | undefined;
  /** Ends the run before the next update. */
  readonly stop: AbortSignal;
}
