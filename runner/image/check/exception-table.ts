import { coff } from '../../../reference';
import { directoryArea } from './directory-area';
import { hex } from '../../text/numbers';
import { RuntimeFunction, UnwindInfo } from '../read/layouts';
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
  let before = { begin: 0, end: 0 };
  for (let i = 0; (i + 1) * RuntimeFunction.FILE_SIZE <= size; i += 1) {
    const at = rva + i * RuntimeFunction.FILE_SIZE;
    const row = reader.structure(RuntimeFunction, at, `RuntimeFunction[${i}]`);
    // The directory goes on behind its section, which a rule of the data directories reports.
    if (row === null) return;
    const { begin_address: begin, end_address: end, unwind_information: unwind } = row.value;
    const range = `${hex(begin)} to ${hex(end)}`;
    const place = row.place('begin_address');
    if (begin < before.begin || end < begin) {
      const expected = `a function from ${hex(before.begin)} on`;
      report('exception-functions-ascending', place, range, expected);
    } else if (begin < before.end || end === begin) {
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
});
