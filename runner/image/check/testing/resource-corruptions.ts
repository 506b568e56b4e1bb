import { coff } from '../../../../reference';
import {
  ResourceDataEntry,
  ResourceDirectoryEntry,
  ResourceDirectoryTable,
} from '../../read/layouts';
import { corruptions, type Corruption } from './corruption';
import type { ImageEditor } from '../image-editor';

const { RESOURCE } = coff.DirectoryEntry;
const HIGH_BIT = 0x80000000;

/** File offset of the directory, whose first table has one entry: the type. */
function rootAt(image: ImageEditor): number {
  return image.at(image.directory(RESOURCE));
}

/** File offset of what an entry leads to. */
function targetAt(image: ImageEditor, entry: number): number {
  const offset = image.getField(ResourceDirectoryEntry, entry, 'offset_to_data');
  return rootAt(image) + (Number(offset) & 0x7fffffff);
}

/** File offset of an entry of a table. */
function entryAt(table: number, number: number): number {
  return table + ResourceDirectoryTable.FILE_SIZE + number * ResourceDirectoryEntry.FILE_SIZE;
}

/** File offset of the table of names: two with a name, two with an ID. */
function namesAt(image: ImageEditor): number {
  return targetAt(image, entryAt(rootAt(image), 0));
}

/** File offset of the data entry of the first resource. */
function dataAt(image: ImageEditor): number {
  const languages = targetAt(image, entryAt(namesAt(image), 0));
  return targetAt(image, entryAt(languages, 0));
}

/** Sets a field of an entry of the table of names. */
function entry(number: number, field: string, value: number): Corruption['corrupt'] {
  return (image) => {
    image.setField(ResourceDirectoryEntry, entryAt(namesAt(image), number), field, value);
  };
}

function data(field: string, value: number): Corruption['corrupt'] {
  return (image) => {
    image.setField(ResourceDataEntry, dataAt(image), field, value);
  };
}

function root(field: string, value: number): Corruption['corrupt'] {
  return (image) => {
    image.setField(ResourceDirectoryTable, rootAt(image), field, value);
  };
}

/** Lets the second name of a resource go so many characters beyond the end of the directory. */
export function nameUpToTheEnd(beyond: number): Corruption['corrupt'] {
  return (image) => {
    const at = entryAt(namesAt(image), 1);
    const name = Number(image.getField(ResourceDirectoryEntry, at, 'name_or_id')) - HIGH_BIT;
    const left = image.getDirectory(RESOURCE, 'size') - name - 2;
    image.set(rootAt(image) + name, 2, Math.floor(left / 2) + beyond);
  };
}

/** Resources. */
export const RESOURCE_CORRUPTIONS: readonly Corruption[] = corruptions(
  ['features.dll'],
  [
    ['resource-table-in-directory', '65535 entries', root('number_of_id_entries', 0xffff)],
    ['resource-table-in-directory', 'a table nowhere', entry(0, 'offset_to_data', 0xffffffff)],
    ['resource-characteristics-reserved', 'characteristics', root('characteristics', 1)],
    ['resource-tree', 'a table that is an entry of itself', entry(0, 'offset_to_data', HIGH_BIT)],
    ['resource-names-first', 'an ID among the names', entry(0, 'name_or_id', 7)],
    ['resource-names-first', 'a name among the IDs', entry(2, 'name_or_id', HIGH_BIT)],
    ['resource-entries-sorted', 'an ID twice', entry(3, 'name_or_id', 1)],
    [
      'resource-entries-sorted',
      'names in descending order',
      (image) => {
        const first = entryAt(namesAt(image), 0);
        const names = image.getField(ResourceDirectoryEntry, first, 'name_or_id');
        image.set(rootAt(image) + (Number(names) & 0x7fffffff) + 2, 2, 0x5a);
      },
    ],
    ['resource-name-in-directory', 'a name nowhere', entry(0, 'name_or_id', 0xffffff00)],
    ['resource-name-in-directory', 'a name a character too long', nameUpToTheEnd(1)],
    [
      'resource-name-in-directory',
      'a name of 65535 characters',
      (image) => {
        const names = image.getField(
          ResourceDirectoryEntry,
          entryAt(namesAt(image), 0),
          'name_or_id',
        );
        image.set(rootAt(image) + (Number(names) & 0x7fffffff), 2, 0xffff);
      },
    ],
    [
      'resource-data-entry-in-directory',
      'a data entry nowhere',
      entry(0, 'offset_to_data', 0x7fffffff),
    ],
    ['resource-data-entry-reserved', 'the last field of a data entry', data('reserved', 1)],
    ['resource-data-in-section', 'data at an offset instead of an RVA', data('data_rva', 0x100)],
    ['resource-data-in-section', '2^32 - 1 bytes of data', data('size', 0xffffffff)],
  ],
);
