import type { Exploration } from '../exploration';
import type { Step } from '../step';

/** The step of the case `function_grows` in which a function outgrows its place, and floats. */
export function floatingStep({ steps }: Exploration): Step {
  const found = steps.find(
    ({ title, why }) =>
      title === 'updateFunc tale.grow' && why.some(({ text }) => text.includes('floats')),
  );
  if (found === undefined) throw new Error('function_grows has no step in which a function floats');
  return found;
}
