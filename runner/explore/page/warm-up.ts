import type { Exploration } from '../exploration';
import { stepChanges } from '../step-changes';
import { stateAt, type StepState } from '../step-state';

/** Steps that are made ready to be shown. The browser has compiled what they need after about so many. */
const ROUNDS = 12;

/**
 * Makes some steps of a script ready to be shown, and throws them away, while the page has nothing else
 * to do. The first steps that a browser computes cost it twice as much as later ones, because it has not
 * compiled the code yet. A piece of this work is one step, so that a key waits for no more than that.
 */
export function warmUp(exploration: Exploration): void {
  let previous: StepState | null = null;
  const stateOf = (round: number): StepState => {
    const step = exploration.step(Math.floor((exploration.steps.length * round) / ROUNDS));
    const { source, host, snapshots } = exploration;
    return stateAt(source, host, step, snapshots.before(step));
  };
  const go = (round: number): void => {
    requestIdleCallback(() => {
      const state = stateOf(round);
      if (previous !== null) stepChanges(state, previous);
      previous = state;
      if (round + 1 < ROUNDS) go(round + 1);
    });
  };
  go(1);
}
