import type { NodeIndex } from '../../reference';
import type { DumpNode } from '../image/node-dump/parse-node-dump';
import type { Exploration } from './exploration';
import type { Step } from './step';

/** Where a search goes. */
export type Direction = 1 | -1;

/** The nearest step before or after `from` for which `matches` holds; null without one. */
export function findStep(
  steps: readonly Step[],
  from: number,
  direction: Direction,
  matches: (step: Step) => boolean,
): Step | null {
  for (let index = from + direction; index >= 0 && index < steps.length; index += direction) {
    const step = steps[index];
    if (step !== undefined && matches(step)) return step;
  }
  return null;
}

/** The nearest step in which a node, or a parent that it lies in, gets another place. */
export function findMove(
  exploration: Exploration,
  from: number,
  direction: Direction,
  index: number,
): Step | null {
  const indices = new Set<number>();
  let node: DumpNode | null = exploration.state(from).node(index);
  for (; node !== null; node = node.parent) indices.add(node.index);
  const isOf = (moved: readonly NodeIndex[]): boolean => moved.some((each) => indices.has(each));
  return findStep(exploration.steps, from, direction, ({ moved }) => isOf(moved));
}

/** The nearest step after which some bytes of the file are others than before it. */
export function findByteChange(
  exploration: Exploration,
  from: number,
  direction: Direction,
  at: number,
  size: number,
): Step | null {
  return findStep(exploration.steps, from, direction, (step) => {
    if (step.index === 0 || !step.touches.some((touch) => covers(touch, at, size))) return false;
    const before = exploration.state(step.index - 1).image.slice(at, at + size);
    const after = exploration.state(step.index).image.subarray(at, at + size);
    return before.length !== after.length || after.some((byte, i) => byte !== before[i]);
  });
}

function covers(touch: Step['touches'][number], at: number, size: number): boolean {
  const overlaps = (start: number, length: number): boolean =>
    start < at + size && at < start + length;
  switch (touch.kind) {
    case 'write':
      return overlaps(touch.at, touch.size);
    case 'move':
      return overlaps(touch.from, touch.size) || overlaps(touch.to, touch.size);
    case 'insert':
      return touch.at < at + size;
  }
}

/** The nearest step whose title, sentences or quirks contain a text, in either case. */
export function findText(
  steps: readonly Step[],
  from: number,
  direction: Direction,
  text: string,
): Step | null {
  const wanted = text.toLowerCase();
  return findStep(
    steps,
    from,
    direction,
    ({ title, why }) =>
      title.toLowerCase().includes(wanted) ||
      why.some((reason) => `${reason.quirk ?? ''} ${reason.text}`.toLowerCase().includes(wanted)),
  );
}
