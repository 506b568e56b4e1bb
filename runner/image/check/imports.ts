import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from './hex';
import { checkLookupTable, LOOKUP_RULES } from './import-lookup';
import { nameReport, readName } from './names';
import { visitRows } from '../read/null-ended-rows';
import type { Structure } from '../read/structure';

const RULES = {
  ...LOOKUP_RULES,
  'import-directory-terminated': [
    '6.4.1 Import Directory Table',
    'The table of imported DLLs ends with a row of zeroes, in its section.',
  ],
  'import-time-stamp': [
    '6.4.1 Import Directory Table',
    'A DLL has no time stamp until its imports are bound: until they are addresses, no names.',
  ],
  'import-directory-size': [
    '6.4.1 Import Directory Table',
    'The size of the directory covers the table of imported DLLs.',
  ],
  'import-dll-name-in-section': [
    '6.4.1 Import Directory Table',
    'The name of an imported DLL is in a section.',
  ],
  'import-dll-name-is-text': [
    '6.4.1 Import Directory Table',
    'The name of an imported DLL is ASCII, not empty, and ends with a NUL.',
  ],
  'import-address-table-in-section': [
    '6.4.4 Import Address Table',
    'An address table is in a section, as long as its lookup table.',
  ],
  'import-address-table-agrees': [
    '6.4.4 Import Address Table',
    'Until an image is bound, an address table has the entries of its lookup table.',
  ],
  'import-address-table-terminated': [
    '6.4.4 Import Address Table',
    'An address table ends with an entry of zero where its lookup table ends.',
  ],
  'import-address-table-in-directory': [
    '3.4.3 Optional Header Data Directories (Image Only)',
    'Where there is a directory of import address tables, it has all of them.',
  ],
} as const;

type Check = DirectoryCheck<typeof RULES>;
type Row = Structure<coff.ImportDirectoryEntry>;

/** The import tables. */
export const IMPORTS = directoryArea(coff.DirectoryEntry.IMPORT, RULES, (check) => {
  const { memory, directory, rva, size, report } = check;
  const layout = coff.ImportDirectoryEntry;
  const table = { layout, rva, name: 'ImportDirectoryEntry' };
  const { rows, isEnded } = visitRows(memory, table, (row) => {
    checkRow(check, row);
  });
  if (!isEnded) {
    const found = `${rows} rows to the end of the section`;
    const place = directory.place('virtual_address');
    report('import-directory-terminated', place, found, 'a row of zeroes');
  }
  const least = rows * layout.FILE_SIZE;
  if (isEnded && least > size) {
    report('import-directory-size', directory.place('size'), hex(size), `${hex(least)} or more`);
  }
});

function checkRow(check: Check, row: Row): void {
  const { memory, image, report } = check;
  const { is64 } = image;
  const { import_lookup_table_rva: lookup, import_address_table_rva: addresses } = row.value;
  readName(
    memory,
    row.value.name_rva,
    row.place('name_rva'),
    nameReport(report, 'import-dll-name-in-section', 'import-dll-name-is-text'),
  );
  // Old linkers write no lookup table: the loader then takes the names from the address table.
  const table =
    lookup === 0
      ? { rva: addresses, place: row.place('import_address_table_rva'), is64 }
      : { rva: lookup, place: row.place('import_lookup_table_rva'), is64 };
  const count = checkLookupTable(memory, table, report);
  if (count !== null) checkAddresses(check, row, table.rva, count);
}

/** @param lookup RVA of the lookup table */
function checkAddresses(check: Check, row: Row, lookup: number, count: number): void {
  const { memory, image, report } = check;
  const { import_address_table_rva: rva, time_date_stamp } = row.value;
  const place = row.place('import_address_table_rva');
  const width = image.is64 ? 8 : 4;
  const size = (count + 1) * width;
  if (memory.sectionAt(rva, size) === null) {
    const expected = `an RVA of ${count + 1} entries in a section`;
    report('import-address-table-in-section', place, hex(rva), expected);
    return;
  }
  const isBound = time_date_stamp !== 0;
  let unlike = 0;
  for (let i = 0; i <= count; i += 1) {
    const entry = memory.word(lookup + i * width, image.is64) ?? 0n;
    const address = memory.word(rva + i * width, image.is64) ?? 0n;
    if (address === entry) continue;
    unlike += 1;
    const isLast = i === count;
    if (isBound && !isLast) continue;
    const rule = isLast ? 'import-address-table-terminated' : 'import-address-table-agrees';
    const at = { offset: memory.offsetOf(rva + i * width), field: `${place.field}[${i}]` };
    report(rule, at, hex(address), hex(entry));
  }
  if (isBound && unlike === 0 && lookup !== rva && count !== 0) {
    const expected = '0, for the addresses are names';
    report('import-time-stamp', row.place('time_date_stamp'), hex(time_date_stamp), expected);
  }
  checkDirectory(check, row, size - width);
}

function checkDirectory({ image, report }: Check, row: Row, size: number): void {
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
