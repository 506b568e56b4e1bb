import type { Image } from '../../image/read/image';
import type { ImportEntry, ImportProblem } from '../../image/read/import-table';
import type { Problem } from '../../image/read/problem';

/** A function that an image imports. */
export interface ImportedFunction {
  /** In lower case, as the loader compares: "kernel32.dll". */
  readonly dll: string;
  /** "#7" for one by its ordinal. */
  readonly name: string;
  /** RVA of the entry of the address table that the loader fills in. */
  readonly slot: number;
}

/** What the import tables say. */
export interface ImportList {
  readonly functions: readonly ImportedFunction[];
  /** DLLs without a lookup table, or whose lookup table is their address table. */
  readonly shared: readonly string[];
  /** The first thing that cannot be read, or null. */
  readonly problem: Problem<ImportProblem<''>> | null;
}

/** What the import tables of an image say, as far as they can be read. */
export function importList({ imports, memory, headers }: Image): ImportList {
  const functions: ImportedFunction[] = [];
  const shared: string[] = [];
  const problems = [...(imports?.problems ?? [])];
  const width = headers.is64 ? 8 : 4;
  for (const each of imports?.dlls ?? []) {
    problems.push(...each.problems);
    if (each.name === null) continue;
    const dll = each.name.text.toLowerCase();
    const { addressTable, lookupTable, hasLookupTable } = each;
    if (!hasLookupTable || lookupTable === addressTable) shared.push(dll);
    for (const [i, entry] of each.functions.entries()) {
      const name = functionName(entry);
      const slot = addressTable + i * width;
      if (name !== null && memory.isMapped(slot, width)) functions.push({ dll, name, slot });
    }
  }
  return { functions, shared, problem: problems[0] ?? null };
}

function functionName({ ordinal, name }: ImportEntry): string | null {
  return ordinal === null ? (name?.text ?? null) : `#${ordinal}`;
}
