import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from '../../text/numbers';
import { addressPlace, type ExportProblem, type ExportTable } from '../read/export-table';
import { ExportDirectory } from '../read/layouts';
import type { Structure } from '../read/structure';
import { checkName, quoted } from './names';
import { reportProblems, type RuleTable } from './rule-table';

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
} as const satisfies RuleTable &
  Readonly<Record<Exclude<ExportProblem, 'tables-fit-file'>, RuleTable[string]>>;

type Check = DirectoryCheck<typeof RULES>;
type Directory = Structure<ExportDirectory>;

/** The export tables. */
export const EXPORTS = directoryArea(coff.DirectoryEntry.EXPORT, RULES, (check) => {
  const { memory, image, directory: entry, rva, size, report } = check;
  const { exports: table } = image.image;
  if (table === null) return;
  const { directory } = table;
  reportProblems(table.problems, report);
  if (directory === null) return;
  if (size < ExportDirectory.FILE_SIZE) {
    const expected = `${ExportDirectory.FILE_SIZE} bytes or more, in a section`;
    report('export-directory-in-section', entry.place('size'), `${size} at ${hex(rva)}`, expected);
  }
  const { export_flags, ordinal_base, address_table_entries } = directory.value;
  if (export_flags !== 0) {
    report('export-flags-reserved', directory.place('export_flags'), hex(export_flags), '0');
  }
  checkName(table.dllName, memory, directory.place('name_rva'), (...found) => {
    report('export-dll-name-is-text', ...found);
  });
  const highest = ordinal_base + address_table_entries - 1;
  if (highest > 0xffff) {
    const place = directory.place('ordinal_base');
    report('export-ordinals-16-bit', place, `${highest}`, '65535 or less');
  }
  checkAddresses(check, table, directory);
  checkNames(check, table);
});

function checkAddresses(check: Check, table: ExportTable, directory: Directory): void {
  const { memory, reader, report } = check;
  for (const [i, rva] of table.addresses.entries()) {
    // An ordinal that is not in use has no address.
    if (rva === 0 || table.forwarders.has(i) || memory.sectionAt(rva) !== null) continue;
    const place = addressPlace(reader, directory, i);
    report('export-address-in-section', place, hex(rva), 'an RVA in a section');
  }
  for (const [i, forwarder] of table.forwarders) {
    const place = addressPlace(reader, directory, i);
    const text = checkName(forwarder, memory, place, (...found) => {
      report('export-forwarder-is-text', ...found);
    });
    if (text === null || /^.+\.(#\d+|[^#].*)$/.test(text)) continue;
    const at = { offset: memory.offsetOf(forwarder?.rva ?? 0), field: `${place.field} -> name` };
    report('export-forwarder-is-text', at, quoted(text), '"DLL.name" or "DLL.#ordinal"');
  }
}

function checkNames({ memory, report }: Check, { names, addresses }: ExportTable): void {
  let before: string | null = null;
  for (const { name: text, place, ordinalPlace, index } of names) {
    const name = checkName(text, memory, place, (...found) => {
      report('export-name-is-text', ...found);
    });
    if (name !== null && before !== null && name <= before) {
      report('export-names-sorted', place, quoted(name), `a name behind ${quoted(before)}`);
    }
    before = name ?? before;
    if (index === null || addresses[index] !== 0) continue;
    const expected = 'an ordinal with an address';
    report('export-name-has-address', ordinalPlace, `${index}, whose address is 0`, expected);
  }
}
