import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import { TOO_MANY_ROWS } from '../read/budget';
import type { DirectoryPlace } from './directory-reader';
import type { ImageMemory } from './image-memory';
import type { BaseRelocationBlock, Part } from './inspection';
import { tagOr } from './plain';
import { ProblemList } from './problem-list';

const { SIZE } = coff.BaseRelocationDirectoryEntry;

/** Reads the blocks of base relocations. PE Format, 6.6 The .reloc Section (Image Only). */
export function readBaseRelocations(
  memory: ImageMemory,
  place: DirectoryPlace | null,
): Part<BaseRelocationBlock> {
  const problems = new ProblemList();
  const rows: BaseRelocationBlock[] = [];
  if (place === null) return { rows, ...problems.fields };
  const end = place.rva + place.size;
  for (let rva = place.rva; rva < end;) {
    const bytes = rva + SIZE <= end ? memory.read(rva, SIZE) : null;
    if (bytes === null) {
      const at = rows.length === 0 ? place.row : memory.offsetOf(rva);
      problems.add(at, `a block of base relocations at RVA ${hex(rva)}`);
      break;
    }
    const head = coff.BaseRelocationDirectoryEntry.read(bytes);
    // Linkers fill the directory up with zeroes.
    if (head.page_rva === 0 && head.block_size === 0) break;
    const isInside = head.block_size >= SIZE && rva + head.block_size <= end;
    if (!isInside) {
      const at = memory.offsetOf(rva) + coff.BaseRelocationDirectoryEntry.offsetOf('block_size');
      problems.add(at, `a block_size of ${SIZE} to ${end - rva}, got ${head.block_size}`);
    }
    const size = Math.min(head.block_size, end - rva);
    rows.push({ ...head, entries: readEntries(memory, { rva, size }, problems) });
    if (!isInside) break;
    rva += head.block_size;
  }
  return { rows, ...problems.fields };
}

function readEntries(
  memory: ImageMemory,
  { rva, size }: { readonly rva: number; readonly size: number },
  problems: ProblemList,
): BaseRelocationBlock['entries'] {
  const entries: { offset: number; type: string | number }[] = [];
  for (let at = rva + SIZE; at + coff.BaseRelocation.SIZE <= rva + size; at += 2) {
    const raw = memory.uint(at, 2);
    if (raw === null || !memory.allowance.takeRow()) {
      const expected = raw === null ? `a base relocation at RVA ${hex(at)}` : TOO_MANY_ROWS;
      problems.add(memory.offsetOf(at - 1), expected);
      break;
    }
    const { offset, type } = coff.BaseRelocation.fromInt(raw);
    entries.push({ offset, type: tagOr(coff.BaseRelocationType, type) });
  }
  return entries;
}
