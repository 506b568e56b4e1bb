import { coff } from '../../../reference';
import { headerArea } from './area';
import { hex } from '../../text/numbers';
import type { CheckedImage } from './checked-image';
import { isOfPrograms } from './of-programs';
import { broken, unusual, type Report } from './rule-table';

const RULES = {
  'pe-header-aligned': broken(
    '3.1 MS-DOS Stub (Image Only)',
    'The PE signature is at a multiple of 4 bytes: the loader reads its headers in place.',
    'not tried on Windows, which is said to refuse it (STATUS_INVALID_IMAGE_FORMAT); Wine runs it',
    'unusual',
  ),
  'machine-known': broken(
    '3.3.1 Machine Types',
    'The machine is one that images are for.',
    'Wine does not start it',
  ),
  'machine-fits-magic': broken(
    '3.4 Optional Header (Image Only)',
    'A machine with 64-bit addresses has a PE32+ header, any other a PE32 header.',
    'Wine does not start it',
  ),
  'section-count': broken(
    '3.3 COFF File Header (Object and Image)',
    'There are no more than 96 sections, the limit of the loader.',
    'ReactOS (PeFmtCreateSection); Windows XP, but not later ones',
  ),
  'executable-image': broken(
    '3.3.2 Characteristics',
    'EXECUTABLE_IMAGE is set: without it, linking failed.',
    'not tried on Windows, which is said to refuse it (STATUS_INVALID_IMAGE_FORMAT); Wine runs it',
  ),
  'coff-flags-reserved': unusual(
    '3.3.2 Characteristics',
    'The reserved flag is zero.',
    'nobody: Wine runs it',
  ),
  'coff-flags-obsolete': broken(
    '3.3.2 Characteristics',
    'The obsolete AGGRESSIVE_WS_TRIM is zero.',
    'nobody known, but the format says that it must be zero',
  ),
  'system-file': unusual(
    '3.3.2 Characteristics',
    'SYSTEM, which says that a file is no program of users, is not set for the subsystems 2 and 3.',
    'nobody: Wine runs it',
  ),
  'relocations-stripped': unusual(
    '3.3.2 Characteristics',
    'An image with RELOCS_STRIPPED has no base relocations.',
    'nobody known: the loader does not move it, and reads no relocation',
  ),
  'optional-header-size': broken(
    '3.4 Optional Header (Image Only)',
    'The size of the optional header covers its fields and data directories.',
    'Wine does not start it',
  ),
  'directory-count': unusual(
    '3.4.3 Optional Header Data Directories (Image Only)',
    'There are no more than 16 data directories.',
    'nobody: the loader reads 16, and Wine runs it',
  ),
  'optional-header-room': unusual(
    '3.4 Optional Header (Image Only)',
    'The optional header ends with its data directories.',
    'nobody: the section table is where the size says, and Wine runs it',
  ),
} as const;

/** As the specification has it, of the loader. */
const MAX_SECTIONS = 96;

const { MACHINE } = coff.IMAGE.FILE;
const MACHINES_64: readonly number[] = [
  MACHINE.ALPHA64,
  MACHINE.AMD64,
  MACHINE.ARM64,
  MACHINE.ARM64EC,
  MACHINE.ARM64X,
  MACHINE.IA64,
  MACHINE.LOONGARCH64,
  MACHINE.RISCV64,
  MACHINE.RISCV128,
];

/** The COFF header, and what it says of the headers around it. */
export const COFF_HEADER = headerArea(RULES, (image, report) => {
  checkPlace(image, report);
  checkMachine(image, report);
  checkCounts(image, report);
  checkFlags(image, report);
});

function checkPlace({ header }: CheckedImage, report: Report<typeof RULES>): void {
  const signature = header.offset - 4;
  if (signature % 4 === 0) return;
  const place = { offset: 0x3c, field: 'e_lfanew' };
  report('pe-header-aligned', place, hex(signature), 'a multiple of 4');
}

function checkMachine(
  { header, standard, is64 }: CheckedImage,
  report: Report<typeof RULES>,
): void {
  const { machine } = header.value;
  const place = header.place('machine');
  if (machine === MACHINE.UNKNOWN || MACHINE.name(machine) === undefined) {
    report('machine-known', place, hex(machine), 'a machine type');
    return;
  }
  // EFI byte code runs on machines of either width.
  if (machine === MACHINE.EBC || MACHINES_64.includes(machine) === is64) return;
  report(
    'machine-fits-magic',
    standard.place('magic'),
    hex(standard.value.magic),
    `${is64 ? '0x10b' : '0x20b'} for ${MACHINE.name(machine)}`,
  );
}

function checkCounts({ header, windows, is64 }: CheckedImage, report: Report<typeof RULES>): void {
  const { number_of_sections, size_of_optional_header } = header.value;
  if (number_of_sections > MAX_SECTIONS) {
    const place = header.place('number_of_sections');
    report('section-count', place, `${number_of_sections}`, `${MAX_SECTIONS} or fewer`);
  }
  const fixed = (is64 ? coff.OptionalHeader['PE32+'] : coff.OptionalHeader.PE32).SIZE;
  const { number_of_rva_and_sizes } = windows.value;
  if (number_of_rva_and_sizes > coff.IMAGE_NUMBEROF_DIRECTORY_ENTRIES) {
    const place = windows.place('number_of_rva_and_sizes');
    const expected = `${coff.IMAGE_NUMBEROF_DIRECTORY_ENTRIES} or fewer`;
    report('directory-count', place, `${number_of_rva_and_sizes}`, expected);
  }
  const count = Math.min(number_of_rva_and_sizes, coff.IMAGE_NUMBEROF_DIRECTORY_ENTRIES);
  const size = fixed + count * coff.ImageDataDirectory.SIZE;
  if (size_of_optional_header !== size) {
    report(
      size_of_optional_header < size ? 'optional-header-size' : 'optional-header-room',
      header.place('size_of_optional_header'),
      hex(size_of_optional_header),
      `${hex(size)} for ${count} data directories`,
    );
  }
}

function checkFlags(
  { header, windows, directories }: CheckedImage,
  report: Report<typeof RULES>,
): void {
  const { flags } = header.value;
  const place = header.place('flags');
  const found = hex(coff.Header.Flags.toInt(flags));
  if (!flags.EXECUTABLE_IMAGE) report('executable-image', place, found, 'EXECUTABLE_IMAGE (0x2)');
  if (flags.RESERVED) report('coff-flags-reserved', place, found, 'no RESERVED (0x40)');
  if (flags.AGGRESSIVE_WS_TRIM) {
    report('coff-flags-obsolete', place, found, 'no AGGRESSIVE_WS_TRIM (0x10)');
  }
  if (flags.SYSTEM && isOfPrograms(windows)) {
    const expected = `no SYSTEM (0x1000) for subsystem ${windows.value.subsystem}`;
    report('system-file', place, found, expected);
  }
  const relocations = directories[coff.DirectoryEntry.BASERELOC];
  if (flags.RELOCS_STRIPPED && relocations !== undefined && relocations.entry.value.size !== 0) {
    const { size } = relocations.entry.value;
    report(
      'relocations-stripped',
      place,
      found,
      `no RELOCS_STRIPPED (0x1): ${size} bytes are there`,
    );
  }
}
