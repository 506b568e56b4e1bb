import type { SymbolAddress } from '../../../image/linked-image';
import { coff } from '../../../../reference';
import { ImageEditor } from '../../../image/check/image-editor';
import { ExportDirectory } from '../../../image/read/layouts';
import type { ProgramState } from '../../../case/program/program-state';
import { scriptLines } from '../../../testing/script-lines';
import { linkScript } from './script-meaning';

const rva = (nav: string, addend: number, offset: number): object => ({
  reloc: { nav },
  type: 'ADDR32NB',
  addend,
  offset,
});
const call = (target: object): readonly (object | string)[] => [
  'e800000000',
  { reloc: target, type: 'REL32' },
];

const TABLE_SIZE = ExportDirectory.FILE_SIZE;
/** The export tables, one after the other: directory, addresses, names, ordinals, texts. */
const EXPORT_TABLES = { addresses: TABLE_SIZE, names: TABLE_SIZE + 4, ordinals: TABLE_SIZE + 8 };
const EXPORT_TEXT = TABLE_SIZE + 12;

/** One exported name, "op", the function `callee`. */
function exportTables(): readonly (object | string)[] {
  const directory = new Uint8Array(TABLE_SIZE);
  ExportDirectory.write(directory, 0, {
    export_flags: 0,
    time_date_stamp: 0,
    major_version: 0,
    minor_version: 0,
    name_rva: 0,
    ordinal_base: 1,
    address_table_entries: 1,
    number_of_name_pointers: 1,
    export_address_table_rva: 0,
    name_pointer_rva: 0,
    ordinal_table_rva: 0,
  });
  const at = (field: keyof ExportDirectory): number => ExportDirectory.offsetOf(field);
  return [
    Buffer.from(directory).toString('hex'),
    '0000000000000000',
    '00000000',
    Buffer.from('op\0').toString('hex'),
    rva('exports', EXPORT_TEXT, at('name_rva')),
    rva('exports', EXPORT_TABLES.addresses, at('export_address_table_rva')),
    rva('exports', EXPORT_TABLES.names, at('name_pointer_rva')),
    rva('exports', EXPORT_TABLES.ordinals, at('ordinal_table_rva')),
    rva('callee', 0, EXPORT_TABLES.addresses),
    rva('exports', EXPORT_TEXT, EXPORT_TABLES.names),
  ];
}

/** Two pointers of `data` as base relocations of the type DIR64. */
const BASE_RELOCATIONS = [
  '000000000c000000',
  rva('data', 0, 0),
  Buffer.from([0x00, 0xa0, 0x08, 0xa0]).toString('hex'),
];

const updateFunc = (nav: string, content: readonly unknown[]): object => ({
  op: 'updateFunc',
  nav,
  type: 'fn () void',
  content,
});
const updateNav = (nav: string, content: readonly unknown[]): object => ({
  op: 'updateNav',
  nav,
  type: '[]u8',
  align: 8,
  content,
});

/** A DLL that uses all that a link script can say. */
const SCRIPT = scriptLines(
  { linkScript: 1, options: { outputMode: 'Lib', linkMode: 'dynamic' } },
  { op: 'defineUav', id: 'text', type: '[3]u8', value: '"hi"', align: 8, content: ['686900'] },
  { op: 'defineLazy', kind: 'code', type: 'E', content: ['c3'] },
  updateFunc('callee', ['c3']),
  updateFunc('twin a', ['cccccccccccccccc']),
  updateFunc('twin b', ['cccccccccccccccc']),
  updateNav('data', [{ ptr: { uav: 'text' }, addend: 1 }, { ptr: { nav: 'callee' } }]),
  updateNav('exports', exportTables()),
  updateNav('relocations', BASE_RELOCATIONS),
  updateFunc('main', [
    ...call({ global: ['ExitProcess', 'kernel32'] }),
    ...call({ global: ['MessageBoxA', 'user32'] }),
    ...call({ nav: 'callee' }),
    ...call({ lazy: ['code', 'E'] }),
    ...call({ global: ['op', null] }),
    '488d0d00000000',
    { reloc: { uav: 'text' }, type: 'REL32' },
    '488d0500000000',
    { reloc: { global: ['MessageBoxA', 'user32'] }, type: 'REL32' },
  ]),
  { op: 'updateExports', exported: { nav: 'callee' }, names: ['op'] },
  { op: 'updateExports', exported: { nav: 'main' }, names: ['_DllMainCRTStartup'] },
  { op: 'flush' },
  { op: 'snapshot' },
);

/** Where `main` refers to what, in bytes from its start. */
export const MAIN_FIELDS = {
  exitProcess: 1,
  messageBox: 6,
  callee: 11,
  lazy: 16,
  op: 21,
  text: 28,
  messageBoxAddress: 35,
} as const;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** An image that is all that was asked for, to be broken; and its symbol map. */
export class GoodImage {
  readonly editor: ImageEditor;
  readonly program: ProgramState;
  symbols: Writable<SymbolAddress>[];

  constructor() {
    const { program, image, symbols } = linkScript(SCRIPT);
    this.program = program;
    this.symbols = symbols.map((symbol) => ({ ...symbol }));
    this.editor = new ImageEditor(image);
    // What the reference linker leaves out of a DLL.
    this.editor.setOptional('address_of_entry_point', this.rva('main'));
    this.#setDirectory(coff.DirectoryEntry.EXPORT, 'exports');
    this.#setDirectory(coff.DirectoryEntry.BASERELOC, 'relocations');
    const flags = coff.Header.Flags.fromInt(this.editor.getHeader('flags'));
    const movable = coff.Header.Flags.toInt({ ...flags, RELOCS_STRIPPED: false });
    this.editor.setHeader('flags', movable);
  }

  /** The entry of the symbol map of a nav. */
  address(nav: string): Writable<SymbolAddress> {
    const found = this.symbols.find(({ symbol }) => 'nav' in symbol && symbol.nav === nav);
    if (found === undefined) throw new Error(`no nav ${nav}`);
    return found;
  }

  rva(nav: string): number {
    return this.address(nav).rva;
  }

  /** File offset of a byte of a nav. */
  at(nav: string, offset = 0): number {
    return this.editor.at(this.rva(nav) + offset);
  }

  /** Adds to the 4 bytes of a field. */
  shift(nav: string, offset: number, by: number): void {
    const at = this.at(nav, offset);
    this.editor.set(at, 4, this.editor.get(at, 4) + BigInt(by));
  }

  /** File offset of a row of the import directory table. */
  importRow(index: number): number {
    const table = this.editor.directory(coff.DirectoryEntry.IMPORT);
    return this.editor.at(table) + index * coff.ImportDirectoryEntry.FILE_SIZE;
  }

  getImport(index: number, field: keyof coff.ImportDirectoryEntry): number {
    const layout = coff.ImportDirectoryEntry;
    return Number(this.editor.getField(layout, this.importRow(index), field));
  }

  setImport(index: number, field: keyof coff.ImportDirectoryEntry, value: number): void {
    this.editor.setField(coff.ImportDirectoryEntry, this.importRow(index), field, value);
  }

  /** RVA of the thunk of an import. */
  thunk(name: string): number {
    const found = this.symbols.find(
      ({ symbol }) => 'global' in symbol && symbol.global[0] === name,
    );
    if (found === undefined) throw new Error(`no import ${name}`);
    return found.rva;
  }

  /** Makes a call of `main` lead somewhere else. */
  aim(offset: number, target: number): void {
    const distance = target - (this.rva('main') + offset + 4);
    this.editor.set(this.at('main', offset), 4, BigInt.asUintN(32, BigInt(distance)));
  }

  #setDirectory(directory: coff.DirectoryEntry, nav: string): void {
    const { rva: start, size } = this.address(nav);
    this.editor.setDirectory(directory, 'virtual_address', start);
    this.editor.setDirectory(directory, 'size', size);
  }
}
