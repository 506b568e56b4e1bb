import type { NodeTable } from '../image/node-dump/node-table';
import type { SectionView } from './image-view';
import type { PlacedRows } from './placed-node';

/**
 * Where the nodes of a dump lie in memory.
 * @param sections by the keys of their nodes
 */
export function placeNodes(
  sections: ReadonlyMap<string, SectionView>,
  table: NodeTable,
): PlacedRows {
  const { count, parents, fileOffsets } = table;
  const rvas = new Float64Array(count);
  const code = new Uint8Array(count);
  for (let node = 0; node < count; node += 1) {
    const offset = fileOffsets[node] as number;
    const parent = parents[node] as number;
    if (table.tag(node) === 'section') {
      const header = sections.get(table.key(node))?.header;
      rvas[node] = header?.virtual_address ?? NaN;
      code[node] = header?.flags.MEM_EXECUTE === true || header?.flags.CNT_CODE === true ? 1 : 0;
      continue;
    }
    // Headers are in memory as they are in the file.
    const distance = parent < 0 ? 0 : (rvas[parent] as number) - (fileOffsets[parent] as number);
    rvas[node] = offset + distance;
    code[node] = parent < 0 ? 0 : (code[parent] as number);
  }
  return { table, rvas, code };
}
