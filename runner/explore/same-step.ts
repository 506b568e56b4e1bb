import type { Step } from './step';

/**
 * The step of another exploration that does what a step does. Two hosts have the same ops, but not
 * always the same tasks; a script that was edited has other ops. Then it is the nearest one that is
 * not later.
 */
export function sameStep(steps: readonly Step[], step: Step): number {
  let found = 0;
  for (const other of steps) {
    const isLater = other.op > step.op || (other.op === step.op && rank(other) > rank(step));
    if (isLater) break;
    found = other.index;
  }
  return found;
}

/** The op itself comes after all of its tasks. */
function rank({ task, tasksDone }: Step): number {
  return task === null ? Number.POSITIVE_INFINITY : tasksDone;
}
