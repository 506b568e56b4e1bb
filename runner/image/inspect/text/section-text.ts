import type {
  InspectedDirectory,
  InspectedSection,
  RelocationRow,
  SectionRelocations,
  AuxRecord,
  SymbolRow,
} from '../inspection';
import { recordLine, wrapWords, fieldText, problemLines } from './record-text';
import { fieldColumn, tableLines, type Column } from './table-text';
import { printable } from '../../../text/printable';

const SECTION_COLUMNS: readonly Column<InspectedSection>[] = [
  fieldColumn('number', 'right', fieldText),
  fieldColumn('virtual_address', 'right', fieldText),
  fieldColumn('virtual_size', 'right', fieldText),
  fieldColumn('pointer_to_raw_data', 'right', fieldText),
  fieldColumn('size_of_raw_data', 'right', fieldText),
  fieldColumn('name', 'left', fieldText),
];

/** The section table; flags, and relocations and line numbers if there are any, below each row. */
export function sectionLines(sections: readonly InspectedSection[]): Generator<string> {
  return tableLines(SECTION_COLUMNS, sections, 2, (section) => {
    const { pointer_to_relocations, number_of_relocations } = section;
    const { pointer_to_linenumbers, number_of_linenumbers } = section;
    return [
      ...wrapWords(fieldText('flags', section.flags).split(' '), 10),
      ...anyOf({ number_of_relocations, pointer_to_relocations }),
      ...anyOf({ number_of_linenumbers, pointer_to_linenumbers }),
    ];
  });
}

function anyOf(fields: Readonly<Record<string, number>>): readonly string[] {
  return Object.values(fields).every((value) => value === 0) ? [] : recordLine(fields, 10);
}

const DIRECTORY_COLUMNS: readonly Column<InspectedDirectory>[] = [
  fieldColumn('index', 'right', fieldText),
  fieldColumn('name', 'left', fieldText),
  fieldColumn('virtual_address', 'right', fieldText),
  fieldColumn('size', 'right', fieldText),
  fieldColumn('section', 'left', fieldText),
];

/** The data directories. */
export function directoryLines(directories: readonly InspectedDirectory[]): Generator<string> {
  return tableLines(DIRECTORY_COLUMNS, directories, 2);
}

const RELOCATION_COLUMNS: readonly Column<RelocationRow>[] = [
  fieldColumn('virtual_address', 'right', fieldText),
  fieldColumn('type', 'left', fieldText),
  fieldColumn('symbol_table_index', 'right', fieldText),
  fieldColumn('symbol', 'left', fieldText),
];

/** The relocations of each section. */
export function* relocationLines(sections: readonly SectionRelocations[]): Generator<string> {
  for (const { number, section, relocations, ...problems } of sections) {
    yield `  section ${number} ${printable(section)}`;
    yield* tableLines(RELOCATION_COLUMNS, relocations, 4);
    yield* problemLines(problems, 4);
  }
}

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
