import { chipOf } from '../../difference/picture/chip';
import type { DumpNode } from '../../image/node-dump/parse-node-dump';
import type { NodeChanges } from '../../image/node-dump/node-changes';
import { element } from './dom';

/** What a step did to a node, in the words and colours of the goldens' pictures. */
export function chips(changes: NodeChanges | null, node: DumpNode): readonly HTMLElement[] {
  return (changes?.of.get(node) ?? []).map((change) => {
    const { kind, text } = chipOf(change);
    return element('span', { class: `chip ${kind}` }, text);
  });
}

/** The change of a node that is told first: it colours the node. Null without one. */
export function changeKind(changes: NodeChanges | null, node: DumpNode): string | null {
  const kinds = (changes?.of.get(node) ?? []).map(({ kind }) => kind);
  const order = ['new', 'moved', 'resized', 'bytes'] as const;
  return order.find((kind) => kinds.includes(kind)) ?? null;
}
