import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from '../../text/numbers';
import { addressPlace, type ExportProblem, type ExportTable } from '../read/export-table';
import { ExportDirectory } from '../read/layouts';
import type { Place } from '../read/place';
import type { Structure } from '../read/structure';
import type { Text } from '../read/table-reader';
import { checkName, quoted } from './names';
import { broken, unusual, reportProblems, type RuleTable } from './rule-table';

const DIRECTORY = '6.3.1 Export Directory Table';

const RULES = {
  'export-directory-in-section': broken(
    DIRECTORY,
    'The export directory is in a section, all of it.',
    'GetProcAddress of Wine returns the text of a forwarder as code',
  ),
  'export-flags-reserved': broken(
    DIRECTORY,
    'The export flags are reserved and zero.',
    'nobody known, but the format says that it must be zero',
  ),
  'export-dll-name-in-section': unusual(
    DIRECTORY,
    'The name of the DLL is in a section.',
    'nobody: the loader does not read the name',
  ),
  'export-dll-name-is-text': unusual(
    DIRECTORY,
    'The name of the DLL is ASCII, not empty, and ends with a NUL.',
    'nobody: the loader does not read the name',
  ),
  'export-ordinals-16-bit': broken(
    DIRECTORY,
    'The highest ordinal has 16 bits.',
    'GetProcAddress of Wine does not find the export',
  ),
  'export-address-table-in-section': broken(
    '6.3.2 Export Address Table',
    'The table is in a section.',
    'pefile; GetProcAddress reads outside of the image',
  ),
  'export-address-in-section': broken(
    '6.3.2 Export Address Table',
    'An exported address is in a section.',
    'GetProcAddress of Wine returns an address outside of the sections',
  ),
  'export-forwarder-is-text': broken(
    '6.3.2 Export Address Table',
    'An address in the export directory is that of the text "DLL.name" or "DLL.#ordinal".',
    'GetProcAddress of Wine does not find the export',
  ),
  'export-name-table-in-section': broken(
    '6.3.3 Export Name Pointer Table',
    'The table is in a section.',
    'pefile; GetProcAddress reads outside of the image',
  ),
  'export-ordinal-table-in-section': broken(
    '6.3.4 Export Ordinal Table',
    'The table is in a section.',
    'pefile; GetProcAddress reads outside of the image',
  ),
  'export-ordinal-in-table': broken(
    '6.3.4 Export Ordinal Table',
    'An ordinal is an index of the export address table.',
    'GetProcAddress does not find the export (Wine: find_ordinal_export)',
  ),
  'export-name-has-address': unusual(
    '6.3.4 Export Ordinal Table',
    'An ordinal that has a name has an address.',
    'nobody: GetProcAddress does not find the export',
  ),
  'export-name-in-section': broken(
    '6.3.5 Export Name Table',
    'An exported name is in a section.',
    'GetProcAddress of Wine crashes',
  ),
  'export-name-is-text': unusual(
    '6.3.5 Export Name Table',
    'An exported name is UTF-8, not empty, and ends with a NUL.',
    'nobody: names are compared byte by byte, and linkers take all letters that objects have',
  ),
  'export-names-sorted': broken(
    '6.3.3 Export Name Pointer Table',
    'Names are in ascending order of their bytes, none twice: the loader searches by halves.',
    'GetProcAddress does not find all exports: it searches by halves (Wine: find_named_export)',
  ),
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
  const wrong = (...found: readonly [Place, string, string]): void => {
    report('export-name-is-text', ...found);
  };
  let before: Text | null = null;
  for (const { name, place, ordinalPlace, index } of names) {
    if (name !== null && checkName(name, memory, place, wrong, 'UTF-8') !== null) {
      // As text, names beyond the basic plane would be in another order.
      if (before !== null && Buffer.compare(name.bytes, before.bytes) <= 0) {
        report(
          'export-names-sorted',
          place,
          quoted(name.text),
          `a name behind ${quoted(before.text)}`,
        );
      }
      before = name;
    }
    if (index === null || addresses[index] !== 0) continue;
    const expected = 'an ordinal with an address';
    report('export-name-has-address', ordinalPlace, `${index}, whose address is 0`, expected);
  }
}
