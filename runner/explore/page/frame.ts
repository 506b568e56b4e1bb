import { eachNode, nodeAt, type DumpNode } from '../../image/node-dump/parse-node-dump';
import { nodeChanges, type NodeChanges } from '../../image/node-dump/node-changes';
import type { Exploration } from '../exploration';
import { nodeOfIndex } from '../find-step';
import { sameStep } from '../same-step';
import type { Step } from '../step';
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
  readonly node: DumpNode | null;
  /** File offset of the selected byte; null without a node. */
  readonly byte: number | null;
}

/** The frame of a step, with what is selected. */
export function frameOf(exploration: Exploration, shown: Shown): Frame {
  const step = exploration.step(shown.step);
  const state = exploration.state(step.index);
  const node = nodeOfIndex(state.root, shown.node);
  // An address may name a byte that the node has not, or no longer has.
  const offset = Math.min(shown.offset, Math.max(0, (node?.size ?? 0) - 1));
  return madeFrame(exploration, step, node, node === null ? null : node.fileOffset + offset);
}

/** The frame of another linker that is compared with one: in step, and of the same node. */
export function comparedFrame(exploration: Exploration, { step, node, byte }: Frame): Frame {
  const other = exploration.step(sameStep(exploration.steps, step));
  const { root } = exploration.state(other.index);
  const same = node === null ? null : nodeOfKey(root, node.key);
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
  node: DumpNode | null,
  byte: number | null,
): Frame {
  const state = exploration.state(step.index);
  const before = step.index === 0 ? null : exploration.state(step.index - 1);
  const changes = before === null ? null : nodeChanges(state, before);
  return { exploration, step, state, before, changes, node, byte };
}

function nodeOfKey(root: DumpNode, key: string): DumpNode | null {
  for (const node of eachNode(root)) if (node.key === key) return node;
  return null;
}
