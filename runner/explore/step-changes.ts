import { changesOfNode, type Change, type NodeChanges } from '../image/node-dump/node-changes';
import { LinkedNode } from './linked-node';
import type { StepState } from './step-state';

/**
 * What a linker did to the nodes since an earlier step of the same script. A node is the same if its index is.
 * Nodes to which nothing happened are left out: most steps touch few of thousands.
 */
export function stepChanges(state: StepState, before: StepState): NodeChanges {
  const of = new Map<LinkedNode, readonly Change[]>();
  const { nodeCount } = before.tables;
  for (const node of state.nodes) {
    if (node.index >= nodeCount) of.set(node, [{ kind: 'new' }]);
    else if (!isUnchanged(node, state, before)) {
      const was = LinkedNode.at(before.tables, node.index);
      const changes = changesOfNode(node, was, state, before);
      if (changes.length > 0) of.set(node, changes);
    }
  }
  return { of, gone: [] };
}

/** Whether nothing can have happened to a node. It costs a hundredth of what finding out the changes does. */
function isUnchanged(node: LinkedNode, { image }: StepState, before: StepState): boolean {
  const { index, parent, offset, size } = node;
  const { tables } = before;
  return (
    offset === tables.nodeOffset(index) &&
    size === tables.nodeSize(index) &&
    (parent?.index ?? null) === tables.nodeParent(index) &&
    node.alignment === tables.nodeAlignment(index) &&
    node.flags === tables.nodeFlags(index) &&
    (node.children.length > 0 ||
      isSame(image, node.fileOffset, before.image, tables.fileOffset(index), size))
  );
}

/** Whether two runs of bytes are the same. */
function isSame(a: Uint8Array, atA: number, b: Uint8Array, atB: number, size: number): boolean {
  for (let i = 0; i < size; i += 1) if (a[atA + i] !== b[atB + i]) return false;
  return true;
}
