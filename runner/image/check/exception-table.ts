import { coff } from '../../../reference';
import { directoryArea } from './directory-area';
import { hex } from '../../text/numbers';
import { RuntimeFunction, UnwindInfo } from '../read/layouts';

const SECTION = '6.5 The .pdata Section';

const RULES = {
  'exception-table-size': [SECTION, 'The size of the table is a multiple of its rows.'],
  'exception-functions-ascending': [
    SECTION,
    'Functions are in ascending order and do not overlap: they are searched by halves.',
  ],
  'exception-function-in-section': [SECTION, 'A function is in an executable section.'],
  'exception-unwind-information': [
    SECTION,
    'The unwind information of a function is at a multiple of 4 in a section, of version 1 or 2.',
  ],
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
  let before = 0;
  for (let i = 0; (i + 1) * RuntimeFunction.FILE_SIZE <= size; i += 1) {
    const at = rva + i * RuntimeFunction.FILE_SIZE;
    const row = reader.structure(RuntimeFunction, at, `RuntimeFunction[${i}]`);
    // The directory goes on behind its section, which a rule of the data directories reports.
    if (row === null) return;
    const { begin_address: begin, end_address: end, unwind_information: unwind } = row.value;
    const range = `${hex(begin)} to ${hex(end)}`;
    const place = row.place('begin_address');
    // Compilers leave rows of functions without code.
    if (begin < before || end < begin) {
      const expected = `a function from ${hex(before)} on`;
      report('exception-functions-ascending', place, range, expected);
    }
    const section = memory.sectionAt(begin, Math.max(1, end - begin));
    if (section?.header.value.flags.MEM_EXECUTE !== true) {
      report('exception-function-in-section', place, range, 'RVAs in an executable section');
    }
    before = end;
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
