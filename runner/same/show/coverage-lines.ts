import { printable } from '../../text/printable';
import type { Both, SameResult, SectionCoverage } from '../same-result';

type Counts = Omit<SectionCoverage, 'name' | 'isCode' | 'isWritable' | 'size'>;

/** Columns of the table: those that were compared, and those that were not. */
const COLUMNS: readonly (readonly [keyof Counts, string])[] = [
  ['raw', 'raw'],
  ['code', 'code'],
  ['sure', 'sure'],
  ['likely', 'likely'],
  ['tables', 'tables'],
  ['zero', 'zero'],
  ['unreached', 'unreached'],
  ['beyond', 'no end'],
];

/** What each column counts, for the reader of the table. */
export const COLUMN_MEANINGS: readonly string[] = [
  'compared: code (instructions), sure and likely (data that is surely or likely used), tables (read by the loader: compared by what they say, but for the load configuration and debug information)',
  'not compared: zero (zeroes that nothing was found to use), unreached (nothing was found that leads there), no end (after an object whose end is not known)',
];

/** How much of each section was compared, in bytes: a table of at most 80 columns. */
export function coverageLines(coverage: Both<readonly SectionCoverage[]>): string[] {
  const head = row(
    '',
    '',
    COLUMNS.map(([, title]) => title),
  );
  const rows = [
    ...coverage.a.map((section) => sectionRow('A', section)),
    ...coverage.b.map((section) => sectionRow('B', section)),
  ];
  return [head, ...rows];
}

/** "compared 1234 bytes of code and 567 of data, 89 of them likely". */
export function comparedText({ figures, coverage }: SameResult): string {
  const likely = (coverage?.a ?? []).reduce((sum, one) => sum + one.likely, 0);
  const { codeBytes, dataBytes, instructions, objects } = figures;
  return (
    `compared ${codeBytes} bytes of code (${instructions} instructions) and ${dataBytes} bytes of data ` +
    `(${objects} objects), of which ${likely} bytes are only likely used`
  );
}

function sectionRow(image: string, section: SectionCoverage): string {
  return row(
    image,
    printable(section.name),
    COLUMNS.map(([key]) => String(section[key])),
  );
}

function row(image: string, name: string, cells: readonly string[]): string {
  const head = `${image.padEnd(2)}${name.slice(0, 8).padEnd(9)}`;
  return head + cells.map((cell) => cell.padStart(8)).join(' ');
}
