import { coff } from '../../../reference';
import type { ImageEditor } from '../../image/check/image-editor';
import type { Fault } from './fault';

const { ImportDirectoryEntry } = coff;

/** File offset of a row of the import directory table; null without imports. */
function importRow(image: ImageEditor, index: number): number | null {
  const table = image.directory(coff.DirectoryEntry.IMPORT);
  return table === 0 ? null : image.at(table) + index * ImportDirectoryEntry.FILE_SIZE;
}

/** Does something to the first address table: at its file offset. */
const addressTable =
  (change: (image: ImageEditor, at: number) => void) =>
  (image: ImageEditor): void => {
    const row = importRow(image, 0);
    if (row === null) return;
    const table = image.getField(ImportDirectoryEntry, row, 'import_address_table_rva');
    change(image, image.at(Number(table)));
  };

/** Import tables, slots and thunks. */
export const IMPORT_FAULTS: readonly Fault[] = [
  {
    name: 'thunk-skipped',
    kind: 'imports',
    what: 'leads calls of imports to the slot, which is data',
    hooks: { field: ({ slot }) => (slot === null ? {} : { target: slot }) },
  },
  {
    name: 'wrong-slot',
    kind: 'imports',
    what: 'exchanges the first two functions of a DLL',
    hooks: {
      image: addressTable((image, at) => {
        const width = image.wordSize;
        const [first, second] = [image.get(at, width), image.get(at + width, width)];
        if (second === 0n) return;
        image.set(at, width, second);
        image.set(at + width, width, first);
        const row = importRow(image, 0) ?? 0;
        const lookup = image.getField(ImportDirectoryEntry, row, 'import_lookup_table_rva');
        image.set(image.at(Number(lookup)), width, second);
        image.set(image.at(Number(lookup)) + width, width, first);
      }),
    },
  },
  {
    name: 'new-import-missed',
    kind: 'imports',
    what: 'leaves functions out of the import tables that a later update needs first',
    hooks: { imports: (now, before) => (before.length === 0 ? now : before) },
  },
  {
    name: 'new-dll-missed',
    kind: 'imports',
    what: 'leaves a DLL out that a later update needs first',
    hooks: {
      imports: (now, before) =>
        before.length === 0 ? now : now.filter(({ dll }) => before.some((one) => one.dll === dll)),
    },
  },
  {
    name: 'import-kept',
    kind: 'imports',
    what: 'keeps imports that nothing refers to any more',
    hooks: {
      imports: (now, before) => {
        const gone = before.filter(
          (one) => !now.some(({ dll, name }) => dll === one.dll && name === one.name),
        );
        return [...now, ...gone];
      },
    },
  },
  {
    name: 'import-twice',
    kind: 'imports',
    what: 'lists a function twice',
    hooks: { imports: (now) => [...now, ...now.slice(0, 1)] },
  },
  {
    name: 'dll-per-spelling',
    kind: 'imports',
    what: 'takes a DLL for another one if its name is spelled in other letters',
    hooks: { dllSpelling: (libName) => libName },
  },
  {
    name: 'import-directory-unterminated',
    kind: 'imports',
    what: 'writes no empty row after the last DLL',
    hooks: {
      image: (image) => {
        const first = importRow(image, 0);
        if (first === null) return;
        const size = image.getDirectory(coff.DirectoryEntry.IMPORT, 'size');
        const rows = size / ImportDirectoryEntry.FILE_SIZE - 1;
        const end = first + rows * ImportDirectoryEntry.FILE_SIZE;
        for (let i = 0; i < ImportDirectoryEntry.FILE_SIZE; i += 1) image.set(end + i, 1, 0x55);
      },
    },
  },
  {
    name: 'address-table-unterminated',
    kind: 'imports',
    what: 'writes no zero after the slots of a DLL',
    hooks: {
      image: addressTable((image, at) => {
        let end = at;
        while (image.get(end, image.wordSize) !== 0n) end += image.wordSize;
        image.set(end, image.wordSize, image.get(at, image.wordSize));
      }),
    },
  },
  {
    name: 'lookup-and-address-differ',
    kind: 'imports',
    what: 'leaves a slot empty in the file that the lookup table has',
    hooks: {
      image: addressTable((image, at) => {
        image.set(at, image.wordSize, 0);
      }),
    },
  },
  {
    name: 'dll-name-cut',
    kind: 'imports',
    what: 'leaves the last letter of the name of a DLL out',
    hooks: {
      image: (image) => {
        const row = importRow(image, 0);
        if (row === null) return;
        const name = image.at(Number(image.getField(ImportDirectoryEntry, row, 'name_rva')));
        let end = name;
        while (image.get(end, 1) !== 0n) end += 1;
        image.set(end - 1, 1, 0);
      },
    },
  },
  {
    name: 'dll-name-doubled-suffix',
    kind: 'imports',
    what: 'appends ".dll" to a name that has it',
    hooks: { imports: (now) => now.map((one) => ({ ...one, dll: `${one.dll}.dll` })) },
  },
  {
    name: 'import-name-lower-case',
    kind: 'imports',
    what: 'writes names of functions in lower case',
    hooks: {
      image: addressTable((image, at) => {
        const hint = image.at(Number(image.get(at, 4)));
        const letter = image.get(hint + 2, 1);
        image.set(hint + 2, 1, letter | 0x20n);
      }),
    },
  },
  {
    name: 'import-size-zero',
    kind: 'imports',
    what: 'leaves the import directory out of the headers',
    hooks: {
      image: (image) => {
        if (image.directory(coff.DirectoryEntry.IMPORT) === 0) return;
        image.setDirectory(coff.DirectoryEntry.IMPORT, 'virtual_address', 0);
        image.setDirectory(coff.DirectoryEntry.IMPORT, 'size', 0);
      },
    },
  },
];
