import { HOST_PROFILES, type HostName } from '../../reference';
import { opSubject } from '../case/link-script/op-subject';
import { LineError, ScriptError } from '../case/link-script/script-error';
import { Definitions } from '../case/replay/definitions';
import { Replay } from '../case/replay/replay';
import type { PlacedOp, ScriptSource } from './script-source';
import type { Step } from './step';
import { StepRecorder } from './events/step-recorder';
import { leadsTo, Snapshots, type Snapshot } from './snapshots';
import { stateAt, type StepState } from './step-state';
import { opTitle, taskTitle } from './why/title';
import { explain } from './why/explain';

/** Why a linker did not do the whole script. */
export interface Refusal {
  /** Index of the op. */
  readonly op: number;
  /** "file:line: op N (updateFunc main.f): reason" */
  readonly message: string;
}

/** States that are kept: the one that is shown, the one before it, and those of what it is compared with. */
const KEPT_STATES = 4;

/** A script that was linked on one host, step by step. */
export class Exploration {
  readonly #states = new Map<number, StepState>();

  private constructor(
    readonly source: ScriptSource,
    readonly host: HostName,
    readonly steps: readonly Step[],
    readonly snapshots: Snapshots,
    /** Null if the linker took the whole script. Otherwise the steps end before the refused op. */
    readonly refusal: Refusal | null,
  ) {}

  /**
   * Links a script, and keeps what the linker tells.
   * @param snapshots where to keep the linker on the way
   * @throws ScriptError if the linker does not support the options
   */
  static of(source: ScriptSource, host: HostName, snapshots = new Snapshots()): Exploration {
    const { steps, refusal } = record(source, host, snapshots);
    return new Exploration(source, host, steps, snapshots, refusal);
  }

  /** The step of a number, or the nearest one that there is. */
  step(index: number): Step {
    const nearest = Math.min(Math.max(index, 0), this.steps.length - 1);
    const step = this.steps[nearest];
    if (step === undefined) throw new Error('a script has a first step');
    return step;
  }

  /** The linker after a step. */
  state(index: number): StepState {
    const step = this.step(index);
    const known = this.#states.get(step.index);
    if (known !== undefined) {
      this.#states.delete(step.index);
      this.#states.set(step.index, known);
      return known;
    }
    const state = stateAt(this.source, this.host, step, this.#nearest(step));
    this.#states.set(step.index, state);
    for (const oldest of this.#states.keys()) {
      if (this.#states.size <= KEPT_STATES) break;
      this.#states.delete(oldest);
    }
    return state;
  }

  /** Where to start to reach a step: the latest snapshot, or a state that is kept and lies behind it. */
  #nearest(step: Step): Snapshot | null {
    let nearest = this.snapshots.before(step);
    for (const state of this.#states.values()) {
      const isLater = state.step.index > (nearest?.step.index ?? -1);
      if (isLater && leadsTo(state.step, step)) nearest = state;
    }
    return nearest;
  }
}

function record(
  source: ScriptSource,
  host: HostName,
  snapshots: Snapshots,
): { readonly steps: readonly Step[]; readonly refusal: Refusal | null } {
  const steps: Step[] = [];
  const definitions = new Definitions();
  let replay: Replay | null = null;
  let current: { readonly index: number; readonly placed: PlacedOp | null } = {
    index: -1,
    placed: null,
  };
  let tasksDone = 0;
  let updates = 0;
  const recorder = new StepRecorder(() => {
    tasksDone += 1;
    // The last task of a flush may find that nothing is left to do. Then it is no step.
    if (recorder.hasTask) endStep();
  });
  const endStep = (): void => {
    if (replay === null) return;
    const events = recorder.take();
    const { tables } = replay.linker;
    const { index: op, placed } = current;
    const snapshotOp = placed?.op.op === 'snapshot' ? placed.op : null;
    const step: Step = {
      index: steps.length,
      op,
      task: events.task,
      tasksDone,
      title:
        events.task === null
          ? opTitle(placed?.op ?? null, tasksDone)
          : taskTitle(events.task, tables),
      why: explain(placed?.op ?? null, events, tables),
      touches: events.touches,
      relocations: events.relocations,
      moved: events.moved,
      resized: events.resized,
      snapshot: snapshotOp === null ? null : { index: updates, name: snapshotOp.name },
    };
    steps.push(step);
    snapshots.offer(step, replay);
    if (snapshotOp !== null) updates += 1;
  };
  try {
    replay = new Replay(source.options, HOST_PROFILES[host], definitions, recorder);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    throw new ScriptError(source.file, 1, 'header', error.message);
  }
  endStep();
  for (const [index, placed] of source.ops.entries()) {
    current = { index, placed };
    tasksDone = 0;
    const { op } = placed;
    if (op.op === 'defineUav') definitions.defineUav(op);
    else if (op.op === 'defineLazy') definitions.defineLazy(op);
    const before = steps.length;
    try {
      replay.apply(op);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      steps.length = before;
      snapshots.truncate(before);
      return { steps, refusal: { op: index, message: refusalText(placed, index, error) } };
    }
    const isOnlyTasks = op.op === 'flush' || op.op === 'idle';
    if (!isOnlyTasks || steps.length === before || !recorder.isEmpty) endStep();
  }
  return { steps, refusal: null };
}

function refusalText({ op, file, line }: PlacedOp, index: number, { message }: LineError): string {
  return new ScriptError(file, line, opSubject(index + 1, op), message).message;
}
