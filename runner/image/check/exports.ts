import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from './hex';
import { nameReport, quoted, readName } from './names';
import type { Structure } from '../read/structure';
import { ExportDirectory } from '../read/layouts';

const DIRECTORY = '6.3.1 Export Directory Table';

const RULES = {
  'export-directory-in-section': [DIRECTORY, 'The export directory is in a section, all of it.'],
  'export-flags-reserved': [DIRECTORY, 'The export flags are reserved and zero.'],
  'export-dll-name-in-section': [DIRECTORY, 'The name of the DLL is in a section.'],
  'export-dll-name-is-text': [
    DIRECTORY,
    'The name of the DLL is ASCII, not empty, and ends with a NUL.',
  ],
  'export-ordinals-16-bit': [DIRECTORY, 'The highest ordinal has 16 bits.'],
  'export-address-table-in-section': ['6.3.2 Export Address Table', 'The table is in a section.'],
  'export-address-in-section': [
    '6.3.2 Export Address Table',
    'An exported address is in a section.',
  ],
  'export-forwarder-is-text': [
    '6.3.2 Export Address Table',
    'An address in the export directory is that of the text "DLL.name" or "DLL.#ordinal".',
  ],
  'export-name-table-in-section': ['6.3.3 Export Name Pointer Table', 'The table is in a section.'],
  'export-ordinal-table-in-section': ['6.3.4 Export Ordinal Table', 'The table is in a section.'],
  'export-ordinal-in-table': [
    '6.3.4 Export Ordinal Table',
    'An ordinal is an index of the export address table.',
  ],
  'export-name-has-address': [
    '6.3.4 Export Ordinal Table',
    'An ordinal that has a name has an address.',
  ],
  'export-name-in-section': ['6.3.5 Export Name Table', 'An exported name is in a section.'],
  'export-name-is-text': [
    '6.3.5 Export Name Table',
    'An exported name is ASCII, not empty, and ends with a NUL.',
  ],
  'export-names-sorted': [
    '6.3.3 Export Name Pointer Table',
    'Names are in ascending order of their bytes, none twice: the loader searches by halves.',
  ],
} as const;

type Check = DirectoryCheck<typeof RULES>;
type Exports = Structure<ExportDirectory>;

/** The export tables. */
export const EXPORTS = directoryArea(coff.DirectoryEntry.EXPORT, RULES, (check) => {
  const { memory, directory, rva, size, report } = check;
  const exports = memory.structure(ExportDirectory, rva, 'ExportDirectory');
  if (exports === null || size < ExportDirectory.FILE_SIZE) {
    const expected = `${ExportDirectory.FILE_SIZE} bytes or more, in a section`;
    report(
      'export-directory-in-section',
      directory.place('size'),
      `${size} at ${hex(rva)}`,
      expected,
    );
  }
  if (exports === null) return;
  const { export_flags, name_rva, ordinal_base, address_table_entries } = exports.value;
  if (export_flags !== 0) {
    report('export-flags-reserved', exports.place('export_flags'), hex(export_flags), '0');
  }
  readName(
    memory,
    name_rva,
    exports.place('name_rva'),
    nameReport(report, 'export-dll-name-in-section', 'export-dll-name-is-text'),
  );
  const highest = ordinal_base + address_table_entries - 1;
  if (highest > 0xffff) {
    report('export-ordinals-16-bit', exports.place('ordinal_base'), `${highest}`, '65535 or less');
  }
  checkAddresses(check, exports);
  checkNames(check, exports);
});

function checkAddresses(check: Check, exports: Exports): void {
  const { memory, rva: start, size, report } = check;
  const { export_address_table_rva: table, address_table_entries: count } = exports.value;
  if (count === 0) return;
  const tablePlace = exports.place('export_address_table_rva');
  if (memory.sectionAt(table, count * 4) === null) {
    const found = `${count} entries at ${hex(table)}`;
    report('export-address-table-in-section', tablePlace, found, 'a table in a section');
    return;
  }
  for (let i = 0; i < count; i += 1) {
    const address = memory.uint(table + i * 4, 4) ?? 0;
    // An ordinal that is not in use has no address.
    if (address === 0) continue;
    const place = { offset: memory.offsetOf(table + i * 4), field: `${tablePlace.field}[${i}]` };
    if (address >= start && address < start + size) {
      checkForwarder(check, address, place);
    } else if (memory.sectionAt(address) === null) {
      report('export-address-in-section', place, hex(address), 'an RVA in a section');
    }
  }
}

function checkForwarder(
  { memory, report }: Check,
  rva: number,
  place: { readonly offset: number; readonly field: string },
): void {
  const rule = 'export-forwarder-is-text';
  const text = readName(memory, rva, place, nameReport(report, rule, rule));
  if (text === null || /^.+\.(#\d+|[^#].*)$/.test(text)) return;
  const at = { offset: memory.offsetOf(rva), field: `${place.field} -> name` };
  report(rule, at, quoted(text), '"DLL.name" or "DLL.#ordinal"');
}

function checkNames(check: Check, exports: Exports): void {
  const { memory, report } = check;
  const { name_pointer_rva: names, ordinal_table_rva: ordinals } = exports.value;
  const { number_of_name_pointers: count } = exports.value;
  if (count === 0) return;
  const place = exports.place('name_pointer_rva');
  if (memory.sectionAt(names, count * 4) === null) {
    const found = `${count} entries at ${hex(names)}`;
    report('export-name-table-in-section', place, found, 'a table in a section');
    return;
  }
  let before: string | null = null;
  for (let i = 0; i < count; i += 1) {
    const at = { offset: memory.offsetOf(names + i * 4), field: `${place.field}[${i}]` };
    const name = readName(
      memory,
      memory.uint(names + i * 4, 4) ?? 0,
      at,
      nameReport(report, 'export-name-in-section', 'export-name-is-text'),
    );
    if (name !== null && before !== null && name <= before) {
      report('export-names-sorted', at, quoted(name), `a name behind ${quoted(before)}`);
    }
    before = name ?? before;
  }
  checkOrdinals(check, exports, ordinals, count);
}

function checkOrdinals(
  { memory, report }: Check,
  exports: Exports,
  table: number,
  count: number,
): void {
  const tablePlace = exports.place('ordinal_table_rva');
  if (memory.sectionAt(table, count * 2) === null) {
    const found = `${count} entries at ${hex(table)}`;
    report('export-ordinal-table-in-section', tablePlace, found, 'a table in a section');
    return;
  }
  const { address_table_entries, export_address_table_rva } = exports.value;
  for (let i = 0; i < count; i += 1) {
    const at = table + i * 2;
    const ordinal = memory.uint(at, 2) ?? 0;
    const place = { offset: memory.offsetOf(at), field: `${tablePlace.field}[${i}]` };
    if (ordinal < address_table_entries) {
      if (memory.uint(export_address_table_rva + ordinal * 4, 4) !== 0) continue;
      const expected = 'an ordinal with an address';
      report('export-name-has-address', place, `${ordinal}, whose address is 0`, expected);
      continue;
    }
    const expected = `below ${address_table_entries} (address_table_entries)`;
    report('export-ordinal-in-table', place, `${ordinal}`, expected);
  }
}
