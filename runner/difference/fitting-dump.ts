import type { Dump } from '../image/node-dump/dump-pieces';
import type { ComparedImage } from './compared-image';
import { NodeTable } from '../image/node-dump/node-table';
import { NodeDumpError } from '../image/node-dump/read-node-lines';
import { hex } from '../text/numbers';

/** The nodes of an image's dump; the reason, as words, why it is not that of the image; or null without one. */
export type FittingDump = NodeTable | string | null;

/** Reads the node dump of an image. @throws the error of the file system for a dump that cannot be read */
export function fittingDump({ image, nodes }: ComparedImage): FittingDump {
  return nodes === null ? null : fitting(readTable(nodes), image);
}

/**
 * Reads a node dump.
 * @returns the reason, as words, if it is none
 * @throws the error of the file system for a dump that cannot be read
 */
export function readTable(dump: Dump): NodeTable | string {
  try {
    return NodeTable.read(dump);
  } catch (error) {
    if (error instanceof NodeDumpError) return error.message;
    throw error;
  }
}

/** What was read of a dump, if it fits an image. */
export function fitting(table: NodeTable | string, image: Uint8Array): NodeTable | string {
  if (typeof table === 'string') return table;
  const [offset = 0, size = 0] = [table.offsets[0], table.sizes[0]];
  if (offset !== 0 || size !== image.length) {
    return `its root has ${hex(size)} bytes, the image ${hex(image.length)}`;
  }
  return misplaced(table) ?? table;
}

/** The first node that overlaps another one, or is not within its parent, as words. */
function misplaced(table: NodeTable): string | null {
  const { parents, previous, offsets, sizes } = table;
  for (let node = 1; node < table.count; node += 1) {
    const before = previous[node] as number;
    const free = before < 0 ? 0 : (offsets[before] as number) + (sizes[before] as number);
    const offset = offsets[node] as number;
    if (offset < free) return `${table.name(node)} overlaps what is in front of it`;
    const parent = parents[node] as number;
    if (offset + (sizes[node] as number) > (sizes[parent] as number)) {
      return `${table.name(node)} passes the end of ${table.name(parent)}`;
    }
  }
  return null;
}
