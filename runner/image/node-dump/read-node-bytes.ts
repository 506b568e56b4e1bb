import { isContentsInBytes, NodeLineBytes } from './node-line-bytes';
import { checkDepth, missingNode } from './read-node-lines';

/**
 * Reads the lines of the nodes of a dump in UTF-8, as `readNodeLines` does of a text.
 * @param visit gets the reader for each node, whose parent is the last one that has one level less
 * @returns the reader, which has the tags and flags of all nodes
 * @throws NodeDumpError that names the line
 */
export function readNodeBytes(bytes: Buffer, visit: (line: NodeLineBytes) => void): NodeLineBytes {
  const line = new NodeLineBytes(bytes);
  let nodes = 0;
  /** Levels of the path to the last node. */
  let levels = 0;
  /** Where a node starts whose argument holds line feeds, until its last line is read; else -1. */
  let pending = -1;
  let pendingLine = 0;
  let number = 0;
  for (let start = 0, end = 0; end < bytes.length; start = end + 1) {
    end = bytes.indexOf(0x0a, start);
    if (end < 0) end = bytes.length;
    number += 1;
    if (pending < 0) {
      if (start === end || isContentsInBytes(bytes, start, end)) continue;
      pendingLine = number;
    }
    const isNode = pending < 0 ? line.read(start, end) : line.match(pending, end);
    if (!isNode) {
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
  return line;
}
