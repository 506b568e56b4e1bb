import { hex } from '../../text/numbers';
import type { DumpedImage } from '../linked-image';
import { eachNode, parseNodeDump, type DumpNode } from './parse-node-dump';
import { countDifferentBytes } from './byte-difference';
import { sectionDump } from './section-dump';

/** What an update did to one node. */
export type Change =
  | { readonly kind: 'new' }
  /** File offsets. */
  | { readonly kind: 'moved'; readonly from: number; readonly to: number }
  /** Bytes. */
  | { readonly kind: 'resized'; readonly from: number; readonly to: number }
  /** How many bytes differ, of those that the node had before and still has. */
  | { readonly kind: 'bytes'; readonly count: number }
  /** Of alignment or flags. */
  | { readonly kind: 'attribute'; readonly text: string };

export type ChangeKind = Change['kind'];

/** An image and the nodes in it. */
export interface ImageNodes {
  readonly image: Uint8Array;
  readonly root: DumpNode;
}

/**
 * Reads the node dump of an image; without one, there are its headers and sections.
 * @throws NodeDumpError if the dump cannot be read
 */
export function imageNodes({ image, nodes }: DumpedImage): ImageNodes {
  return { image, root: parseNodeDump(nodes ?? sectionDump(image)) };
}

/** What an update did to the nodes. */
export interface NodeChanges {
  /** Of every node now; an empty list if nothing happened to it. */
  readonly of: ReadonlyMap<DumpNode, readonly Change[]>;
  /** Nodes of before that are no more, in file order. */
  readonly gone: readonly DumpNode[];
}

/**
 * Compares the nodes of two images. Nodes are the same if their keys are; of those with equal
 * keys, the first is the first, and so on.
 */
export function nodeChanges(current: ImageNodes, previous: ImageNodes): NodeChanges {
  const before = new Map<string, DumpNode[]>();
  for (const node of eachNode(previous.root)) {
    const sameKey = before.get(node.key);
    if (sameKey === undefined) before.set(node.key, [node]);
    else sameKey.push(node);
  }
  const taken = new Map<string, number>();
  const of = new Map<DumpNode, readonly Change[]>();
  const found = new Set<DumpNode>();
  for (const node of eachNode(current.root)) {
    const occurrence = taken.get(node.key) ?? 0;
    taken.set(node.key, occurrence + 1);
    const was = before.get(node.key)?.[occurrence];
    if (was !== undefined) found.add(was);
    of.set(
      node,
      was === undefined ? [{ kind: 'new' }] : changesOfNode(node, was, current, previous),
    );
  }
  const gone = [...eachNode(previous.root)].filter((node) => !found.has(node));
  return { of, gone };
}

/** The word for a change of size. */
export function grownOrShrunk(from: number, to: number): 'grown' | 'shrunk' {
  return to > from ? 'grown' : 'shrunk';
}

/**
 * What an update did to a node that was there before.
 * @returns an empty list if nothing happened to it
 */
export function changesOfNode(
  node: DumpNode,
  was: DumpNode,
  current: ImageNodes,
  previous: ImageNodes,
): readonly Change[] {
  const changes: Change[] = [];
  if (hasMoved(node, was)) {
    changes.push({ kind: 'moved', from: was.fileOffset, to: node.fileOffset });
  }
  if (node.size !== was.size) changes.push({ kind: 'resized', from: was.size, to: node.size });
  if (node.depth > 1 && node.children.length === 0) {
    const count = countDifferentBytes(bytesOf(node, current), bytesOf(was, previous));
    if (count > 0) changes.push({ kind: 'bytes', count });
  }
  if (node.alignment !== was.alignment) {
    const text = `align ${hex(was.alignment)} → ${hex(node.alignment)}`;
    changes.push({ kind: 'attribute', text });
  }
  const flags = [
    ...node.flags.filter((flag) => !was.flags.includes(flag)).map((flag) => `+${flag}`),
    ...was.flags.filter((flag) => !node.flags.includes(flag)).map((flag) => `−${flag}`),
  ];
  if (flags.length > 0) changes.push({ kind: 'attribute', text: `flags ${flags.join(' ')}` });
  return changes;
}

/** A node that only went along with its section has not moved: the section has. */
function hasMoved(node: DumpNode, was: DumpNode): boolean {
  if (node.fileOffset === was.fileOffset) return false;
  return node.offset !== was.offset || node.parent?.key !== was.parent?.key;
}

function bytesOf(node: DumpNode, { image }: ImageNodes): Uint8Array {
  return image.subarray(node.fileOffset, node.fileOffset + node.size);
}
