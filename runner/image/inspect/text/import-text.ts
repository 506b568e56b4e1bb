import type { ImportedDll, ImportedFunction } from '../inspection';
import { fieldText } from './field-text';
import { printable } from '../../../text/printable';
import { problemLines } from './problem-text';
import { recordLines } from './record-text';
import { fieldColumn, tableLines, type Column } from './table-text';

const COLUMNS: readonly Column<ImportedFunction>[] = [
  fieldColumn('address_rva', 'right', fieldText),
  fieldColumn('lookup', 'right', fieldText),
  fieldColumn('address', 'right', fieldText),
  fieldColumn('hint', 'right', fieldText),
  { heading: 'name', align: 'left', text: importedName },
];

/** A DLL of either directory. */
type Dll = Omit<ImportedDll<unknown>, 'descriptor'> & { readonly descriptor: object };

/** The DLLs of the import or delay-import directory, each with its functions. */
export function* importLines(dlls: readonly Dll[]): Generator<string> {
  for (const dll of dlls) {
    yield `  ${printable(dll.name ?? '-')}`;
    yield* recordLines(dll.descriptor, 4);
    yield* tableLines(COLUMNS, dll.functions, 4);
    yield* problemLines(dll, 4);
  }
}

function importedName({ name, ordinal_number }: ImportedFunction): string {
  return ordinal_number === null ? printable(name ?? '-') : `ordinal_number ${ordinal_number}`;
}
