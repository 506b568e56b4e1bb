import type { Inspection, PartName, Problems } from './inspection';

/** Whether all of these parts of a file could be read. */
export function isAllRead(inspection: Inspection, parts: readonly PartName[]): boolean {
  return parts.every((name) => {
    const part = (inspection as Partial<Record<PartName, Problems>>)[name];
    return part === undefined || isRead(part);
  });
}

/** Rows, too, can have parts that cannot be read: the functions of a DLL, relocations of a section. */
function isRead(part: Problems & { readonly rows?: readonly unknown[] }): boolean {
  if (part.problems.length > 0) return false;
  return (part.rows ?? []).every((row) => !hasProblems(row) || row.problems.length === 0);
}

function hasProblems(row: unknown): row is Problems {
  return typeof row === 'object' && row !== null && 'problems' in row;
}
