import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from '../../text/numbers';
import type { ImportedDll, ImportProblem } from '../read/import-table';
import { checkFunctions, LOOKUP_RULES } from './import-lookup';
import { checkName } from './names';
import { broken, unusual, reportProblems, type RuleTable } from './rule-table';

type ReaderProblem = ImportProblem<''>;

const RULES = {
  ...LOOKUP_RULES,
  'import-directory-terminated': broken(
    '6.4.1 Import Directory Table',
    'A row ends the table of imported DLLs, within memory.',
    'Wine does not start it',
  ),
  'import-terminator-zero': unusual(
    '6.4.1 Import Directory Table',
    'The row that ends the table of imported DLLs is all zero.',
    'nobody: the loader ends the table where the name or the address table is zero',
  ),
  'import-time-stamp': unusual(
    '6.4.1 Import Directory Table',
    'A DLL has no time stamp until its imports are bound: until they are addresses, no names.',
    'nobody: Wine runs it',
  ),
  'import-directory-size': unusual(
    '6.4.1 Import Directory Table',
    'The size of the directory covers the table of imported DLLs.',
    'nobody: the loader reads to the end of the table, and Wine runs it',
  ),
  'import-dll-name-in-section': broken(
    '6.4.1 Import Directory Table',
    'The name of an imported DLL is in a section.',
    'Wine does not start it',
  ),
  'import-dll-name-is-text': broken(
    '6.4.1 Import Directory Table',
    'The name of an imported DLL is ASCII, not empty, and ends with a NUL.',
    'Wine does not start it',
  ),
  'import-address-table-in-section': broken(
    '6.4.4 Import Address Table',
    'An address table is in a section, as long as its lookup table.',
    'Wine does not start it',
  ),
  'import-address-table-agrees': unusual(
    '6.4.4 Import Address Table',
    'Until an image is bound, an address table has the entries of its lookup table.',
    'nobody: the loader reads the lookup table, and overwrites this one',
  ),
  'import-address-table-terminated': unusual(
    '6.4.4 Import Address Table',
    'An address table ends with an entry of zero where its lookup table ends.',
    'nobody: the loader reads the lookup table',
  ),
  'import-address-table-in-directory': unusual(
    '3.4.3 Optional Header Data Directories (Image Only)',
    'Where there is a directory of import address tables, it has all of them.',
    'nobody: the loader finds the tables by the import directory',
  ),
} as const satisfies RuleTable &
  Readonly<Record<Exclude<ReaderProblem, 'tables-fit-file'>, RuleTable[string]>>;

type Check = DirectoryCheck<typeof RULES>;
type Dll = ImportedDll<coff.ImportDirectoryEntry, ''>;

/** The import tables. */
export const IMPORTS = directoryArea(coff.DirectoryEntry.IMPORT, RULES, (check) => {
  const { image, directory, size, report } = check;
  const { imports } = image.image;
  if (imports === null) return;
  const { dlls, isEnded, problems } = imports;
  for (const dll of dlls) checkDll(check, dll);
  reportProblems(problems, report);
  const least = dlls.length * coff.ImportDirectoryEntry.FILE_SIZE;
  // That there is no size at all is a rule of the data directories.
  if (isEnded && size > 0 && least > size) {
    report('import-directory-size', directory.place('size'), hex(size), `${hex(least)} or more`);
  }
});

function checkDll(check: Check, dll: Dll): void {
  const { memory, image, report } = check;
  reportProblems(dll.problems, report);
  checkName(dll.name, memory, dll.row.place('name_rva'), (...found) => {
    report('import-dll-name-is-text', ...found);
  });
  checkFunctions(memory, dll, image.is64, report);
  if (dll.isEnded) checkAddresses(check, dll);
}

function checkAddresses(check: Check, dll: Dll): void {
  const { memory, reader, report } = check;
  const { row, functions, lookupTable, addressTable } = dll;
  const place = row.place('import_address_table_rva');
  const { time_date_stamp } = row.value;
  const size = functions.length * reader.width;
  if (!memory.isMapped(addressTable, size + reader.width)) return;
  const isBound = time_date_stamp !== 0;
  let unlike = 0;
  for (let i = 0; i <= functions.length; i += 1) {
    const at = addressTable + i * reader.width;
    const entry = functions[i]?.value ?? 0n;
    const address = reader.word(at) ?? 0n;
    if (address === entry) continue;
    unlike += 1;
    const isLast = i === functions.length;
    if (isBound && !isLast) continue;
    const rule = isLast ? 'import-address-table-terminated' : 'import-address-table-agrees';
    const field = `${place.field}[${i}]`;
    report(rule, { offset: memory.offsetOf(at), field }, hex(address), hex(entry));
  }
  if (isBound && unlike === 0 && lookupTable !== addressTable && functions.length > 0) {
    const expected = '0, for the addresses are names';
    report('import-time-stamp', row.place('time_date_stamp'), hex(time_date_stamp), expected);
  }
  checkDirectory(check, dll, size);
}

function checkDirectory({ image, report }: Check, { row }: Dll, size: number): void {
  const directory = image.directories[coff.DirectoryEntry.IAT]?.entry.value;
  if (directory === undefined || directory.virtual_address === 0) return;
  const { import_address_table_rva: rva } = row.value;
  const start = directory.virtual_address;
  const end = start + directory.size;
  if (rva >= start && rva + size <= end) return;
  report(
    'import-address-table-in-directory',
    row.place('import_address_table_rva'),
    `${hex(rva)} to ${hex(rva + size)}`,
    `${hex(start)} to ${hex(end)} (ImageDataDirectory[IAT])`,
  );
}
