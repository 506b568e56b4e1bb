import { hex } from '../../text/numbers';
import type { ProgramState } from '../../case/program/program-state';
import { dllOf, importKey, type ImportIndex } from './import-index';
import { problemText } from '../../image/read/problem';
import type { ImportList } from './import-list';
import type { MisfitList } from './misfit-list';

/**
 * Checks that the import tables name exactly the functions that the program refers to now. A function
 * that only older content referred to must not be there: if the DLL lacks it, the program does not
 * start.
 */
export function checkImports(
  program: ProgramState,
  { functions, shared, problem }: ImportList,
  index: ImportIndex,
  list: MisfitList,
): void {
  if (problem !== null) {
    const found = problemText(problem);
    list.add('unreadable-imports', { symbol: '' }, found, 'names of DLLs and functions');
  }
  for (const dll of shared) {
    const symbol = `import ${dll}`;
    const found = 'its address table is also its lookup table';
    list.add('shared-lookup-table', { symbol }, found, 'a lookup table of its own');
  }
  const used = new Set<string>();
  for (const { name, libName } of program.globals()) {
    if (libName === null) continue;
    const dll = dllOf(libName);
    const symbol = importKey(dll, name);
    if (used.has(symbol)) continue;
    used.add(symbol);
    if (index.slots(dll, name).size > 0) continue;
    list.add('missing-import', { symbol }, 'no entry', 'an entry in the import tables');
  }
  const seen = new Map<string, number>();
  for (const { dll, name, slot } of functions) {
    const symbol = importKey(dll, name);
    const before = seen.get(symbol);
    if (before === undefined) seen.set(symbol, slot);
    else {
      const found = `a slot at ${hex(slot)}`;
      list.add('import-twice', { symbol }, found, `only the one at ${hex(before)}`);
    }
    if (before === undefined && !used.has(symbol)) {
      list.add('unused-import', { symbol }, `a slot at ${hex(slot)}`, 'none: nothing refers to it');
    }
  }
}
