import { isContentsLine, NodeLineReader } from './node-line';

/** The text is no node dump. */
export class NodeDumpError extends Error {
  override readonly name = 'NodeDumpError';
}

/**
 * Reads the lines of the nodes of a dump; most of it is contents.
 * @param visit gets the reader for each node, whose parent is the last one that has one level less
 * @returns the number of nodes, which is not 0
 * @throws NodeDumpError that names the line
 */
export function readNodeLines(text: string, visit: (line: NodeLineReader) => void): number {
  const line = new NodeLineReader();
  let nodes = 0;
  /** Levels of the path to the last node. */
  let levels = 0;
  /** Where a node starts whose argument holds line feeds, until its last line is read; else -1. */
  let pending = -1;
  let pendingLine = 0;
  let number = 0;
  for (let start = 0, end = 0; end < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    number += 1;
    if (pending < 0) {
      if (start === end || isContentsLine(text, start, end)) continue;
      pendingLine = number;
    }
    const isNode = pending < 0 ? line.read(text, start, end) : line.match(text, pending, end);
    if (!isNode) {
      if (pending < 0) pending = start;
      continue;
    }
    pending = -1;
    if (nodes === 0 ? line.depth > 0 : line.depth === 0 || line.depth > levels) {
      throw new NodeDumpError(
        `node dump, line ${pendingLine}: expected a node indented by 1 to ${levels} spaces, got ${line.depth}`,
      );
    }
    levels = line.depth + 1;
    nodes += 1;
    visit(line);
  }
  if (pending >= 0 || nodes === 0) {
    throw new NodeDumpError(
      `node dump, line ${pending < 0 ? 1 : pendingLine}: expected "TAG index=N offset=0x... size=0x... align=0x..."`,
    );
  }
  return nodes;
}
