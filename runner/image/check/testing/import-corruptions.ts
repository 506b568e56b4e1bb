import { coff } from '../../../../reference';
import { DelayLoadDescriptor } from '../../read/layouts';
import { corruptions, type Corruption } from './corruption';
import type { ImageEditor } from '../image-editor';

const { DirectoryEntry, ImportDirectoryEntry } = coff;
const NOWHERE = 0x7fff0000;

type Layout = Parameters<ImageEditor['setField']>[0];

/** The first row of a table of DLLs. */
class FirstDll {
  readonly #offset: number;

  constructor(
    readonly image: ImageEditor,
    directory: coff.DirectoryEntry,
    readonly layout: Layout,
  ) {
    this.#offset = image.at(image.directory(directory));
  }

  get(field: string): number {
    return Number(this.image.getField(this.layout, this.#offset, field));
  }

  set(field: string, value: number): void {
    this.image.setField(this.layout, this.#offset, field, value);
  }

  /** File offset of what a field leads to. */
  at(field: string): number {
    return this.image.at(this.get(field));
  }
}

function dll(corrupt: (dll: FirstDll, image: ImageEditor) => void): Corruption['corrupt'] {
  return (image) => {
    corrupt(new FirstDll(image, DirectoryEntry.IMPORT, ImportDirectoryEntry), image);
  };
}

function delayed(corrupt: (dll: FirstDll, image: ImageEditor) => void): Corruption['corrupt'] {
  return (image) => {
    corrupt(new FirstDll(image, DirectoryEntry.DELAY_IMPORT, DelayLoadDescriptor), image);
  };
}

/** File offset of the hint and name of the first import. */
function firstName({ image, at }: { image: ImageEditor; at: number }): number {
  return image.at(Number(image.get(at, image.wordSize)));
}

const LOOKUP = 'import_lookup_table_rva';
const ADDRESSES = 'import_address_table_rva';
const NAMES = 'import_name_table_rva';

/** Imports and delay-load imports. */
export const IMPORT_CORRUPTIONS: readonly Corruption[] = [
  ...corruptions(
    ['golden'],
    [['tables-fit-file', 'DLLs and functions that share one table and name', shareTables]],
  ),
  ...corruptions(
    ['golden', 'features.dll', 'program.exe'],
    [
      [
        'import-directory-terminated',
        'a table of DLLs without an end',
        (image) => {
          const rva = image.fillLastPage() - ImportDirectoryEntry.FILE_SIZE;
          image.setDirectory(DirectoryEntry.IMPORT, 'virtual_address', rva);
        },
      ],
      [
        'import-time-stamp',
        'a time stamp of imports that are not bound',
        dll((row) => {
          row.set('time_date_stamp', 1);
        }),
      ],
      [
        'import-directory-size',
        'an import directory of 8 bytes',
        (image) => {
          image.setDirectory(DirectoryEntry.IMPORT, 'size', 8);
        },
      ],
      [
        'import-directory-size',
        'an import directory of 19 bytes',
        (image) => {
          image.setDirectory(DirectoryEntry.IMPORT, 'size', 19);
        },
      ],
      [
        'import-dll-name-in-section',
        'the name of a DLL nowhere',
        dll((row) => {
          row.set('name_rva', NOWHERE);
        }),
      ],
      [
        'import-dll-name-in-section',
        'a DLL without a name',
        dll((row) => {
          row.set('name_rva', NOWHERE);
        }),
      ],
      [
        'import-terminator-zero',
        'a row that ends the table by its name alone',
        dll((row) => {
          row.set('name_rva', 0);
        }),
      ],
      [
        'import-dll-name-is-text',
        'an empty name of a DLL',
        dll((row, image) => {
          image.bytes[row.at('name_rva')] = 0;
        }),
      ],
      [
        'import-dll-name-is-text',
        'a name of a DLL in UTF-8 that is no ASCII',
        dll((row, image) => {
          image.set(row.at('name_rva'), 2, 0xa9c3);
        }),
      ],
      [
        'import-lookup-table-in-section',
        'a lookup table nowhere',
        dll((row) => {
          row.set(LOOKUP, NOWHERE);
        }),
      ],
      [
        'import-lookup-table-in-section',
        'a lookup table without an end',
        dll((row, image) => {
          row.set(LOOKUP, image.fillLastPage() - image.wordSize);
        }),
      ],
      [
        'import-lookup-reserved-bits',
        'an ordinal of more than 16 bits',
        dll((row, image) => {
          image.set(
            row.at(LOOKUP),
            image.wordSize,
            (1n << BigInt(image.wordSize * 8 - 1)) | 0x10001n,
          );
        }),
      ],
      [
        'import-hint-name-in-section',
        'the name of a function nowhere',
        dll((row, image) => {
          image.set(row.at(LOOKUP), image.wordSize, NOWHERE);
        }),
      ],
      [
        'import-hint-name-aligned',
        'a hint at an odd address',
        dll((row, image) => {
          image.set(row.at(LOOKUP), 1, image.get(row.at(LOOKUP), 1) | 1n);
        }),
      ],
      [
        'import-name-is-text',
        'an empty name of a function',
        dll((row, image) => {
          image.bytes[firstName({ image, at: row.at(LOOKUP) }) + 2] = 0;
        }),
      ],
      [
        'import-name-is-text',
        'a name of a function with a line feed',
        dll((row, image) => {
          image.bytes[firstName({ image, at: row.at(LOOKUP) }) + 3] = 0x0a;
        }),
      ],
      [
        'import-name-is-text',
        'a name of a function in Latin-1',
        dll((row, image) => {
          image.bytes[firstName({ image, at: row.at(LOOKUP) }) + 3] = 0xe9;
        }),
      ],
      [
        'import-address-table-in-section',
        'an address table nowhere',
        dll((row) => {
          row.set(ADDRESSES, NOWHERE);
        }),
      ],
      [
        'import-address-table-in-section',
        'no address table',
        dll((row) => {
          row.set(ADDRESSES, NOWHERE);
        }),
      ],
      [
        'import-terminator-zero',
        'a row that ends the table by its address table alone',
        dll((row) => {
          row.set(ADDRESSES, 0);
        }),
      ],
      [
        'import-address-table-agrees',
        'an address that is no name',
        dll((row, image) => {
          image.set(row.at(ADDRESSES), 4, 0x1234);
        }),
      ],
      [
        'import-address-table-agrees',
        'an address table that ends early',
        dll((row, image) => {
          image.set(row.at(ADDRESSES), image.wordSize, 0);
        }),
      ],
      [
        'import-address-table-terminated',
        'an address table without an end',
        dll((row, image) => {
          let end = row.at(ADDRESSES);
          while (image.get(end, image.wordSize) !== 0n) end += image.wordSize;
          image.set(end, 4, 0x2000);
        }),
      ],
      [
        'import-address-table-terminated',
        'a lookup table that ends early',
        dll((row, image) => {
          image.set(row.at(LOOKUP), image.wordSize, 0);
        }),
      ],
    ],
  ),
  ...corruptions(
    ['golden', 'features.dll'],
    [
      [
        'import-lookup-reserved-bits',
        'an RVA of more than 31 bits',
        dll((row, image) => {
          image.set(row.at(LOOKUP) + 7, 1, 0x40);
        }),
      ],
    ],
  ),
  ...corruptions(
    ['features.dll', 'program.exe'],
    [
      [
        'import-address-table-in-directory',
        'a directory of address tables of 0 bytes',
        (image) => {
          image.setDirectory(DirectoryEntry.IAT, 'size', 0);
        },
      ],
      [
        'import-address-table-in-directory',
        'a directory of address tables elsewhere',
        (image) => {
          image.setDirectory(
            DirectoryEntry.IAT,
            'virtual_address',
            image.getSection('.data', 'virtual_address'),
          );
        },
      ],
    ],
  ),
  ...corruptions(
    ['features.dll'],
    [
      [
        'delay-import-directory-terminated',
        'a table of delay-loaded DLLs without an end',
        (image) => {
          const rva = image.fillLastPage() - DelayLoadDescriptor.FILE_SIZE;
          image.setDirectory(DirectoryEntry.DELAY_IMPORT, 'virtual_address', rva);
        },
      ],
      [
        'delay-import-terminator-zero',
        'a row that ends the table of delay-loaded DLLs, with attributes',
        (image) => {
          const rows = image.at(image.directory(DirectoryEntry.DELAY_IMPORT));
          const last = rows + DelayLoadDescriptor.FILE_SIZE;
          image.setField(DelayLoadDescriptor, last, 'attributes', 1);
        },
      ],
      [
        'delay-import-terminator-zero',
        'a row that ends the table of delay-loaded DLLs, with a name and no address table',
        (image) => {
          const rows = image.at(image.directory(DirectoryEntry.DELAY_IMPORT));
          const last = rows + DelayLoadDescriptor.FILE_SIZE;
          image.setField(DelayLoadDescriptor, last, 'name_rva', 0x5555);
        },
      ],
      [
        'delay-import-directory-size',
        'a delay-load directory of 8 bytes',
        (image) => {
          image.setDirectory(DirectoryEntry.DELAY_IMPORT, 'size', 8);
        },
      ],
      [
        'delay-import-attributes',
        'attributes 0 in PE32+',
        delayed((row) => {
          row.set('attributes', 0);
        }),
      ],
      [
        'delay-import-attributes',
        'attributes 3',
        delayed((row) => {
          row.set('attributes', 3);
        }),
      ],
      [
        'delay-import-dll-name-in-section',
        'the name of a delay-loaded DLL nowhere',
        delayed((row) => {
          row.set('name_rva', NOWHERE);
        }),
      ],
      [
        'delay-import-dll-name-is-text',
        'an empty name of a delay-loaded DLL',
        delayed((row, image) => {
          image.bytes[row.at('name_rva')] = 0;
        }),
      ],
      [
        'delay-import-module-handle-in-section',
        'a module handle nowhere',
        delayed((row) => {
          row.set('module_handle_rva', 0);
        }),
      ],
      [
        'delay-import-address-table-in-section',
        'a delay-load address table nowhere',
        delayed((row) => {
          row.set(ADDRESSES, NOWHERE);
        }),
      ],
      [
        'delay-import-address-in-section',
        'a delay-load address in data',
        delayed((row, image) => {
          image.set(row.at(ADDRESSES), 8, 0x180003000n);
        }),
      ],
      [
        'delay-import-optional-table-in-section',
        'a bound table nowhere',
        delayed((row) => {
          row.set('bound_import_address_table_rva', NOWHERE);
        }),
      ],
      [
        'import-lookup-table-in-section',
        'a delay-load name table nowhere',
        delayed((row) => {
          row.set(NAMES, NOWHERE);
        }),
      ],
      [
        'import-name-is-text',
        'an empty name of a delay-loaded function',
        delayed((row, image) => {
          image.bytes[firstName({ image, at: row.at(NAMES) }) + 2] = 0;
        }),
      ],
    ],
  ),
];

/** Fifty DLLs that share a table of a hundred functions, which share a name of 1,500 bytes. */
function shareTables(image: ImageEditor): void {
  const start = image.directory(DirectoryEntry.IMPORT);
  const table = start + 51 * ImportDirectoryEntry.FILE_SIZE;
  const name = table + 101 * image.wordSize;
  image.bytes.fill(0, image.at(start), image.endAt(start));
  for (let i = 0; i < 50; i += 1) {
    const offset = image.at(start) + i * ImportDirectoryEntry.FILE_SIZE;
    image.setField(ImportDirectoryEntry, offset, LOOKUP, table);
    image.setField(ImportDirectoryEntry, offset, ADDRESSES, table);
    image.setField(ImportDirectoryEntry, offset, 'name_rva', name + 2);
  }
  for (let i = 0; i < 100; i += 1) {
    image.set(image.at(table) + i * image.wordSize, image.wordSize, name);
  }
  image.bytes.fill(0x61, image.at(name), image.at(name) + 1500);
}
