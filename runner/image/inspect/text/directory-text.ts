import {
  type InspectedDll,
  type InspectedFunction,
  type InspectedExport,
  type Exports,
  type InspectedRelocationBlock,
} from '../inspection';
import { printable } from '../../../text/printable';
import { recordLines, fieldText, problemLines, recordLine, wrapWords } from './record-text';
import { fieldColumn, tableLines, type Column } from './table-text';
import { hex } from '../../../text/numbers';

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

/** The blocks of base relocations; entries of one type in a row share its name. */
export function* baseRelocationLines(
  blocks: readonly InspectedRelocationBlock[],
): Generator<string> {
  for (const { page_rva, block_size, entries } of blocks) {
    yield* recordLine({ page_rva, block_size }, 2);
    let offsets: string[] = [];
    for (const [i, { offset, type }] of entries.entries()) {
      offsets.push(`0x${offset.toString(16).padStart(3, '0')}`);
      if (entries[i + 1]?.type === type) continue;
      const name = typeof type === 'number' ? hex(type) : type;
      const [first = '', ...rest] = wrapWords(offsets, 14);
      yield `    ${name.padEnd(10)}${first.trimStart()}`;
      yield* rest;
      offsets = [];
    }
  }
}
