import type { InspectedDirectory, InspectedSection } from '../inspection';
import { fieldText } from './field-text';
import { recordLine } from './record-text';
import { fieldColumn, tableLines, type Column } from './table-text';
import { wrapWords } from './wrap-words';

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
