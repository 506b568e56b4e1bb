import { coff } from '../../../reference';
import { headersEnd, isAligned, roundUp } from './alignment';
import { headerArea } from './area';
import { hex } from '../../text/numbers';
import { printable } from '../../text/printable';
import type { CheckedImage } from './checked-image';
import { broken, unusual, type Report } from './rule-table';
import type { Section } from '../read/section';

const TABLE = '4 Section Table (Section Headers)';

const RULES = {
  'section-name-padded': unusual(
    TABLE,
    'A name shorter than 8 bytes is padded with NULs.',
    'nobody: the loader does not read names, and Wine runs it',
  ),
  'section-not-empty': unusual(TABLE, 'A section has bytes in memory.', 'nobody known'),
  'section-address-aligned': broken(
    TABLE,
    'A section starts at a multiple of the section alignment.',
    'Wine does not start it',
    'unusual',
  ),
  'sections-ascending': broken(
    TABLE,
    'Sections are in ascending order of their addresses.',
    'ReactOS (PeFmtCreateSection)',
  ),
  'sections-disjoint': broken(
    TABLE,
    'A section ends before the next one starts.',
    'ReactOS (PeFmtCreateSection)',
  ),
  'sections-adjacent': broken(
    TABLE,
    'A section starts where the one before it, or the headers, end, rounded up to the alignment.',
    'Wine does not start it',
    'allowed',
  ),
  'section-in-image': broken(
    TABLE,
    'A section ends within the size of the image.',
    'Wine does not start it',
  ),
  'section-raw-data-has-place': broken(
    TABLE,
    'A section with raw data has a pointer to it, but for one of uninitialized data alone.',
    'Wine maps zeroes: the program does not do what it should',
  ),
  'section-uninitialized-raw-size': unusual(
    TABLE,
    'A section of uninitialized data alone has no raw data, and a raw size of zero.',
    'nobody: the loader maps zeroes',
  ),
  'section-raw-data-in-file': broken(
    TABLE,
    'The raw data of a section is in the file.',
    'Windows 7: not a valid Win32 application (LIEF issue 192)',
  ),
  'section-raw-data-aligned': broken(
    TABLE,
    'Raw data starts at a multiple of the file alignment.',
    'pefile: the loader rounds the pointer down to 512; but the format says that it must be a multiple',
    'unusual',
  ),
  'section-raw-size-aligned': broken(
    TABLE,
    'The size of raw data is a multiple of the file alignment.',
    'nobody known, but the format says that it must be a multiple',
    'unusual',
  ),
  'section-raw-data-behind-headers': unusual(
    TABLE,
    'Raw data lies behind the headers.',
    'nobody: bytes of the file can be mapped twice',
  ),
  'section-raw-data-disjoint': unusual(
    TABLE,
    'The raw data of two sections does not overlap.',
    'nobody: bytes of the file can be mapped twice',
  ),
  'section-relocations-none': unusual(
    TABLE,
    'A section of an image has no relocations of its own.',
    'llvm-readobj: sections with relocations should have an address of 0',
  ),
  'section-line-numbers-in-file': unusual(
    TABLE,
    'Line numbers, which are deprecated, are in the file.',
    'GNU objdump',
  ),
  'section-flags-reserved': unusual(
    '4.1 Section Flags',
    'Reserved flags are zero.',
    'GNU objdump warns',
  ),
  'section-accessible': unusual(
    '4.1 Section Flags',
    'A section can be read, written or executed.',
    'nobody: Wine loads it, and what reads the section faults',
  ),
  'section-code-not-writable': unusual(
    '4.1 Section Flags',
    'A section that is executable is not writable, if it has raw data and is not discarded.',
    'nobody: Wine runs it',
  ),
  'section-flags-of-objects': unusual(
    '4.1 Section Flags',
    'Flags that are valid for object files only are not set in an image.',
    'nobody: Wine runs it',
  ),
} as const;

/** Bytes of a COFF line number. PE Format, 5.3 COFF Line Numbers (Deprecated). */
const LINE_NUMBER_SIZE = 6;

/** MEM_EXECUTE, MEM_READ and MEM_WRITE. */
const ACCESS_FLAGS = 0xe000_0000;

/** The flags that the specification reserves: 0x1, LNK_OTHER, MEM_PURGEABLE and so on. */
const RESERVED_FLAGS = 0x000e_0517;
/** TYPE_NO_PAD, LNK_INFO, LNK_REMOVE, LNK_COMDAT. GNU ld leaves the alignment of objects set. */
const OBJECT_FLAGS = 0x0000_1a08;
const LNK_INFO = 0x200;

/** The section table: sections in memory, in the file, and their flags. */
export const SECTION_TABLE = headerArea(RULES, (image, report) => {
  checkMemory(image, report);
  checkRawData(image, report);
  checkOverlap(image, report);
  for (const section of image.sections) checkHeader(image, section, report);
});

function checkMemory(image: CheckedImage, report: Report<typeof RULES>): void {
  const { windows, sections } = image;
  const { section_alignment: alignment, size_of_headers, size_of_image } = windows.value;
  let end = Math.max(size_of_headers, headersEnd(image));
  let start = -1;
  for (const section of sections) {
    const place = section.header.place('virtual_address');
    const found = hex(section.start);
    const next = roundUp(end, alignment);
    if (!isAligned(section.start, alignment)) {
      report('section-address-aligned', place, found, `a multiple of ${hex(alignment)}`);
    }
    if (section.start <= start) {
      report('sections-ascending', place, found, `an address above ${hex(start)}`);
    }
    // That the headers end before the first section is a rule of their own.
    if (start >= 0 && section.start > start && section.start < end) {
      report('sections-disjoint', place, found, `${hex(end)} or more`);
    } else if (section.start >= end && section.start !== next) {
      report('sections-adjacent', place, found, hex(next));
    }
    if (section.end === section.start) {
      const size = section.header.place('virtual_size');
      report('section-not-empty', size, '0 bytes, of raw data too', '1 byte or more');
    }
    if (section.end > size_of_image) {
      const expected = `an end at ${hex(size_of_image)} (size_of_image) or before`;
      report('section-in-image', section.header.place('virtual_size'), hex(section.end), expected);
    }
    ({ start, end } = section);
  }
}

function checkRawData(image: CheckedImage, report: Report<typeof RULES>): void {
  const { bytes, windows, sections } = image;
  const { file_alignment, size_of_headers } = windows.value;
  for (const { header, rawStart, rawEnd } of sections) {
    const pointer = header.place('pointer_to_raw_data');
    const { size_of_raw_data } = header.value;
    const expected = `a multiple of ${hex(file_alignment)}`;
    if (!isAligned(rawStart, file_alignment)) {
      report('section-raw-data-aligned', pointer, hex(rawStart), expected);
    }
    if (!isAligned(size_of_raw_data, file_alignment)) {
      const place = header.place('size_of_raw_data');
      report('section-raw-size-aligned', place, hex(size_of_raw_data), expected);
    }
    if (rawStart === 0 && size_of_raw_data !== 0) {
      if (header.value.flags.CNT_UNINITIALIZED_DATA) {
        const place = header.place('size_of_raw_data');
        report('section-uninitialized-raw-size', place, hex(size_of_raw_data), '0');
      } else {
        const found = `0, with ${hex(size_of_raw_data)} bytes of raw data`;
        report('section-raw-data-has-place', pointer, found, 'a file offset');
      }
    }
    if (rawEnd === rawStart) continue;
    if (rawEnd > bytes.length) {
      const size = `${hex(size_of_raw_data)} bytes at ${hex(rawStart)}`;
      report('section-raw-data-in-file', pointer, size, `an end at ${hex(bytes.length)} or before`);
    }
    if (rawStart < size_of_headers) {
      const behind = `${hex(size_of_headers)} (size_of_headers) or more`;
      report('section-raw-data-behind-headers', pointer, hex(rawStart), behind);
    }
  }
}

function checkOverlap({ sections }: CheckedImage, report: Report<typeof RULES>): void {
  const inFile = sections.filter(({ rawStart, rawEnd }) => rawEnd > rawStart);
  inFile.sort((a, b) => a.rawStart - b.rawStart);
  let before: Section | null = null;
  for (const section of inFile) {
    if (before !== null && section.rawStart < before.rawEnd) {
      report(
        'section-raw-data-disjoint',
        section.header.place('pointer_to_raw_data'),
        hex(section.rawStart),
        `${hex(before.rawEnd)} (the end of ${printable(before.name)}) or more`,
      );
    }
    if (before === null || section.rawEnd > before.rawEnd) before = section;
  }
}

function checkHeader(
  { bytes }: CheckedImage,
  section: Section,
  report: Report<typeof RULES>,
): void {
  const { header } = section;
  const { name, flags } = header.value;
  const end = name.indexOf(0);
  if (end !== -1 && name.subarray(end).some((byte) => byte !== 0)) {
    report('section-name-padded', header.place('name'), 'bytes behind a NUL', 'NULs');
  }
  for (const field of ['pointer_to_relocations', 'number_of_relocations'] as const) {
    const value = header.value[field];
    if (value !== 0) report('section-relocations-none', header.place(field), hex(value), '0');
  }
  const { pointer_to_linenumbers: lines, number_of_linenumbers: count } = header.value;
  const linesEnd = lines + count * LINE_NUMBER_SIZE;
  if (linesEnd > bytes.length || (lines === 0 && count !== 0)) {
    const place = header.place('pointer_to_linenumbers');
    const expected = `an end at ${hex(bytes.length)} or before`;
    report('section-line-numbers-in-file', place, `${count} at ${hex(lines)}`, expected);
  }
  const bits = coff.SectionHeader.Flags.toInt(flags);
  const place = header.place('flags');
  if ((bits & RESERVED_FLAGS) !== 0) {
    report('section-flags-reserved', place, hex(bits), `none of ${hex(RESERVED_FLAGS)}`);
  }
  if ((bits & ACCESS_FLAGS) === 0) {
    report('section-accessible', place, hex(bits), `one of ${hex(ACCESS_FLAGS)} at least`);
  }
  // link.exe makes both for code to come: .textbss, which is empty, and INIT of drivers, which goes.
  const { MEM_EXECUTE, MEM_WRITE, MEM_DISCARDABLE } = flags;
  if (MEM_EXECUTE && MEM_WRITE && !MEM_DISCARDABLE && section.rawEnd > section.rawStart) {
    const expected = 'no MEM_WRITE (0x80000000), or no MEM_EXECUTE (0x20000000)';
    report('section-code-not-writable', place, hex(bits), expected);
  }
  // link.exe leaves LNK_INFO on the table of the safe handlers of exceptions.
  const objectFlags = section.name === '.sxdata' ? OBJECT_FLAGS & ~LNK_INFO : OBJECT_FLAGS;
  if ((bits & objectFlags) !== 0) {
    report('section-flags-of-objects', place, hex(bits), `none of ${hex(objectFlags)}`);
  }
}
