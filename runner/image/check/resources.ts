import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from '../../text/numbers';
import { quoted } from './names';
import { printable } from '../../text/printable';
import type { Structure } from '../read/structure';
import { ResourceDataEntry, ResourceDirectoryEntry, ResourceDirectoryTable } from '../read/layouts';
import type { Place } from '../read/place';
import { broken, unusual } from './rule-table';

const TABLE = '6.9.1 Resource Directory Table';
const ENTRIES = '6.9.2 Resource Directory Entries';

const RULES = {
  'resource-table-in-directory': broken(
    TABLE,
    'A table and its entries are in the resource directory.',
    'pefile; FindResource reads outside of the directory',
  ),
  'resource-characteristics-reserved': unusual(
    TABLE,
    'Characteristics are reserved and zero.',
    'nobody: the field is not read',
  ),
  'resource-tree': unusual(
    ENTRIES,
    'Tables make up a tree: none is an entry of two tables, or of itself.',
    'nobody: FindResource goes down three levels',
  ),
  'resource-names-first': broken(
    TABLE,
    'Entries with a name come before those with an ID.',
    'FindResource does not find all resources: it searches by halves (Wine: find_entry_by_id)',
  ),
  'resource-entries-sorted': broken(
    TABLE,
    'IDs are in ascending order, and so are names; none is twice.',
    'FindResource does not find all resources: it searches by halves (Wine: find_entry_by_id)',
  ),
  'resource-name-in-directory': broken(
    '6.9.3 Resource Directory String',
    'A name is in the resource directory, as long as it says.',
    'pefile; FindResource reads outside of the directory',
  ),
  'resource-data-entry-in-directory': broken(
    '6.9.4 Resource Data Entry',
    'A data entry is in the resource directory.',
    'pefile; FindResource reads outside of the directory',
  ),
  'resource-data-entry-reserved': broken(
    '6.9.4 Resource Data Entry',
    'The last field is zero.',
    'nobody known, but the format says that it must be zero',
  ),
  'resource-data-in-section': broken(
    '6.9.4 Resource Data Entry',
    'The data is in a section.',
    'pefile; LoadResource returns an address outside of the image',
  ),
} as const;

type Check = DirectoryCheck<typeof RULES>;
type Entry = Structure<ReturnType<(typeof ResourceDirectoryEntry)['read']>>;

const HIGH_BIT = 0x8000_0000;

interface Link {
  /** Bytes from the start of the directory. */
  readonly offset: number;
  /** The field that leads there. */
  readonly place: Place;
}

/** The resource tree. */
export const RESOURCES = directoryArea(coff.DirectoryEntry.RESOURCE, RULES, (check) => {
  const seen = new Set([0]);
  const links: Link[] = [{ offset: 0, place: check.directory.place('virtual_address') }];
  for (let link = links.pop(); link !== undefined; link = links.pop()) {
    checkTable(check, link, (next) => {
      if (seen.has(next.offset)) {
        check.report('resource-tree', next.place, hex(next.offset), 'a table of its own');
        return;
      }
      seen.add(next.offset);
      links.push(next);
    });
  }
});

/** @param follow is told the tables that this one leads to */
function checkTable(check: Check, link: Link, follow: (link: Link) => void): void {
  const { reader, rva, report } = check;
  const { offset, place } = link;
  const name = `ResourceDirectoryTable(${hex(offset)})`;
  const isThere = isInside(check, offset, ResourceDirectoryTable.FILE_SIZE);
  const table = isThere ? reader.structure(ResourceDirectoryTable, rva + offset, name) : null;
  const { number_of_name_entries: names = 0, number_of_id_entries: ids = 0 } = table?.value ?? {};
  const entriesAt = offset + ResourceDirectoryTable.FILE_SIZE;
  if (
    table === null ||
    !isInside(check, entriesAt, (names + ids) * ResourceDirectoryEntry.FILE_SIZE)
  ) {
    const found = `${names + ids} entries at ${hex(offset)}`;
    report('resource-table-in-directory', place, found, `a table in ${hex(check.size)} bytes`);
    return;
  }
  const { characteristics } = table.value;
  if (characteristics !== 0) {
    const at = table.place('characteristics');
    report('resource-characteristics-reserved', at, hex(characteristics), '0');
  }
  let before: number | string | null = null;
  for (let i = 0; i < names + ids; i += 1) {
    const at = rva + entriesAt + i * ResourceDirectoryEntry.FILE_SIZE;
    const entry = reader.structure(ResourceDirectoryEntry, at, `${name}.entries[${i}]`);
    if (entry === null) break;
    const key = readKey(check, entry, i < names);
    checkOrder(check, entry, before, key);
    before = key ?? before;
    const to = entry.value.offset_to_data;
    const toPlace = entry.place('offset_to_data');
    if (to >= HIGH_BIT) follow({ offset: to - HIGH_BIT, place: toPlace });
    else checkData(check, { offset: to, place: toPlace });
  }
}

function checkOrder(
  { report }: Check,
  entry: Entry,
  before: number | string | null,
  key: number | string | null,
): void {
  if (before === null || key === null || typeof before !== typeof key || before < key) return;
  const place = entry.place('name_or_id');
  report('resource-entries-sorted', place, textOf(key), `an entry behind ${textOf(before)}`);
}

/** The ID or name of an entry; null if it cannot be told. */
function readKey(check: Check, entry: Entry, isNamed: boolean): number | string | null {
  const { reader, rva, report } = check;
  const { name_or_id } = entry.value;
  const place = entry.place('name_or_id');
  if (name_or_id >= HIGH_BIT !== isNamed) {
    report('resource-names-first', place, hex(name_or_id), isNamed ? 'a name' : 'an ID');
    return null;
  }
  if (!isNamed) return name_or_id;
  const offset = name_or_id - HIGH_BIT;
  const length = isInside(check, offset, 2) ? reader.uint(rva + offset, 2) : null;
  const isThere = length !== null && isInside(check, offset + 2, length * 2);
  const text = isThere ? reader.bytes(rva + offset + 2, length * 2) : null;
  if (text === null) {
    const found = length === null ? hex(offset) : `${length} characters at ${hex(offset)}`;
    report('resource-name-in-directory', place, found, `a name in ${hex(check.size)} bytes`);
    return null;
  }
  return Buffer.from(text).toString('utf16le');
}

function checkData(check: Check, { offset, place }: Link): void {
  const { memory, reader, rva, report } = check;
  const name = `ResourceDataEntry(${hex(offset)})`;
  const isThere = isInside(check, offset, ResourceDataEntry.FILE_SIZE);
  const data = isThere ? reader.structure(ResourceDataEntry, rva + offset, name) : null;
  if (data === null) {
    const expected = `a data entry in ${hex(check.size)} bytes`;
    report('resource-data-entry-in-directory', place, hex(offset), expected);
    return;
  }
  const { data_rva, size, reserved } = data.value;
  if (reserved !== 0) {
    report('resource-data-entry-reserved', data.place('reserved'), hex(reserved), '0');
  }
  if (memory.sectionAt(data_rva, size) !== null) return;
  const found = `${size} bytes at ${hex(data_rva)}`;
  report('resource-data-in-section', data.place('data_rva'), found, 'bytes in a section');
}

function isInside({ size }: Check, offset: number, length: number): boolean {
  return offset + length <= size;
}

function textOf(key: number | string): string {
  return typeof key === 'number' ? `ID ${key}` : quoted(printable(key));
}
