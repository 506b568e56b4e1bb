import type { RelocationRow, SectionRelocations } from '../inspection';
import { fieldText } from './field-text';
import { printable } from '../../../text/printable';
import { problemLines } from './problem-text';
import { fieldColumn, tableLines, type Column } from './table-text';

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
