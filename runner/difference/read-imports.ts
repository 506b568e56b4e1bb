import { coff } from '../../reference';
import { uint32At, uint64At, type ByteRange } from '../image/read/byte-ranges';
import { offsetOfRva, printable, tryRead, type ImageView } from './image-view';
import { hex, UniqueNames } from '../text/numbers';

/** One slot of a lookup or address table. */
export interface ImportSlot {
  /** "ExitProcess", "#12" for an ordinal, "(0x1234)" for what is neither. */
  readonly text: string;
  /** Where the loader looks first; null for what is not imported by name. */
  readonly hint: number | null;
  /** Of hint and name; null for what is not imported by name. */
  readonly rva: number | null;
}

/** What an image imports of one DLL. */
export interface ImportedDll {
  /** "kernel32.dll"; the second of a name is "kernel32.dll#2". */
  readonly key: string;
  readonly row: coff.ImportDirectoryEntry;
  /** Slots of the lookup table, or of the address table where there is no other. */
  readonly functions: readonly ImportSlot[];
  readonly addressTable: readonly ImportSlot[];
}

export interface Imports {
  readonly dlls: readonly ImportedDll[];
  /** The bytes that were read. */
  readonly bytes: readonly ByteRange[];
}

/** Beyond this, a name is no name; the format sets no limit. */
const NAME_LIMIT = 0x1000;

/** What an image imports, as far as its tables can be followed. */
export function readImports(view: ImageView): Imports {
  const bytes: ByteRange[] = [];
  const dlls: ImportedDll[] = [];
  const directory = view.directories[coff.DirectoryEntry.IMPORT];
  const start = directory === undefined ? 0 : directory.virtual_address;
  const table = start === 0 ? null : offsetOfRva(view, start);
  if (table === null) return { dlls, bytes };
  const names = new UniqueNames();
  const { SIZE } = coff.ImportDirectoryEntry;
  for (let at = table; ; at += SIZE) {
    const row = tryRead(() => coff.ImportDirectoryEntry.read(view.bytes, at));
    if (row === null) break;
    bytes.push([at, at + SIZE]);
    if (row.name_rva === 0 && row.import_address_table_rva === 0) break;
    // Rows of anything else than a table would go on to the file's end.
    if (offsetOfRva(view, row.name_rva) === null) break;
    const name = textAt(view, row.name_rva, bytes);
    const addressTable = readSlots(view, row.import_address_table_rva, bytes);
    const hasLookup = row.import_lookup_table_rva !== 0;
    dlls.push({
      key: names.of(name ?? `(name at ${hex(row.name_rva)})`),
      row,
      functions: hasLookup ? readSlots(view, row.import_lookup_table_rva, bytes) : addressTable,
      addressTable,
    });
  }
  return { dlls, bytes };
}

function readSlots(view: ImageView, rva: number, bytes: ByteRange[]): ImportSlot[] {
  const slots: ImportSlot[] = [];
  const start = offsetOfRva(view, rva);
  if (start === null) return slots;
  const width = view.bits / 8;
  for (let at = start; ; at += width) {
    const value = width === 8 ? uint64At(view.bytes, at) : BigInt(uint32At(view.bytes, at) ?? 0);
    if (value === null || at + width > view.bytes.length) break;
    bytes.push([at, at + width]);
    if (value === 0n) break;
    const slot = slotOf(view, value, bytes);
    slots.push(slot);
    // No table goes on behind what is no import.
    if (slot.text.startsWith('(')) break;
  }
  return slots;
}

function slotOf(view: ImageView, value: bigint, bytes: ByteRange[]): ImportSlot {
  const nothing: ImportSlot = { text: `(${hex(value)})`, hint: null, rva: null };
  const isOrdinal = value >> BigInt(view.bits - 1) === 1n;
  if (isOrdinal) {
    const ordinal = value & (2n ** BigInt(view.bits - 1) - 1n);
    return ordinal > 0xffffn ? nothing : { ...nothing, text: `#${ordinal}` };
  }
  if (value > 0x7fff_ffffn) return nothing;
  const rva = Number(value);
  const offset = offsetOfRva(view, rva);
  if (offset === null) return nothing;
  const entry = tryRead(() => coff.ImportHintNameEntry.read(view.bytes, offset));
  const name = entry === null ? null : textAt(view, rva + 2, bytes);
  if (entry === null || name === null) return nothing;
  bytes.push([offset, offset + 2]);
  return { text: name, hint: entry.hint, rva };
}

/** A name that ends with a NUL; null if there is none. */
export function textAt(view: ImageView, rva: number, bytes: ByteRange[]): string | null {
  const start = offsetOfRva(view, rva);
  if (start === null) return null;
  const end = view.bytes.subarray(start, start + NAME_LIMIT).indexOf(0);
  if (end <= 0) return null;
  bytes.push([start, start + end + 1]);
  return printable(Buffer.from(view.bytes.subarray(start, start + end)).toString('latin1'));
}
