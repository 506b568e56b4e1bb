import { coff, type Machine } from '../../../reference';
import { writeArchive, type ArchiveMember } from './archive';
import { writeCoffObject, type CoffObject, type SectionToWrite } from './coff-object';

/** A function of a DLL, under the symbol that stands for it in objects. */
export interface LibraryFunction {
  readonly symbol: string;
  /** Without ".dll". */
  readonly libName: string;
  /** Whether the DLL's name of it ends before the symbol's first "@", rather than at its end. */
  readonly isUndecorated: boolean;
}

/**
 * An import library: a short import object for each function, and for each DLL the two objects
 * that the short ones leave to the library: GNU ld makes import tables of sections in the order
 * of their members' names; lld-link makes its own and leaves these two alone. A DLL that is named in
 * two spellings is one DLL, under its first name.
 *
 * PE Format, 8 Import Library Format.
 */
export function writeImportLibrary(
  machine: Machine,
  functions: readonly LibraryFunction[],
): Uint8Array {
  const byDll = new Map<string, [LibraryFunction, ...LibraryFunction[]]>();
  for (const one of functions) {
    const dll = one.libName.toLowerCase();
    const others = byDll.get(dll);
    if (others === undefined) byDll.set(dll, [one]);
    else others.push({ ...one, libName: others[0].libName });
  }
  const members = [...byDll.values()].flatMap((imported, index) => {
    const [{ libName }] = imported;
    const name = (part: string): string => `${String(index).padStart(8, '0')}.${part}`;
    return [
      objectMember(name('0'), importDescriptor(machine, libName)),
      ...imported.map((one) => shortImport(name('1'), machine, one)),
      objectMember(name('2'), nullThunks(machine, libName)),
    ];
  });
  return writeArchive(members);
}

const { ImportHeader, ImportNameType, ImportType } = coff;

/** What stands for a function: the linker makes thunk, table entries and name of it. */
function shortImport(
  name: string,
  machine: Machine,
  { symbol, libName, isUndecorated }: LibraryFunction,
): ArchiveMember {
  const strings = Buffer.from(`${symbol}\0${libName}.dll\0`);
  const bytes = new Uint8Array(ImportHeader.FILE_SIZE + strings.length);
  ImportHeader.write(bytes, 0, {
    sig1: coff.IMAGE.FILE.MACHINE.UNKNOWN,
    sig2: 0xffff,
    version: 0,
    machine: coff.IMAGE.FILE.MACHINE[machine],
    time_date_stamp: 0,
    size_of_data: strings.length,
    hint: 0,
    types: {
      type: ImportType.CODE,
      name_type: isUndecorated ? ImportNameType.NAME_UNDECORATE : ImportNameType.NAME_NOPREFIX,
      reserved: 0,
    },
  });
  bytes.set(strings, ImportHeader.FILE_SIZE);
  return { name, bytes, symbols: [symbol, `__imp_${symbol}`] };
}

function objectMember(name: string, object: CoffObject): ArchiveMember {
  const symbols = object.symbols.filter(({ section }) => section !== null);
  return { name, bytes: writeCoffObject(object), symbols: symbols.map((symbol) => symbol.name) };
}

const nullThunkSymbol = (libName: string): string => `\x7f${libName}_NULL_THUNK_DATA`;

const section = (
  name: string,
  alignment: number,
  bytes: Uint8Array,
  relocations: SectionToWrite['relocations'] = [],
): SectionToWrite => ({
  name,
  flags: { CNT_INITIALIZED_DATA: true, MEM_READ: true, MEM_WRITE: true },
  alignment,
  bytes,
  relocations,
});

/** Row of the import directory table, and where the DLL's two tables start. */
function importDescriptor(machine: Machine, libName: string): CoffObject {
  const { ImportDirectoryEntry } = coff;
  const pointerSize = pointerSizeOf(machine);
  const type = machine === 'AMD64' ? coff.IMAGE.REL.AMD64.ADDR32NB : coff.IMAGE.REL.I386.DIR32NB;
  const fields = ['import_lookup_table_rva', 'name_rva', 'import_address_table_rva'] as const;
  return {
    machine,
    sections: [
      section(
        '.idata$2',
        4,
        new Uint8Array(ImportDirectoryEntry.SIZE),
        fields.map((field, i) => ({
          offset: ImportDirectoryEntry.offsetOf(field),
          symbol: i + 1,
          type,
        })),
      ),
      section('.idata$4', pointerSize, new Uint8Array(0)),
      section('.idata$5', pointerSize, new Uint8Array(0)),
      section('.idata$7', 2, Buffer.from(`${libName}.dll\0`)),
    ],
    symbols: [
      // GNU ld has each short import ask for this symbol.
      { name: `__IMPORT_DESCRIPTOR_${libName}`, section: 0, isFunction: false },
      // What the fields refer to, in their order.
      { name: `__LOOKUP_TABLE_${libName}`, section: 1, isFunction: false },
      { name: `__DLL_NAME_${libName}`, section: 3, isFunction: false },
      { name: `__ADDRESS_TABLE_${libName}`, section: 2, isFunction: false },
      { name: nullThunkSymbol(libName), section: null, isFunction: false },
    ],
  };
}

/** The ends of the DLL's two tables. */
function nullThunks(machine: Machine, libName: string): CoffObject {
  const size = pointerSizeOf(machine);
  return {
    machine,
    sections: [
      section('.idata$4', size, new Uint8Array(size)),
      section('.idata$5', size, new Uint8Array(size)),
    ],
    symbols: [{ name: nullThunkSymbol(libName), section: 1, isFunction: false }],
  };
}

function pointerSizeOf(machine: Machine): 4 | 8 {
  return machine === 'AMD64' ? 8 : 4;
}
