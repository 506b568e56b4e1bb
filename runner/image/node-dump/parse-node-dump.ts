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

const NODE =
  /^( *)([a-z_]+)(?:\((.*)\))? index=(\d+) offset=0x([0-9a-f]+) size=0x([0-9a-f]+) align=0x([0-9a-f]+)((?: fixed| moved| resized| has_content)*)$/s;

/** A line of contents: indent, file offset, two spaces, bytes in hex. */
const CONTENTS = /^ +[0-9a-f]{8} {2}[0-9a-f]{2} /;

/**
 * Reads the node dump of an image (`dumpNodes` of the reference, `printNode` of upstream).
 * @returns the root
 * @throws NodeDumpError that names the line
 */
export function parseNodeDump(text: string): DumpNode {
  const path: (DumpNode & { readonly children: DumpNode[] })[] = [];
  /** Lines of a node whose argument holds line feeds, until its last one is read. */
  let pending: string | null = null;
  let pendingLine = 0;
  let number = -1;
  for (const line of eachLine(text)) {
    number += 1;
    if (pending === null && (CONTENTS.test(line) || line === '')) continue;
    if (pending === null) pendingLine = number + 1;
    const node: string = pending === null ? line : `${pending}\n${line}`;
    const match = NODE.exec(node);
    pending = match === null ? node : null;
    if (match !== null) add(path, match, pendingLine);
  }
  const [root] = path;
  if (pending !== null || root === undefined) {
    throw new NodeDumpError(
      `node dump, line ${pending === null ? 1 : pendingLine}: expected "TAG index=N offset=0x... size=0x... align=0x..."`,
    );
  }
  return root;
}

/** The lines of a text, one at a time: most of a dump is contents, which nothing keeps. */
function* eachLine(text: string): Generator<string, void, undefined> {
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    yield text.slice(start, end);
    start = end + 1;
  }
  yield text.slice(start);
}

function add(
  path: (DumpNode & { readonly children: DumpNode[] })[],
  match: RegExpExecArray,
  line: number,
): void {
  const [, indent = '', tag = '', argument, index, offset, size, alignment, flags = ''] = match;
  const depth = indent.length;
  if (depth === 0 ? path.length > 0 : depth > path.length) {
    throw new NodeDumpError(
      `node dump, line ${line}: expected a node indented by 1 to ${path.length} spaces, got ${depth}`,
    );
  }
  path.length = depth;
  const parent = path.at(-1) ?? null;
  const parentOffset = Number.parseInt(offset ?? '', 16);
  const node = {
    tag,
    argument: argument ?? null,
    key: keyOf(tag, argument ?? null),
    index: Number(index),
    offset: parentOffset,
    fileOffset: (parent?.fileOffset ?? 0) + parentOffset,
    size: Number.parseInt(size ?? '', 16),
    alignment: Number.parseInt(alignment ?? '', 16),
    flags: flags === '' ? [] : flags.slice(1).split(' '),
    depth,
    parent,
    children: [],
  };
  parent?.children.push(node);
  path.push(node);
}

/** A node dump without the bytes of the nodes: one line a node. */
export function withoutContents(dump: string): string {
  const lines = dump.split('\n').filter((line) => !CONTENTS.test(line));
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
  return `${tag}(${tag === 'nav' ? afterType(argument) : argument})`;
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
