import { isContentsLine, NodeLineReader, type NodeLine } from './node-line';

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

/** The text is no node dump. */
export class NodeDumpError extends Error {
  override readonly name = 'NodeDumpError';
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
  const lines = new NodeLineReader();
  const path: OpenNode[] = [];
  /** Lines of a node whose argument holds line feeds, until its last one is read. */
  let pending: string | null = null;
  let pendingLine = 0;
  let number = 0;
  for (let start = 0, end = 0; end < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    number += 1;
    // Most of a dump is contents.
    if (pending === null && (start === end || isContentsLine(text, start, end))) continue;
    if (pending === null) pendingLine = number;
    const whole: string | null = pending === null ? null : `${pending}\n${text.slice(start, end)}`;
    const line: NodeLine | null =
      whole === null ? lines.read(text, start, end) : lines.match(whole);
    pending = line === null ? (whole ?? text.slice(start, end)) : null;
    if (line !== null) add(path, line, pendingLine);
  }
  const [root] = path;
  if (pending !== null || root === undefined) {
    throw new NodeDumpError(
      `node dump, line ${pending === null ? 1 : pendingLine}: expected "TAG index=N offset=0x... size=0x... align=0x..."`,
    );
  }
  return root;
}

function add(path: OpenNode[], line: NodeLine, number: number): void {
  const { depth, tag, argument, index, offset, size, alignment, flags } = line;
  if (depth === 0 ? path.length > 0 : depth > path.length) {
    throw new NodeDumpError(
      `node dump, line ${number}: expected a node indented by 1 to ${path.length} spaces, got ${depth}`,
    );
  }
  path.length = depth;
  const parent = path[depth - 1] ?? null;
  const node: OpenNode = {
    tag,
    argument,
    key: keyOf(tag, argument),
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

function keyOf(tag: string, argument: string | null): string {
  if (argument === null) return tag;
  // A template would make a string of pieces, which all stay when it is put together for a map.
  return [tag, '(', tag === 'nav' ? afterType(argument) : argument, ')'].join('');
}

/** The name of a nav, which stands after its type: the last comma outside of brackets parts them. */
function afterType(argument: string): string {
  let depth = 0;
  for (let i = argument.length - 1; i > 0; i -= 1) {
    const character = argument.charAt(i);
    if (')]}'.includes(character)) depth += 1;
    else if ('([{'.includes(character)) depth -= 1;
    else if (depth === 0 && character === ' ' && argument.charAt(i - 1) === ',') {
      return argument.slice(i + 1);
    }
  }
  return argument;
}
