import type { InspectedDll, InspectedFunction } from '../inspection';
import { fieldText } from './field-text';
import { printable } from '../../../text/printable';
import { problemLines } from './problem-text';
import { recordLines } from './record-text';
import { fieldColumn, tableLines, type Column } from './table-text';

const IMPORT_COLUMNS: readonly Column<InspectedFunction>[] = [
  fieldColumn('address_rva', 'right', fieldText),
  fieldColumn('lookup', 'right', fieldText),
  fieldColumn('address', 'right', fieldText),
  fieldColumn('hint', 'right', fieldText),
  { heading: 'name', align: 'left', text: importedName },
];

/** A DLL of either directory. */
type Dll = Omit<InspectedDll<unknown>, 'descriptor'> & { readonly descriptor: object };

/** The DLLs of the import or delay-import directory, each with its functions. */
export function* importLines(dlls: readonly Dll[]): Generator<string> {
  for (const dll of dlls) {
    yield `  ${printable(dll.name ?? '-')}`;
    yield* recordLines(dll.descriptor, 4);
    yield* tableLines(IMPORT_COLUMNS, dll.functions, 4);
    yield* problemLines(dll, 4);
  }
}

function importedName({ name, ordinal_number }: InspectedFunction): string {
  return ordinal_number === null ? printable(name ?? '-') : `ordinal_number ${ordinal_number}`;
}
