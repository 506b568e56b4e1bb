import type { Replay } from '../case/replay/replay';
import type { Step } from './step';

/** Steps between two snapshots, unless they would take too much memory. */
const DISTANCE = 256;
/** Bytes that all snapshots of a script may take, by `Coff2.copySize`. */
const BUDGET = 64 * 1024 * 1024;

/** A linker as it was after a step. */
export interface Snapshot {
  readonly step: Pick<Step, 'index' | 'op' | 'task' | 'tasksDone'>;
  /** To be copied, and never played. */
  readonly replay: Replay;
}

/**
 * Copies of a linker at work, some steps apart, so that a step is reached without replaying the script
 * from its start. If they take too much memory, every other one is dropped, and the distance doubles.
 */
export class Snapshots {
  #kept: Snapshot[] = [];
  #distance: number;
  readonly #budget: number;

  /**
   * @param distance in steps, at least 1
   * @param budget in bytes
   */
  constructor(distance = DISTANCE, budget = BUDGET) {
    this.#distance = distance;
    this.#budget = budget;
  }

  get count(): number {
    return this.#kept.length;
  }

  /** Bytes that the snapshots take, roughly. */
  get bytes(): number {
    return this.#kept.reduce((sum, { replay }) => sum + replay.linker.copySize, 0);
  }

  /** Takes a snapshot of the linker after a step, if the last one is far enough away. */
  offer(step: Snapshot['step'], replay: Replay): void {
    if (!this.#isDue(step)) return;
    this.#kept.push({ step, replay: replay.copy() });
    while (this.bytes > this.#budget && this.#kept.length > 1) this.#thin();
  }

  /** Forgets the snapshots from a step on. */
  truncate(step: number): void {
    this.#kept = this.#kept.filter((kept) => kept.step.index < step);
  }

  /** The latest snapshot from which a step can be reached; null for the start of the script. */
  before(step: Snapshot['step']): Snapshot | null {
    return this.#kept.findLast((kept) => leadsTo(kept.step, step)) ?? null;
  }

  #isDue(step: Snapshot['step']): boolean {
    const last = this.before(step)?.step.index ?? 0;
    return step.index - last >= this.#distance;
  }

  #thin(): void {
    this.#distance *= 2;
    const all = this.#kept;
    this.#kept = [];
    for (const snapshot of all) if (this.#isDue(snapshot.step)) this.#kept.push(snapshot);
  }
}

/**
 * Whether a linker after one step can go on to another. Between two tasks of an op only the other tasks
 * of the same op can be reached: an op that is played again does more than what was left of it.
 */
export function leadsTo(from: Snapshot['step'], to: Snapshot['step']): boolean {
  if (from.index > to.index) return false;
  if (from.task === null) return true;
  return from.op === to.op && to.task !== null;
}
