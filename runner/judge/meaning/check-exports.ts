import { hex } from '../../text/numbers';
import { entryPointName } from '../../case/program/entry-point';
import { exportedSymbol, symbolKey, type ProgramState } from '../../case/program/program-state';
import type { PlacedSymbol } from './check-placement';
import type { ExportTable } from '../../image/read/export-table';
import { problemText } from '../../image/read/problem';
import type { LoadedImage } from '../../image/read/loaded-image';
import type { MisfitList } from './misfit-list';

/**
 * Checks the entry point, and the export table if the image has one or is a DLL. References to
 * exported names are checked with the content that has them.
 */
export function checkExports(
  program: ProgramState,
  loaded: LoadedImage,
  placed: ReadonlyMap<string, PlacedSymbol>,
  list: MisfitList,
): void {
  const entryName = entryPointName(program.options);
  checkEntryPoint(program, entryName, loaded, placed, list);
  const table = loaded.image.exports;
  const [problem] = table?.problems ?? [];
  if (problem !== undefined) {
    list.add('unreadable-exports', { symbol: '' }, problemText(problem), 'names and addresses');
  }
  const addresses = table === null ? new Map<string, number>() : namedAddresses(table);
  for (const { name, exported } of program.exports) {
    const symbol = `export ${name}`;
    const target = symbolKey(exportedSymbol(exported));
    const address = addresses.get(name);
    if (address === undefined) {
      // An Exe need not have an export table, and the entry point needs no name.
      if (program.options.outputMode !== 'Lib' || name === entryName) continue;
      list.add('missing-export', { symbol }, 'no such name', `${target}, in the export table`);
      continue;
    }
    const there = placed.get(target);
    if (there === undefined || there.rva === address) continue;
    list.add('wrong-export', { symbol }, hex(address), `${hex(there.rva)}, of ${target}`);
  }
  for (const [name, address] of addresses) {
    if (program.exportNamed(name) !== null) continue;
    list.add('unknown-export', { symbol: `export ${name}` }, hex(address), 'no such name');
  }
}

/** RVAs by name. */
function namedAddresses({ names, addresses }: ExportTable): ReadonlyMap<string, number> {
  const named = names.flatMap(({ name, index }): [string, number][] =>
    name === null || index === null ? [] : [[name.text, addresses[index] ?? 0]],
  );
  return new Map(named);
}

function checkEntryPoint(
  program: ProgramState,
  name: string,
  loaded: LoadedImage,
  placed: ReadonlyMap<string, PlacedSymbol>,
  list: MisfitList,
): void {
  const { address_of_entry_point: entry } = loaded.headers.standard.value;
  const named = program.exportNamed(name);
  const symbol = `export ${name}`;
  if (named === null) {
    if (entry === 0) return;
    list.add('wrong-entry-point', { symbol }, hex(entry), '0x0: nothing is exported by this name');
    return;
  }
  const target = symbolKey(exportedSymbol(named.exported));
  const there = placed.get(target);
  if (there === undefined || there.rva === entry) return;
  list.add('wrong-entry-point', { symbol }, hex(entry), `${hex(there.rva)}, of ${target}`);
}
