import { type DumpNode } from '../../image/node-dump/parse-node-dump';
import { type Change, type NodeChanges } from '../../image/node-dump/node-changes';

/** A node that holds bytes. */
export interface NodeRow {
  readonly kind: 'node';
  readonly node: DumpNode;
  readonly changes: readonly Change[];
  /** Bytes after the node that only align the next one. */
  readonly padding: number;
  /** What the loader uses the node as: "entry point". */
  readonly roles: readonly string[];
}

/** Bytes that belong to no node. */
export interface FreeRow {
  readonly kind: 'free';
  readonly fileOffset: number;
  /** Bytes. */
  readonly size: number;
  /** How many of them are not zero: what nodes left behind that moved away. */
  readonly leftBehind: number;
}

/** Stands for rows that are not shown. */
export interface MoreRow {
  readonly kind: 'more';
  readonly nodes: number;
  /** How many of them the update changed. */
  readonly changed: number;
  /** Bytes of free space among them. */
  readonly free: number;
}

export type Row = NodeRow | FreeRow | MoreRow;

/** The header or a section, with what lies in it, in file order. */
export interface Box {
  readonly kind: 'box';
  readonly node: DumpNode;
  readonly changes: readonly Change[];
  readonly rows: readonly Row[];
}

/** The file from its start to its end. */
export type FilePart = Box | FreeRow;

/**
 * What lies where in the file.
 *
 * @param changes null if there is nothing to compare with
 * @param rolesOf what the loader uses a node as
 */
export function fileParts(
  root: DumpNode,
  image: Uint8Array,
  changes: NodeChanges | null,
  rolesOf: (node: DumpNode) => readonly string[],
): FilePart[] {
  const changesOf = (node: DumpNode): readonly Change[] => changes?.of.get(node) ?? [];
  return spans(root, root.children).map((span) => {
    if (span.node === null) return freeRow(span, image);
    const rows = spans(span.node, leavesBelow(span.node)).map(({ node, ...place }): Row => {
      if (node === null) return freeRow(place, image);
      const { padding } = place;
      return { kind: 'node', node, changes: changesOf(node), padding, roles: rolesOf(node) };
    });
    return { kind: 'box', node: span.node, changes: changesOf(span.node), rows };
  });
}

/** A node, or bytes of no node. */
interface Span {
  readonly node: DumpNode | null;
  readonly fileOffset: number;
  /** Bytes. */
  readonly size: number;
  /** Bytes after it that are too few for the next node's alignment. */
  readonly padding: number;
}

/** Bytes: more than this between nodes is worth a row, whatever the alignment. */
const MAX_PADDING = 0x40;

/** Cuts a node into the nodes in it and what is between them. */
function spans(whole: DumpNode, nodes: readonly DumpNode[]): Span[] {
  const found: Span[] = [];
  let at = whole.fileOffset;
  const addFree = (end: number): void => {
    if (end > at) found.push({ node: null, fileOffset: at, size: end - at, padding: 0 });
  };
  for (const [i, node] of nodes.entries()) {
    addFree(node.fileOffset);
    const { fileOffset, size } = node;
    at = Math.max(at, fileOffset + size);
    const next = nodes[i + 1];
    const gap = next === undefined ? 0 : Math.max(0, next.fileOffset - at);
    const padding = next !== undefined && gap < Math.min(next.alignment, MAX_PADDING) ? gap : 0;
    at += padding;
    found.push({ node, fileOffset, size, padding });
  }
  addFree(whole.fileOffset + whole.size);
  return found;
}

function leavesBelow(node: DumpNode): DumpNode[] {
  return node.children.flatMap((child) =>
    child.children.length === 0 ? [child] : leavesBelow(child),
  );
}

function freeRow(place: { fileOffset: number; size: number }, image: Uint8Array): FreeRow {
  const { fileOffset, size } = place;
  let leftBehind = 0;
  for (let at = fileOffset; at < Math.min(fileOffset + size, image.length); at += 1) {
    if (image[at] !== 0) leftBehind += 1;
  }
  return { kind: 'free', fileOffset, size, leftBehind };
}
