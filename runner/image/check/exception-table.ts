import { coff } from '../../../reference';
import { directoryArea } from './directory-area';
import { hex } from '../../text/numbers';
import { RuntimeFunction, UnwindInfo } from '../read/layouts';
import type { Place } from '../read/place';
import { broken, unusual } from './rule-table';

const SECTION = '6.5 The .pdata Section';

const RULES = {
  'exception-table-size': unusual(
    SECTION,
    'The size of the table is a multiple of its rows.',
    'nobody: the rest of a row is not read',
  ),
  'exception-functions-ascending': broken(
    SECTION,
    'Functions are in ascending order: they are searched by halves.',
    'RtlLookupFunctionEntry does not find all functions (Wine: find_function_info)',
  ),
  'exception-functions-disjoint': unusual(
    SECTION,
    'A function starts where the one before it ends, or later, and has code.',
    'nobody: the search by halves finds the function',
  ),
  'exception-function-in-section': unusual(
    SECTION,
    'A function is in an executable section.',
    'nobody: the row is found for no code',
  ),
  'exception-unwind-information': broken(
    SECTION,
    'The unwind information of a function is at a multiple of 4 in a section, of version 1 or 2.',
    'pefile; unwinding the function fails',
  ),
} as const;

interface ExceptionRow {
  /** RVA. */
  readonly begin: number;
  /** RVA just past the last byte. */
  readonly end: number;
  readonly place: Place;
}

/** Bits of the version. */
const VERSION = 0x7;
const VERSIONS: readonly number[] = [1, 2];

/** The table of functions of an x64 image; other machines have tables of their own. */
export const EXCEPTION_TABLE = directoryArea(coff.DirectoryEntry.EXCEPTION, RULES, (check) => {
  const { image, memory, reader, directory, rva, size, report } = check;
  if (image.header.value.machine !== coff.IMAGE.FILE.MACHINE.AMD64) return;
  if (size % RuntimeFunction.FILE_SIZE !== 0) {
    const expected = `a multiple of ${RuntimeFunction.FILE_SIZE}`;
    report('exception-table-size', directory.place('size'), `${size}`, expected);
  }
  const rows: ExceptionRow[] = [];
  let isAscending = true;
  let before = { begin: 0, end: 0 };
  for (let i = 0; (i + 1) * RuntimeFunction.FILE_SIZE <= size; i += 1) {
    const at = rva + i * RuntimeFunction.FILE_SIZE;
    const row = reader.structure(RuntimeFunction, at, `RuntimeFunction[${i}]`);
    // The directory goes on behind its section, which a rule of the data directories reports.
    if (row === null) break;
    const { begin_address: begin, end_address: end, unwind_information: unwind } = row.value;
    const range = `${hex(begin)} to ${hex(end)}`;
    const place = row.place('begin_address');
    rows.push({ begin, end, place });
    if (end === begin) {
      const expected = `a function of 1 byte or more, from ${hex(before.end)} on`;
      report('exception-functions-disjoint', place, range, expected);
      // It is found for no code, and nobody reads the rest of it.
      continue;
    }
    if (begin < before.begin || end < begin) {
      const expected = `a function from ${hex(before.begin)} on`;
      report('exception-functions-ascending', place, range, expected);
      isAscending = false;
    } else if (begin < before.end) {
      const expected = `a function of 1 byte or more, from ${hex(before.end)} on`;
      report('exception-functions-disjoint', place, range, expected);
    }
    const section = memory.sectionAt(begin, Math.max(1, end - begin));
    if (section?.header.value.flags.MEM_EXECUTE !== true) {
      report('exception-function-in-section', place, range, 'RVAs in an executable section');
    }
    before = { begin, end };
    // The lowest bit says that another row has the information.
    if (unwind % 2 === 1) continue;
    const info = reader.structure(UnwindInfo, unwind, 'UnwindInfo');
    const version = (info?.value.version_and_flags ?? 0) & VERSION;
    if (unwind % 4 === 0 && VERSIONS.includes(version)) continue;
    const found = info === null ? hex(unwind) : `${hex(unwind)}, version ${version}`;
    const expected = 'the RVA of unwind information of version 1 or 2';
    report('exception-unwind-information', row.place('unwind_information'), found, expected);
  }
  // Rows without code may be out of order, as zeros at the table's end are, unless they mislead the search.
  if (!isAscending) return;
  for (const row of rows) {
    if (row.end <= row.begin || isFound(rows, row)) continue;
    const expected = 'a row that the search by halves comes to, in spite of rows without code';
    const range = `${hex(row.begin)} to ${hex(row.end)}`;
    report('exception-functions-ascending', row.place, range, expected);
  }
});

/** Whether the search by halves finds the code of a row, as RtlLookupFunctionEntry does it. */
function isFound(rows: readonly ExceptionRow[], { begin: address }: ExceptionRow): boolean {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { begin = 0, end = 0 } = rows[middle] ?? {};
    if (address < begin) high = middle - 1;
    else if (address >= end) low = middle + 1;
    else return true;
  }
  return false;
}
