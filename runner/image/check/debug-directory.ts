import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from '../../text/numbers';
import type { Structure } from '../read/structure';
import { broken, unusual } from './rule-table';

const DIRECTORY = '6.1.1 Debug Directory (Image Only)';

const RULES = {
  'debug-directory-size': unusual(
    DIRECTORY,
    'The size of the directory is a multiple of its rows.',
    'llvm-readobj',
  ),
  'debug-characteristics-reserved': broken(
    DIRECTORY,
    'Characteristics are reserved and zero.',
    'nobody known, but the format says that it must be zero',
  ),
  'debug-data-in-file': unusual(
    DIRECTORY,
    'The debug data is in the file.',
    'nobody but debuggers: the loader does not read it',
  ),
  'debug-data-at-address': unusual(
    DIRECTORY,
    'Debug data that is loaded has the address of its place in the file.',
    'nobody but debuggers: the loader does not read it',
  ),
} as const;

type Check = DirectoryCheck<typeof RULES>;
type Row = Structure<coff.DebugDirectoryEntry>;

/** The debug directory. */
export const DEBUG_DIRECTORY = directoryArea(coff.DirectoryEntry.DEBUG, RULES, (check) => {
  const { reader, directory, rva, size, report } = check;
  const rowSize = coff.DebugDirectoryEntry.FILE_SIZE;
  if (size % rowSize !== 0) {
    const place = directory.place('size');
    report('debug-directory-size', place, `${size}`, `a multiple of ${rowSize}`);
  }
  for (let i = 0; (i + 1) * rowSize <= size; i += 1) {
    const name = `DebugDirectoryEntry[${i}]`;
    const row = reader.structure(coff.DebugDirectoryEntry, rva + i * rowSize, name);
    // The directory goes on behind its section, which a rule of the data directories reports.
    if (row === null) return;
    checkRow(check, row);
  }
});

function checkRow({ image, memory, report }: Check, row: Row): void {
  const { characteristics, size_of_data: size } = row.value;
  const { address_of_raw_data: rva, pointer_to_raw_data: pointer } = row.value;
  if (characteristics !== 0) {
    const place = row.place('characteristics');
    report('debug-characteristics-reserved', place, hex(characteristics), '0');
  }
  const place = row.place('pointer_to_raw_data');
  const { length } = image.bytes;
  if (pointer + size > length) {
    const found = `${size} bytes at ${hex(pointer)}`;
    report('debug-data-in-file', place, found, `an end at ${hex(length)} or before`);
    return;
  }
  if (rva === 0 || size === 0) return;
  const isThere = memory.isMapped(rva, size) && memory.fileOffsetOf(rva) === pointer;
  if (isThere) return;
  const found = `RVA ${hex(rva)}`;
  report(
    'debug-data-at-address',
    row.place('address_of_raw_data'),
    found,
    `that of ${hex(pointer)}`,
  );
}
