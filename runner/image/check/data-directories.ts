import { coff } from '../../../reference';
import { headerArea } from './area';
import { hex } from '../../text/numbers';
import { printable } from '../../text/printable';
import type { Directory } from '../read/headers';
import type { CheckedImage } from './checked-image';
import { broken, unusual, type Report } from './rule-table';

const SECTION = '3.4.3 Optional Header Data Directories (Image Only)';

const RULES = {
  'directory-in-section': broken(
    SECTION,
    'A directory lies in sections, or in the headers.',
    'llvm-readobj; Wine, if it reads the directory',
  ),
  'directory-readable': broken(
    SECTION,
    'The section of a directory can be read.',
    'Wine does not start it: the loader faults where it reads the directory',
  ),
  'directory-has-address': unusual(
    SECTION,
    'A directory that has a size has an address.',
    'nobody: for the loader there is no such directory',
  ),
  'directory-has-size': unusual(
    SECTION,
    'A directory that has an address has a size.',
    'nobody: the loader reads the address, and Wine runs it',
  ),
  'directory-reserved': broken(
    SECTION,
    'The directories Architecture and 15 are reserved and zero.',
    'nobody known, but the format says that it must be zero',
  ),
  'directory-global-ptr-size': broken(
    SECTION,
    'The size of the global pointer directory is zero.',
    'nobody known, but the format says that it must be zero',
  ),
} as const;

const RESERVED: readonly string[] = ['ARCHITECTURE', '15'];

/** Where the data directories are. */
export const DATA_DIRECTORIES = headerArea(RULES, (image, report) => {
  for (const directory of image.directories) {
    if (RESERVED.includes(directory.name)) checkReserved(directory, report);
    else checkPlace(image, directory, report);
  }
});

function checkReserved({ entry }: Directory, report: Report<typeof RULES>): void {
  for (const field of ['virtual_address', 'size'] as const) {
    const value = entry.value[field];
    if (value !== 0) report('directory-reserved', entry.place(field), hex(value), '0');
  }
}

function checkPlace(
  image: CheckedImage,
  { index, entry }: Directory,
  report: Report<typeof RULES>,
): void {
  const { virtual_address: rva, size } = entry.value;
  const { GLOBALPTR, SECURITY } = coff.DirectoryEntry;
  if (index === GLOBALPTR) {
    if (size !== 0) report('directory-global-ptr-size', entry.place('size'), hex(size), '0');
    return;
  }
  if (rva === 0) {
    if (size === 0) return;
    report(
      'directory-has-address',
      entry.place('virtual_address'),
      '0',
      `the RVA of ${size} bytes`,
    );
    return;
  }
  if (size === 0) {
    report('directory-has-size', entry.place('size'), '0', `the size of what is at ${hex(rva)}`);
    return;
  }
  // Certificates are at a file offset, which is for their own rules.
  if (index === SECURITY) return;
  const { memory } = image.image;
  if (memory.isMapped(rva, size)) {
    const section = memory.sectionAt(rva);
    if (section === null) return;
    const { flags } = section.header.value;
    if (flags.MEM_READ) return;
    const found = `${printable(section.name)}, flags ${hex(coff.SectionHeader.Flags.toInt(flags))}`;
    report('directory-readable', entry.place('virtual_address'), found, 'a section with MEM_READ');
    return;
  }
  report(
    'directory-in-section',
    entry.place('virtual_address'),
    `${hex(rva)} to ${hex(rva + size)}`,
    'bytes of sections, or of the headers',
  );
}
