import { type DumpNode } from '../../image/node-dump/parse-node-dump';
import { countDifferentBytes } from '../../image/node-dump/byte-difference';
import { type Chip } from './chip';
import {
  grownOrShrunk,
  type Change,
  type NodeChanges,
  type ImageNodes,
} from '../../image/node-dump/node-changes';
import { count, hex } from '../../text/numbers';

/** An image or an update in words. */
export interface Summary {
  readonly headline: string;
  /** "3 nodes moved", one each; empty if the headline says all. */
  readonly facts: readonly Chip[];
}

/** What there is in an image that follows no other. */
export function summarizeFirst({ image, root }: ImageNodes): Summary {
  const sections = root.children.filter(({ tag }) => tag === 'section').length;
  return {
    headline: 'first image',
    facts: [
      plain(count(nodesBelow(root), 'node')),
      plain(count(sections, 'section')),
      plain(`${hex(image.length)} bytes`),
    ],
  };
}

/** What an update changed. */
export function summarizeUpdate(
  current: ImageNodes,
  previous: ImageNodes,
  changes: NodeChanges,
): Summary {
  const bytes = countDifferentBytes(current.image, previous.image);
  const facts = nodeFacts(changes);
  const { length: from } = previous.image;
  const { length: to } = current.image;
  if (bytes === 0 && from === to) {
    return facts.length === 0
      ? { headline: 'nothing changed: not a byte', facts }
      : { headline: 'not a byte changed', facts };
  }
  if (bytes > 0) facts.push(plain(`${count(bytes, 'byte')} of the file changed`));
  if (from !== to) facts.push(plain(`file ${grownOrShrunk(from, to)} ${hex(from)} → ${hex(to)}`));
  return { headline: 'this update', facts };
}

/** The words for changes, in the order in which they are reported. */
const WORDS = [
  ['new', 'new'],
  ['gone', 'gone'],
  ['moved', 'moved'],
  ['grown', 'resized'],
  ['shrunk', 'resized'],
  ['with other bytes', 'bytes'],
  ['with other flags or alignment', 'attribute'],
] as const;

type Word = (typeof WORDS)[number][0];

function nodeFacts({ of, gone }: NodeChanges): Chip[] {
  const counts = new Map<Word, number>([['gone', gone.length]]);
  for (const [node, changes] of of) {
    // The root is the file, whose size has a fact of its own.
    if (node.parent === null) continue;
    for (const word of new Set(changes.map(wordFor))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return WORDS.flatMap(([word, kind]) => {
    const changed = counts.get(word) ?? 0;
    return changed === 0 ? [] : [{ kind, text: `${count(changed, 'node')} ${word}` }];
  });
}

function wordFor(change: Change): Word {
  switch (change.kind) {
    case 'resized':
      return grownOrShrunk(change.from, change.to);
    case 'bytes':
      return 'with other bytes';
    case 'attribute':
      return 'with other flags or alignment';
    case 'new':
    case 'moved':
      return change.kind;
  }
}

function plain(text: string): Chip {
  return { kind: 'plain', text };
}

function nodesBelow(node: DumpNode): number {
  return node.children.reduce((count, child) => count + 1 + nodesBelow(child), 0);
}
