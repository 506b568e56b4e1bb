import { isContentsLine, type NodeLineReader } from './node-line';
import { nameStart } from './node-name';
import { readNodeLines } from './read-node-lines';

/** One node of a node dump. */
export interface DumpNode {
  /** "nav", "section"; see `NODE_TAGS` of the reference. */
  readonly tag: string;
  /** What stands in parentheses after the tag: "fn () void, main.main"; null without. */
  readonly argument: string | null;
  /**
   * Names the node in messages and keys: the tag, and in parentheses what tells it from others:
   * "header", "section(.text)", "nav(main.main)", "import_lookup_table(kernel32.dll)".
   */
  readonly key: string;
  readonly index: number;
  /** Bytes from the parent's start. */
  readonly offset: number;
  /** Bytes from the file's start. */
  readonly fileOffset: number;
  /** Bytes. */
  readonly size: number;
  readonly alignment: number;
  /** Of "fixed", "moved", "resized", "has_content", those that are set. */
  readonly flags: readonly string[];
  readonly depth: number;
  readonly parent: DumpNode | null;
  readonly children: readonly DumpNode[];
}

/** A node of the path to the last one, which still gets children. */
type OpenNode = Omit<DumpNode, 'children'> & { children: readonly DumpNode[] };

/** The children of a leaf: most nodes are leaves, and share it. */
const NO_CHILDREN: readonly DumpNode[] = [];

/**
 * Reads the node dump of an image (`dumpNodes` of the reference, `printNode` of upstream).
 * @returns the root
 * @throws NodeDumpError that names the line
 */
export function parseNodeDump(text: string): DumpNode {
  const path: OpenNode[] = [];
  readNodeLines(text, (line) => {
    add(path, line, text);
  });
  // Without a root, reading has failed.
  return path[0] as DumpNode;
}

function add(path: OpenNode[], line: NodeLineReader, text: string): void {
  const { depth, tag, argumentStart, argumentEnd, index, offset, size, alignment, flags } = line;
  const argument = argumentStart < 0 ? null : text.slice(argumentStart, argumentEnd);
  path.length = depth;
  const parent = path[depth - 1] ?? null;
  const node: OpenNode = {
    tag,
    argument,
    key: nodeKey(tag, argument),
    index,
    offset,
    fileOffset: (parent?.fileOffset ?? 0) + offset,
    size,
    alignment,
    flags,
    depth,
    parent,
    children: NO_CHILDREN,
  };
  if (parent !== null) {
    if (parent.children === NO_CHILDREN) parent.children = [node];
    else (parent.children as DumpNode[]).push(node);
  }
  path.push(node);
}

/** A node dump without the bytes of the nodes: one line a node. */
export function withoutContents(dump: string): string {
  const lines = dump.split('\n').filter((line) => !isContentsLine(line, 0, line.length));
  return lines.join('\n');
}

/** All nodes below and with this one, as the dump lists them. */
export function* eachNode(node: DumpNode): Generator<DumpNode, void, undefined> {
  yield node;
  for (const child of node.children) yield* eachNode(child);
}

/** The innermost node whose bytes cover a file offset. */
export function nodeAt(root: DumpNode, fileOffset: number): DumpNode | null {
  if (fileOffset < root.fileOffset || fileOffset >= root.fileOffset + root.size) return null;
  for (const child of root.children) {
    const found = nodeAt(child, fileOffset);
    if (found !== null) return found;
  }
  return root;
}

/** The key of a node; see {@link DumpNode.key}. */
export function nodeKey(tag: string, argument: string | null): string {
  if (argument === null) return tag;
  const name = argument.slice(nameStart(tag, argument, 0, argument.length));
  // A template would make a string of pieces, which all stay when it is put together for a map.
  return [tag, '(', name, ')'].join('');
}
