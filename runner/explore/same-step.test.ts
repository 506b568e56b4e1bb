import { sameStep } from './same-step';
import { exploredCase, exploredScript } from './testing/explored';

describe('the same step of another exploration', () => {
  it('is the same op, and the same of its tasks', () => {
    const one = exploredCase('hello', 'linux-tmpfs');
    const other = exploredCase('hello', 'windows');
    for (const step of one.steps) {
      const same = other.step(sameStep(other.steps, step));
      expect(same.op).toBe(step.op);
      const isLast = other.steps[same.index + 1]?.op !== step.op;
      expect(step.task === null ? isLast : same.tasksDone <= step.tasksDone).toBe(true);
    }
  });

  it('is the last one there is, if the other one has fewer ops', () => {
    const one = exploredCase('hello');
    const other = exploredScript([{ op: 'flush' }]);
    expect(sameStep(other.steps, one.step(one.steps.length - 1))).toBe(other.steps.length - 1);
  });
});
