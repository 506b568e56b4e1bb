import { type DumpNode } from '../node-dump/parse-node-dump';
import { countDifferentBytes } from './byte-difference';
import { type ChangeKind, type NodeChanges, type Snapshot } from './node-changes';
import { counted, hex } from './text-fit';

/** An update in words, and whether anything at all is to be told. */
export interface Summary {
  readonly headline: string;
  /** "3 nodes moved", one each; empty if the headline says all. */
  readonly facts: readonly string[];
}

/** What there is in an image that follows no other. */
export function summarizeFirst({ image, root }: Snapshot): Summary {
  const sections = root.children.filter(({ tag }) => tag === 'section').length;
  return {
    headline: 'first image',
    facts: [
      counted(nodeCount(root), 'node'),
      counted(sections, 'section'),
      `${hex(image.length)} bytes`,
    ],
  };
}

/** What an update changed. */
export function summarizeUpdate(
  current: Snapshot,
  previous: Snapshot,
  changes: NodeChanges,
): Summary {
  const bytes = countDifferentBytes(current.image, previous.image);
  const facts = nodeFacts(changes);
  const isSameLength = current.image.length === previous.image.length;
  if (bytes === 0 && isSameLength) {
    if (facts.length === 0) return { headline: 'nothing changed: not a byte', facts: [] };
    return { headline: 'not a byte changed', facts };
  }
  if (bytes > 0) facts.push(`${counted(bytes, 'byte')} of the file changed`);
  if (!isSameLength) {
    facts.push(
      `file ${grownOrShrunk(previous.image.length, current.image.length)} ` +
        `${hex(previous.image.length)} → ${hex(current.image.length)}`,
    );
  }
  return { headline: 'changed by this update', facts };
}

/** The word for a change of size. */
export function grownOrShrunk(from: number, to: number): 'grown' | 'shrunk' {
  return to > from ? 'grown' : 'shrunk';
}

function nodeFacts({ of, gone }: NodeChanges): string[] {
  const counts = new Map<string, number>();
  for (const [node, changes] of of) {
    if (node.parent === null) continue;
    const words = changes.map((change) =>
      change.kind === 'resized' ? grownOrShrunk(change.from, change.to) : WORDS[change.kind],
    );
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  if (gone.length > 0) counts.set('gone', gone.length);
  return ORDER.flatMap((word) => {
    const count = counts.get(word);
    return count === undefined ? [] : [`${counted(count, 'node')} ${word}`];
  });
}

const WORDS: Readonly<Record<Exclude<ChangeKind, 'resized'>, string>> = {
  new: 'new',
  moved: 'moved',
  bytes: 'with other bytes',
  attribute: 'with other flags or alignment',
};

const ORDER = [
  'new',
  'gone',
  'moved',
  'grown',
  'shrunk',
  'with other bytes',
  'with other flags or alignment',
];

function nodeCount(node: DumpNode): number {
  return node.children.reduce((count, child) => count + nodeCount(child), 1);
}
