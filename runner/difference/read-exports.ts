import { coff } from '../../reference';
import { uint32At, viewOf, type ByteRange } from '../image/read/byte-ranges';
import { offsetOfRva, type ImageView } from './image-view';
import { textAt } from './read-imports';
import { UniqueNames } from '../text/numbers';

/** A function or variable that an image exports. */
export interface Export {
  /** "DllMain"; "#12" for one without a name. */
  readonly name: string;
  readonly ordinal: number;
  readonly rva: number;
  /** "NTDLL.RtlAllocateHeap" where another DLL has it. */
  readonly forwarder: string | null;
}

export interface Exports {
  /** The fields of the export directory, by the names of PE Format, 6.3.1. */
  readonly directory: Readonly<Record<string, number>>;
  /** Of the DLL, as the directory tells it. */
  readonly dllName: string | null;
  readonly entries: readonly Export[];
  /** The bytes that were read. */
  readonly bytes: readonly ByteRange[];
}

/** PE Format, 6.3.1 Export Directory Table; std.coff has no structure of it. */
const FIELDS = [
  ['export_flags', 0, 4],
  ['time_date_stamp', 4, 4],
  ['major_version', 8, 2],
  ['minor_version', 10, 2],
  ['name_rva', 12, 4],
  ['ordinal_base', 16, 4],
  ['address_table_entries', 20, 4],
  ['number_of_name_pointers', 24, 4],
  ['export_address_table_rva', 28, 4],
  ['name_pointer_rva', 32, 4],
  ['ordinal_table_rva', 36, 4],
] as const;
const DIRECTORY_SIZE = 40;
/** Ordinals are 16 bits wide. */
const ENTRY_LIMIT = 0x1_0000;

/** What an image exports, as far as its tables can be followed; null if it has no such directory. */
export function readExports(view: ImageView): Exports | null {
  const place = view.directories[coff.DirectoryEntry.EXPORT];
  if (place === undefined || place.virtual_address === 0) return null;
  const start = offsetOfRva(view, place.virtual_address);
  if (start === null || start + DIRECTORY_SIZE > view.bytes.length) return null;
  const bytes: ByteRange[] = [[start, start + DIRECTORY_SIZE]];
  const data = viewOf(view.bytes);
  const directory = Object.fromEntries(
    FIELDS.map(([name, at, size]) => [
      name,
      size === 4 ? data.getUint32(start + at, true) : data.getUint16(start + at, true),
    ]),
  );
  const field = (name: (typeof FIELDS)[number][0]): number => directory[name] ?? 0;
  const dllName = textAt(view, field('name_rva'), bytes);
  const names = readNames(view, {
    names: offsetOfRva(view, field('name_pointer_rva')),
    ordinals: offsetOfRva(view, field('ordinal_table_rva')),
    count: Math.min(field('number_of_name_pointers'), ENTRY_LIMIT),
    bytes,
  });
  const entries: Export[] = [];
  const table = offsetOfRva(view, field('export_address_table_rva'));
  const keys = new UniqueNames();
  const isForwarder = (rva: number): boolean =>
    rva >= place.virtual_address && rva < place.virtual_address + place.size;
  const count = table === null ? 0 : Math.min(field('address_table_entries'), ENTRY_LIMIT);
  for (let i = 0; i < count; i += 1) {
    const at = (table ?? 0) + i * 4;
    const rva = uint32At(view.bytes, at);
    if (rva === null) break;
    bytes.push([at, at + 4]);
    if (rva === 0 && !names.has(i)) continue;
    const ordinal = field('ordinal_base') + i;
    const forwarder = isForwarder(rva) ? textAt(view, rva, bytes) : null;
    for (const name of names.get(i) ?? [`#${ordinal}`]) {
      entries.push({ name: keys.of(name), ordinal, rva, forwarder });
    }
  }
  return { directory, dllName, entries, bytes };
}

interface NameTables {
  readonly names: number | null;
  readonly ordinals: number | null;
  readonly count: number;
  readonly bytes: ByteRange[];
}

/** The names of each index of the address table. */
function readNames(
  view: ImageView,
  { names, ordinals, count, bytes }: NameTables,
): ReadonlyMap<number, readonly string[]> {
  const result = new Map<number, string[]>();
  if (names === null || ordinals === null) return result;
  for (let i = 0; i < count; i += 1) {
    const rva = uint32At(view.bytes, names + i * 4);
    const at = ordinals + i * 2;
    if (rva === null || at + 2 > view.bytes.length) break;
    const name = textAt(view, rva, bytes);
    if (name === null) continue;
    bytes.push([names + i * 4, names + i * 4 + 4], [at, at + 2]);
    const index = viewOf(view.bytes).getUint16(at, true);
    const others = result.get(index);
    if (others === undefined) result.set(index, [name]);
    else others.push(name);
  }
  return result;
}
