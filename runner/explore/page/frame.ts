import { nodeAt, type DumpNode } from '../../image/node-dump/parse-node-dump';
import type { NodeChanges } from '../../image/node-dump/node-changes';
import type { Exploration } from '../exploration';
import type { LinkedNode } from '../linked-node';
import { sameStep } from '../same-step';
import type { Step } from '../step';
import { stepChanges } from '../step-changes';
import type { StepState } from '../step-state';
import type { Shown } from './address';

/** One linker after one step: all that the views need of it. */
export interface Frame {
  readonly exploration: Exploration;
  readonly step: Step;
  readonly state: StepState;
  /** Null at the first step. */
  readonly before: StepState | null;
  /** What the step did to the nodes; null at the first step. */
  readonly changes: NodeChanges | null;
  /** The selected node; null if it is not there in this step. */
  readonly node: LinkedNode | null;
  /** File offset of the selected byte; null without a node. */
  readonly byte: number | null;
}

/** The frame of a step, with what is selected. */
export function frameOf(exploration: Exploration, shown: Shown): Frame {
  const step = exploration.step(shown.step);
  const { state } = statesOf(exploration, step);
  const node = state.node(shown.node);
  // An address may name a byte that the node has not, or no longer has.
  const offset = Math.min(shown.offset, Math.max(0, (node?.size ?? 0) - 1));
  return madeFrame(exploration, step, node, node === null ? null : node.fileOffset + offset);
}

/** The frame of another linker that is compared with one: in step, and of the same node. */
export function comparedFrame(exploration: Exploration, { step, node, byte }: Frame): Frame {
  const other = exploration.step(sameStep(exploration.steps, step));
  const { state } = statesOf(exploration, other);
  const key = node?.key;
  const same = state.nodes.find((each) => each.key === key) ?? null;
  const offset = byte === null || node === null ? 0 : byte - node.fileOffset;
  return madeFrame(exploration, other, same, same === null ? null : same.fileOffset + offset);
}

/** The selection of a byte of the file: its innermost node, and where it lies in it. */
export function selectionAt(root: DumpNode, byte: number): Pick<Shown, 'node' | 'offset'> {
  const node = nodeAt(root, byte) ?? root;
  return { node: node.index, offset: byte - node.fileOffset };
}

function madeFrame(
  exploration: Exploration,
  step: Step,
  node: LinkedNode | null,
  byte: number | null,
): Frame {
  const { state, before } = statesOf(exploration, step);
  const changes = before === null ? null : stepChanges(state, before);
  return { exploration, step, state, before, changes, node, byte };
}

/** The one before comes first: the linker goes on from there. */
function statesOf(exploration: Exploration, { index }: Step): Pick<Frame, 'state' | 'before'> {
  const before = index === 0 ? null : exploration.state(index - 1);
  return { before, state: exploration.state(index) };
}
