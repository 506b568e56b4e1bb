import type { LinkTables, NodeIndex } from '../../reference';
import { nodeAt, type DumpNode } from '../image/node-dump/parse-node-dump';

/** The section that a node lies in, or is; null for the file and the header. */
export function sectionOf(node: DumpNode): DumpNode | null {
  let each: DumpNode | null = node;
  while (each !== null && each.tag !== 'section') each = each.parent;
  return each;
}

/** The address in memory where a node lies now; null for the file and the header's parts. */
export function rvaOfNode(node: DumpNode, tables: LinkTables): number | null {
  const section = sectionOf(node);
  if (section === null) return null;
  const symbol = tables.symbolOf(section.index as NodeIndex);
  if (symbol === null) return null;
  return tables.rvaOf(symbol) + node.fileOffset - section.fileOffset;
}

/** The innermost node at an address in memory; null if no node of a section is there. */
export function nodeAtRva(root: DumpNode, tables: LinkTables, rva: number): DumpNode | null {
  const section = root.children.findLast((node) => {
    const start = rvaOfNode(node, tables);
    return start !== null && rva >= start && rva < start + node.size;
  });
  const start = section === undefined ? null : rvaOfNode(section, tables);
  if (section === undefined || start === null) return null;
  return nodeAt(section, section.fileOffset + rva - start);
}
