import type { coff } from '../../reference';
import { BudgetSpent } from '../image/read/budget';
import type { ByteRange } from '../image/read/byte-ranges';
import type { Image } from '../image/read/image';
import { readEntries, type ImportEntry } from '../image/read/import-table';
import type { TableReader } from '../image/read/table-reader';
import { hex, UniqueNames } from '../text/numbers';
import { printable } from '../text/printable';

/** One slot of a lookup or address table. */
export interface ComparedSlot {
  /** "ExitProcess", "#12" for an ordinal, "(0x1234)" for what is neither. */
  readonly text: string;
  /** What the slot is called among those of its table: {@link text}; the second of a function is "ExitProcess#2". */
  readonly key: string;
  /** Where the loader looks first; null for what is not imported by name. */
  readonly hint: number | null;
  /** Of hint and name; null for what is not imported by name. */
  readonly rva: number | null;
}

/** What an image imports of one DLL. */
export interface ComparedDll {
  /** "kernel32.dll"; the second of a name is "kernel32.dll#2". */
  readonly key: string;
  readonly row: coff.ImportDirectoryEntry;
  /** Slots of the lookup table, or of the address table where there is no other. */
  readonly functions: readonly ComparedSlot[];
  readonly addressTable: readonly ComparedSlot[];
}

/** What an image imports. */
export interface Imports {
  readonly dlls: readonly ComparedDll[];
  /** The row that ends the directory; null if there is none. */
  readonly end: coff.ImportDirectoryEntry | null;
  /** The bytes of the file that were read. */
  readonly bytes: readonly ByteRange[];
}

/** What an image imports, as far as its tables can be followed. */
export function importsOf(image: Image): Imports {
  const names = new UniqueNames();
  const reader = image.tableReader();
  const dlls = (image.imports?.dlls ?? []).map((dll): ComparedDll => {
    const { row, name, addressTable, hasLookupTable } = dll;
    const functions = slotsOf(dll.functions);
    const key = name === null ? `(name at ${hex(row.value.name_rva)})` : printable(name.text);
    return {
      key: names.of(key),
      row: row.value,
      functions,
      addressTable: hasLookupTable ? slotsOf(entriesAt(reader, addressTable)) : functions,
    };
  });
  const end = image.imports?.end?.value ?? null;
  return { dlls, end, bytes: [...(image.imports?.ranges ?? []), ...reader.ranges] };
}

/** None if the tables claim more than the file can hold. */
function entriesAt(reader: TableReader, rva: number): readonly ImportEntry[] {
  try {
    return readEntries(reader, rva);
  } catch (error) {
    if (error instanceof BudgetSpent) return [];
    throw error;
  }
}

/** No table goes on after what is no import. */
function slotsOf(entries: readonly ImportEntry[]): readonly ComparedSlot[] {
  const slots: ComparedSlot[] = [];
  const keys = new UniqueNames();
  for (const entry of entries) {
    const slot = slotOf(entry);
    slots.push({ ...slot, key: keys.of(slot.text) });
    if (!isImport(entry)) break;
  }
  return slots;
}

function isImport({ ordinal, name }: ImportEntry): boolean {
  return ordinal !== null || (name !== null && name.text !== '');
}

function slotOf(entry: ImportEntry): Omit<ComparedSlot, 'key'> {
  const { ordinal, name, hint, nameRva, value } = entry;
  if (!isImport(entry)) return { text: `(${hex(value)})`, hint: null, rva: null };
  if (ordinal !== null) return { text: `#${ordinal}`, hint: null, rva: null };
  return { text: printable(name?.text ?? ''), hint, rva: nameRva };
}
