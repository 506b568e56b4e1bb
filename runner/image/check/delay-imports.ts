import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from './hex';
import { checkLookupTable, LOOKUP_RULES } from './import-lookup';
import { nameReport, readName } from './names';
import { visitRows } from '../read/null-ended-rows';
import type { Structure } from '../read/structure';
import { DelayLoadDescriptor } from '../read/layouts';

const RULES = {
  ...LOOKUP_RULES,
  'delay-import-directory-terminated': [
    '5.8.1 The Delay-Load Directory Table',
    'The table of delay-loaded DLLs ends with a row of zeroes, in its section.',
  ],
  'delay-import-directory-size': [
    '5.8.1 The Delay-Load Directory Table',
    'The size of the directory covers the table of delay-loaded DLLs.',
  ],
  'delay-import-attributes': [
    '5.8.2 Attributes',
    'The attributes are 1, which says that addresses are RVAs; in an old PE32 image they are 0.',
  ],
  'delay-import-dll-name-in-section': ['5.8.3 Name', 'The name of a DLL is in a section.'],
  'delay-import-dll-name-is-text': [
    '5.8.3 Name',
    'The name of a DLL is ASCII, not empty, and ends with a NUL.',
  ],
  'delay-import-module-handle-in-section': [
    '5.8.4 Module Handle',
    'The place for the handle of the DLL is in a section.',
  ],
  'delay-import-address-table-in-section': [
    '5.8.5 Delay Import Address Table',
    'The address table is in a section, as long as the name table.',
  ],
  'delay-import-address-in-section': [
    '5.8.5 Delay Import Address Table',
    'Each address of the table is in an executable section: that of a thunk that loads the DLL.',
  ],
  'delay-import-optional-table-in-section': [
    '5.8.7 Delay Bound Import Address Table and Time Stamp',
    'The bound address table and the unload table, where they are, are in a section.',
  ],
} as const;

type Check = DirectoryCheck<typeof RULES>;
type Row = Structure<DelayLoadDescriptor>;

/** The delay-load import tables. */
export const DELAY_IMPORTS = directoryArea(coff.DirectoryEntry.DELAY_IMPORT, RULES, (check) => {
  const { memory, directory, rva, size, report } = check;
  const table = { layout: DelayLoadDescriptor, rva, name: 'DelayLoadDescriptor' };
  const { rows, isEnded } = visitRows(memory, table, (row) => {
    checkRow(check, row);
  });
  if (!isEnded) {
    const found = `${rows} rows to the end of the section`;
    const place = directory.place('virtual_address');
    report('delay-import-directory-terminated', place, found, 'a row of zeroes');
  }
  const least = rows * DelayLoadDescriptor.FILE_SIZE;
  if (isEnded && least > size) {
    const place = directory.place('size');
    report('delay-import-directory-size', place, hex(size), `${hex(least)} or more`);
  }
});

function checkRow(check: Check, row: Row): void {
  const { memory, image, report } = check;
  const { is64 } = image;
  const { attributes } = row.value;
  if (attributes !== 1) {
    // Before there were 64-bit images, 0 said that addresses are absolute, and these are not read.
    if (attributes === 0 && !is64) return;
    report('delay-import-attributes', row.place('attributes'), hex(attributes), '1');
  }
  readName(
    memory,
    row.value.name_rva,
    row.place('name_rva'),
    nameReport(report, 'delay-import-dll-name-in-section', 'delay-import-dll-name-is-text'),
  );
  if (memory.sectionAt(row.value.module_handle_rva, is64 ? 8 : 4) === null) {
    const found = hex(row.value.module_handle_rva);
    const place = row.place('module_handle_rva');
    report('delay-import-module-handle-in-section', place, found, 'an RVA in a section');
  }
  for (const field of ['bound_import_address_table_rva', 'unload_information_table_rva'] as const) {
    const rva = row.value[field];
    if (rva === 0 || memory.sectionAt(rva) !== null) continue;
    const place = row.place(field);
    report('delay-import-optional-table-in-section', place, hex(rva), '0 or an RVA in a section');
  }
  const place = row.place('import_name_table_rva');
  const table = { rva: row.value.import_name_table_rva, place, is64 };
  const count = checkLookupTable(memory, table, report);
  if (count !== null) checkAddresses(check, row, count);
}

function checkAddresses(check: Check, row: Row, count: number): void {
  const { memory, image, report } = check;
  const { import_address_table_rva: rva, time_date_stamp } = row.value;
  const place = row.place('import_address_table_rva');
  const width = image.is64 ? 8 : 4;
  if (memory.sectionAt(rva, count * width) === null) {
    const expected = `an RVA of ${count} entries in a section`;
    report('delay-import-address-table-in-section', place, hex(rva), expected);
    return;
  }
  if (time_date_stamp !== 0) return;
  const base = BigInt(image.windows.value.image_base);
  for (let i = 0; i < count; i += 1) {
    const at = rva + i * width;
    const address = memory.word(at, image.is64) ?? 0n;
    const section = memory.sectionAt(Number(address - base));
    if (section?.header.value.flags.MEM_EXECUTE === true) continue;
    const field = `${place.field}[${i}]`;
    const expected = 'an address in an executable section';
    const offset = memory.offsetOf(at);
    report('delay-import-address-in-section', { offset, field }, hex(address), expected);
  }
}
