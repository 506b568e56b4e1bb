import type { InspectedExport, Exports } from '../inspection';
import { fieldText } from './field-text';
import { printable } from '../../../text/printable';
import { recordLines } from './record-text';
import { fieldColumn, tableLines, type Column } from './table-text';

const EXPORT_COLUMNS: readonly Column<InspectedExport>[] = [
  fieldColumn('ordinal', 'right', (_, ordinal) => String(ordinal)),
  fieldColumn('rva', 'right', fieldText),
  { heading: 'name', align: 'left', text: exportedName },
];

/** The export directory, and what is exported. */
export function* exportLines({ directory, dll_name, rows }: Exports): Generator<string> {
  if (directory === null) return;
  yield* recordLines({ dll_name, ...directory }, 2);
  yield* tableLines(EXPORT_COLUMNS, rows, 2);
}

function exportedName({ name, forwarder }: InspectedExport): string {
  const target = forwarder === null ? '' : ` -> ${printable(forwarder)}`;
  return printable(name ?? '-') + target;
}
