import type { AuxRecord, SymbolRow } from '../inspection';
import { fieldText } from './field-text';
import { recordLine } from './record-text';
import { fieldColumn, tableLines, type Column } from './table-text';

const SYMBOL_COLUMNS: readonly Column<SymbolRow>[] = [
  fieldColumn('index', 'right', fieldText),
  fieldColumn('value', 'right', fieldText),
  {
    heading: 'section_number',
    align: 'right',
    text: ({ section_number: number }) => String(number),
  },
  { heading: 'type', align: 'left', text: typeText },
  fieldColumn('storage_class', 'left', fieldText),
  fieldColumn('name', 'left', fieldText),
];

/** The symbol table, auxiliary records below their symbols. */
export function symbolLines(symbols: readonly SymbolRow[]): Generator<string> {
  return tableLines(SYMBOL_COLUMNS, symbols, 2, ({ aux }) => aux.flatMap(auxLines));
}

function auxLines(record: AuxRecord): readonly string[] {
  const [name, fields] = Object.entries(record)[0] as [string, object | string];
  const [first = '', ...rest] = typeof fields === 'string' ? [fields] : recordLine(fields, 19);
  return [`         ${name.padEnd(10)}${first.trimStart()}`, ...rest];
}

/** "FUNCTION" or "POINTER INT"; "NULL" if it says nothing. */
function typeText({ type }: SymbolRow): string {
  const parts = [type.complex_type, type.base_type].filter((part) => part !== 'NULL');
  return parts.length === 0 ? 'NULL' : parts.map((part) => fieldText('type', part)).join(' ');
}
