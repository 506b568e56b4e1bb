import type { ImageMemory } from './memory';
import type { Structure, StructureLayout } from './structure';

/** A table that a row of zeroes ends. */
export interface NullEndedTable<T> {
  readonly layout: StructureLayout<T>;
  readonly rva: number;
  /** Upstream's name of a row. */
  readonly name: string;
}

/**
 * Visits the rows of a table, but for the last, which is zero.
 * @returns how many there are, and whether a row of zeroes ends them in their section
 */
export function visitRows<T extends object>(
  memory: ImageMemory,
  { layout, rva, name }: NullEndedTable<T>,
  visit: (row: Structure<T>) => void,
): { readonly rows: number; readonly isEnded: boolean } {
  const end = memory.sectionEnd(rva);
  let rows = 0;
  for (let at = rva; at + layout.FILE_SIZE <= end; at += layout.FILE_SIZE) {
    const row = memory.structure(layout, at, `${name}[${rows}]`);
    if (row === null) break;
    if (Object.values(row.value).every((value) => value === 0)) return { rows, isEnded: true };
    visit(row);
    rows += 1;
  }
  return { rows, isEnded: false };
}
