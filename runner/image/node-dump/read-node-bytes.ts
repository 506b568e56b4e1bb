import { isContentsInBytes, NodeLineBytes } from './node-line-bytes';
import { closesNode, opensNode } from './node-line';
import { checkDepth, missingNode } from './read-node-lines';

/**
 * Reads the lines of the nodes of a dump in UTF-8, as `readNodeLines` does of a text.
 * @param pieces of the dump, each of which ends behind a line feed, or with the dump
 * @param visit gets the reader for each node, whose parent is the last one that has one level less
 * @param contents gets where the piece has each line of contents
 * @returns the reader, which has the tags and flags of all nodes
 * @throws NodeDumpError that names the line
 */
export function readNodeBytes(
  pieces: Iterable<Buffer>,
  visit: (line: NodeLineBytes) => void,
  contents?: (bytes: Buffer, start: number, end: number) => void,
): NodeLineBytes {
  const line = new NodeLineBytes();
  let nodes = 0;
  /** Levels of the path to the last node. */
  let levels = 0;
  /** The number of the line where a node starts whose argument holds line feeds, until its last line is read; else 0. */
  let openLine = 0;
  /** What earlier pieces have of that node. */
  let open: Buffer[] = [];
  let number = 0;
  for (const bytes of pieces) {
    /** Where this piece has that node, or its rest. */
    let openStart = 0;
    let start = 0;
    while (start < bytes.length) {
      const from = start;
      const found = bytes.indexOf(0x0a, from);
      const end = found < 0 ? bytes.length : found;
      start = end + 1;
      number += 1;
      const isOpen = openLine > 0;
      if (isOpen) {
        if (!closesNode(bytes.toString('latin1', from, end))) continue;
        const node = Buffer.concat([...open, bytes.subarray(openStart, end)]);
        if (!line.match(node, 0, node.length)) continue;
      } else {
        if (from === end) continue;
        if (isContentsInBytes(bytes, from, end)) {
          contents?.(bytes, from, end);
          continue;
        }
        if (!line.read(bytes, from, end)) {
          if (!opensNode(bytes.toString('latin1', from, end))) throw missingNode(number);
          [openLine, openStart, open] = [number, from, []];
          continue;
        }
      }
      checkDepth(line.depth, levels, isOpen ? openLine : number);
      openLine = 0;
      levels = line.depth + 1;
      nodes += 1;
      visit(line);
    }
    if (openLine > 0) open.push(Buffer.from(bytes.subarray(openStart)));
  }
  if (openLine > 0 || nodes === 0) throw missingNode(Math.max(openLine, 1));
  return line;
}
