import type { ImageSide } from './image-side';
import type { MappedSection } from './image-contents';
import type { SectionCoverage } from './same-result';
import { Seen } from './seen-bytes';
import { zeroesAt } from './zero-run';

/** How much of each section of an image was compared, and how. */
export function coverageOf(side: ImageSide): SectionCoverage[] {
  const isTable = markTables(side);
  return side.contents.sections.map((section) => ofSection(side, section, isTable));
}

/** By index in memory: 1 for what the loader reads. */
function markTables({ contents, image }: ImageSide): Uint8Array {
  const isTable = new Uint8Array(contents.memory.length);
  for (const [start, end] of image.tables) {
    const section = contents.sectionAt(start);
    if (section === undefined) continue;
    isTable.fill(1, start - section.shift, Math.min(end, section.filledEnd) - section.shift);
  }
  return isTable;
}

function ofSection(
  { contents, seen }: ImageSide,
  section: MappedSection,
  isTable: Uint8Array,
): SectionCoverage {
  const { name, isCode, isWritable, start, end, filledEnd, shift } = section;
  const raw = filledEnd - start;
  const counts = { code: 0, sure: 0, likely: 0, tables: 0, zero: 0, unreached: 0, beyond: 0 };
  const { memory } = contents;
  const bytes = seen.bytes;
  const after = filledEnd - shift;
  // Of code, almost all bytes were compared, one after the other.
  for (let i = start - shift; i < after;) {
    const how = bytes[i] as Seen;
    const from = i;
    if (how === Seen.NOT) i += zeroesAt(bytes, i, after);
    else {
      do i += 1;
      while (i < after && bytes[i] === how);
    }
    if (how === Seen.CODE) counts.code += i - from;
    else if (how === Seen.SURE) counts.sure += i - from;
    else if (how === Seen.LIKELY) counts.likely += i - from;
    else {
      for (let k = from; k < i; k += 1) {
        if (isTable[k] === 1) counts.tables += 1;
        else if (memory[k] === 0 && memory[k + 1] !== 0) counts.zero += 1;
        else if (memory[k] === 0) {
          const zeroes = zeroesAt(isTable, k, k + zeroesAt(memory, k, i));
          counts.zero += zeroes;
          k += zeroes - 1;
        } else if (how === Seen.BEYOND) counts.beyond += 1;
        else counts.unreached += 1;
      }
    }
  }
  return { name, isCode, isWritable, size: end - start, raw, ...counts };
}
