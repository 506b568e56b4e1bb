import { closesNode, isContentsLine, NodeLineReader, opensNode } from './node-line';

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
    if (pending >= 0 && !closesNode(text.slice(start, end))) continue;
    const isNode = pending < 0 ? line.read(text, start, end) : line.match(text, pending, end);
    if (!isNode) {
      if (pending < 0 && !opensNode(text.slice(start, end))) throw missingNode(number);
      if (pending < 0) pending = start;
      continue;
    }
    pending = -1;
    checkDepth(line.depth, levels, pendingLine);
    levels = line.depth + 1;
    nodes += 1;
    visit(line);
  }
  if (pending >= 0 || nodes === 0) throw missingNode(pending < 0 ? 1 : pendingLine);
  return nodes;
}

/**
 * @param depth of a node: spaces in front of it
 * @param levels of the path to the node before; 0 for the root
 * @throws NodeDumpError if it cannot be there
 */
export function checkDepth(depth: number, levels: number, line: number): void {
  if (levels === 0 ? depth === 0 : depth > 0 && depth <= levels) return;
  throw new NodeDumpError(
    `node dump, line ${line}: expected a node indented by 1 to ${levels} spaces, got ${depth}`,
  );
}

/** That a line has no node, and no other line has the rest of one. */
export function missingNode(line: number): NodeDumpError {
  return new NodeDumpError(
    `node dump, line ${line}: expected "TAG index=N offset=0x... size=0x... align=0x..."`,
  );
}
