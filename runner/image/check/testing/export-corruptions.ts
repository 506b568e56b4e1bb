import { coff } from '../../../../reference';
import { ExportDirectory } from '../../read/layouts';
import { corruptions, type Corruption } from './corruption';
import type { ImageEditor } from '../image-editor';

const { DirectoryEntry } = coff;
const NOWHERE = 0x7fff0000;

/** Sets a field of the export directory. */
function directory(field: string, value: number): Corruption['corrupt'] {
  return (image) => {
    image.setField(ExportDirectory, directoryAt(image), field, value);
  };
}

/** Sets a row of one of the tables. */
function row(table: string, size: 2 | 4, number: number, value: number): Corruption['corrupt'] {
  return (image) => {
    image.set(tableAt(image, table) + number * size, size, value);
  };
}

function directoryAt(image: ImageEditor): number {
  return image.at(image.directory(DirectoryEntry.EXPORT));
}

/** File offset of what a field of the export directory leads to. */
function tableAt(image: ImageEditor, field: string): number {
  return image.at(Number(image.getField(ExportDirectory, directoryAt(image), field)));
}

/** File offset of what a row of addresses leads to. */
function targetAt(image: ImageEditor, table: string, number: number): number {
  return image.at(Number(image.get(tableAt(image, table) + number * 4, 4)));
}

const ADDRESSES = 'export_address_table_rva';
const NAMES = 'name_pointer_rva';
const ORDINALS = 'ordinal_table_rva';
/** Index of the address that is a forwarder. */
const FORWARDER = 6;

/** Exports. */
export const EXPORT_CORRUPTIONS: readonly Corruption[] = corruptions(
  ['features.dll'],
  [
    [
      'export-directory-in-section',
      'an export directory of 39 bytes',
      (image) => {
        image.setDirectory(DirectoryEntry.EXPORT, 'size', 39);
      },
    ],
    ['export-flags-reserved', 'export flags', directory('export_flags', 1)],
    ['export-dll-name-in-section', 'the name of the DLL nowhere', directory('name_rva', NOWHERE)],
    [
      'export-dll-name-is-text',
      'an empty name of the DLL',
      (image) => {
        image.bytes[tableAt(image, 'name_rva')] = 0;
      },
    ],
    ['export-ordinals-16-bit', 'ordinals above 65535', directory('ordinal_base', 65530)],
    ['export-address-table-in-section', 'an address table nowhere', directory(ADDRESSES, NOWHERE)],
    [
      'export-address-table-in-section',
      '2^32 - 1 addresses',
      directory('address_table_entries', 0xffffffff),
    ],
    ['export-address-in-section', 'an address beyond the image', row(ADDRESSES, 4, 3, NOWHERE)],
    ['export-address-in-section', 'an address in the headers', row(ADDRESSES, 4, 3, 0x40)],
    [
      'export-forwarder-is-text',
      'a forwarder without a function',
      (image) => {
        image.bytes[targetAt(image, ADDRESSES, FORWARDER) + 'kernel32.'.length] = 0;
      },
    ],
    [
      'export-forwarder-is-text',
      'a forwarder without a point',
      (image) => {
        image.bytes[targetAt(image, ADDRESSES, FORWARDER) + 'kernel32'.length] = 0x5f;
      },
    ],
    [
      'export-forwarder-is-text',
      'a forwarder that is no text',
      (image) => {
        image.bytes[targetAt(image, ADDRESSES, FORWARDER)] = 1;
      },
    ],
    ['export-name-table-in-section', 'a name table nowhere', directory(NAMES, NOWHERE)],
    [
      'export-name-table-in-section',
      '2^32 - 1 names',
      directory('number_of_name_pointers', 0xffffffff),
    ],
    ['export-ordinal-table-in-section', 'an ordinal table nowhere', directory(ORDINALS, NOWHERE)],
    ['export-name-has-address', 'a name of an ordinal that is not in use', row(ORDINALS, 2, 0, 4)],
    ['export-ordinal-in-table', 'an ordinal past its table', row(ORDINALS, 2, 0, 9)],
    ['export-ordinal-in-table', 'ordinal 65535', row(ORDINALS, 2, 1, 0xffff)],
    ['export-name-in-section', 'a name nowhere', row(NAMES, 4, 0, NOWHERE)],
    [
      'export-name-is-text',
      'an empty name',
      (image) => {
        image.bytes[targetAt(image, NAMES, 0)] = 0;
      },
    ],
    [
      'export-name-is-text',
      'a name that is no UTF-8',
      (image) => {
        image.bytes[targetAt(image, NAMES, 1) + 1] = 0xff;
      },
    ],
    [
      'export-names-sorted',
      'a name out of order',
      (image) => {
        image.bytes[targetAt(image, NAMES, 0)] = 0x7a;
      },
    ],
    [
      'export-names-sorted',
      'a name twice',
      (image) => {
        const names = tableAt(image, NAMES);
        image.bytes.copyWithin(names + 4, names, names + 4);
      },
    ],
  ],
);
