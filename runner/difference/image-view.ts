import { coff } from '../../reference';
import { uint32At, type ByteRange } from '../image/read/byte-ranges';
import { UniqueNames } from '../text/numbers';

/** The fields of either form of optional header, by upstream's names. */
export type OptionalFields = Readonly<Record<string, unknown>>;

/** A row of the section table, and where its bytes are. */
export interface SectionView {
  /** The name less its leading dot: "text". The second of a name is "text#2". */
  readonly key: string;
  readonly name: string;
  readonly header: coff.SectionHeader;
  /** File offsets of its bytes, cut to what the file has. */
  readonly start: number;
  readonly end: number;
}

/**
 * What can be read of an image, as far as it can be read. Unlike `coff.Coff`, this goes on where
 * headers are broken, for a broken image is to be explained, too.
 */
export interface ImageView {
  readonly bytes: Uint8Array;
  /** File offset of the signature; null if nothing looks like headers. */
  readonly peOffset: number | null;
  readonly header: coff.Header | null;
  readonly optional: OptionalFields | null;
  readonly directories: readonly coff.ImageDataDirectory[];
  readonly sections: readonly SectionView[];
  /** File offset; null if there is no header. */
  readonly sectionTableOffset: number | null;
  /** Where the headers end: the file offset of the first section, or the size that they claim. */
  readonly headersEnd: number;
  /** The bytes that were read as header fields. */
  readonly fields: readonly ByteRange[];
  /** Preferred address; null if it is not known, or no address of a 53-bit number. */
  readonly imageBase: number | null;
  readonly bits: 32 | 64;
  /** Whether the code is x86: else it is not disassembled. */
  readonly isX86: boolean;
}

const PE_POINTER_OFFSET = 0x3c;
const PE_SIGNATURE = 0x4550;

/**
 * Reads an image.
 * @param guide the image that this one is compared with: where this one's own pointers lead to
 * nothing that looks like headers, they are sought where the guide has them
 */
export function readImage(bytes: Uint8Array, guide: ImageView | null = null): ImageView {
  const peOffset = findSignature(bytes, guide);
  const at = peOffset === null ? null : peOffset + 4;
  const header = at === null ? null : tryRead(() => coff.Header.read(bytes, at));
  if (at === null || header === null) return nothingRead(bytes, peOffset);
  const optionalAt = at + coff.Header.SIZE;
  const fields: ByteRange[] = [[at - 4, optionalAt]];
  const layout = optionalLayout(bytes, optionalAt, header, guide);
  const optional = layout === null ? null : tryRead(() => flat(layout.read(bytes, optionalAt)));
  const directories: coff.ImageDataDirectory[] = [];
  if (layout !== null && optional !== null) {
    const directoriesAt = optionalAt + layout.SIZE;
    const claimed = Number(optional.number_of_rva_and_sizes);
    for (let i = 0; i < Math.min(claimed, coff.IMAGE_NUMBEROF_DIRECTORY_ENTRIES); i += 1) {
      const entryAt = directoriesAt + i * coff.ImageDataDirectory.SIZE;
      const directory = tryRead(() => coff.ImageDataDirectory.read(bytes, entryAt));
      if (directory !== null) directories.push(directory);
    }
    fields.push([optionalAt, directoriesAt + directories.length * coff.ImageDataDirectory.SIZE]);
  }
  const claimedEnd = Number(optional?.size_of_headers ?? 0);
  const table = findSectionTable(bytes, header, optionalAt, claimedEnd, guide);
  fields.push([table.offset, table.offset + table.rows * coff.SectionHeader.SIZE]);
  const firstSection = Math.min(
    ...table.sections.filter(({ start, end }) => end > start).map(({ start }) => start),
    bytes.length,
  );
  const base = optional?.image_base ?? null;
  return {
    bytes,
    peOffset,
    header,
    optional,
    directories,
    sections: table.sections,
    sectionTableOffset: table.offset,
    headersEnd: claimedEnd === 0 ? firstSection : Math.min(claimedEnd, firstSection),
    fields,
    imageBase: base !== null && Number.isSafeInteger(Number(base)) ? Number(base) : null,
    bits: optional?.magic === coff.OptionalHeader.Magic.PE32 ? 32 : 64,
    isX86: isX86(header.machine) || (guide?.isX86 ?? false),
  };
}

/** What the loader puts at an RVA, as a file offset; null if that is nothing of the file. */
export function offsetOfRva(view: ImageView, rva: number): number | null {
  const section = sectionAtRva(view, rva);
  if (section === null) return rva >= 0 && rva < view.headersEnd ? rva : null;
  const offset = section.header.pointer_to_raw_data + rva - section.header.virtual_address;
  return offset < section.end ? offset : null;
}

/** The section whose memory an RVA is in. */
export function sectionAtRva(view: ImageView, rva: number): SectionView | null {
  const found = view.sections.find(({ header }) => {
    const size = Math.max(header.virtual_size, header.size_of_raw_data);
    return rva >= header.virtual_address && rva < header.virtual_address + size;
  });
  return found ?? null;
}

/** The value, or null where the bytes are not those of such a structure. */
export function tryRead<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof coff.Error) return null;
    throw error;
  }
}

function nothingRead(bytes: Uint8Array, peOffset: number | null): ImageView {
  return {
    bytes,
    peOffset,
    header: null,
    optional: null,
    directories: [],
    sections: [],
    sectionTableOffset: null,
    headersEnd: 0,
    fields: [],
    imageBase: null,
    bits: 64,
    isX86: false,
  };
}

function findSignature(bytes: Uint8Array, guide: ImageView | null): number | null {
  const own = uint32At(bytes, PE_POINTER_OFFSET);
  const candidates = [own, guide?.peOffset ?? null].filter((offset) => offset !== null);
  const signed = candidates.find((offset) => uint32At(bytes, offset) === PE_SIGNATURE);
  const fits = (offset: number): boolean => offset + 4 + coff.Header.SIZE <= bytes.length;
  return signed ?? candidates.toReversed().find(fits) ?? null;
}

function isX86(machine: number): boolean {
  const { AMD64, I386 } = coff.IMAGE.FILE.MACHINE;
  return machine === AMD64 || machine === I386;
}

function optionalLayout(
  bytes: Uint8Array,
  at: number,
  header: coff.Header,
  guide: ImageView | null,
): (typeof coff.OptionalHeader)['PE32'] | (typeof coff.OptionalHeader)['PE32+'] | null {
  const { Magic, PE32, 'PE32+': PE32Plus } = coff.OptionalHeader;
  const own = tryRead(() => coff.OptionalHeader.read(bytes, at).magic);
  const isKnown = own === Magic.PE32 || own === Magic['PE32+'];
  const magic = isKnown ? own : guide?.optional?.magic;
  if (magic === Magic.PE32) return PE32;
  if (magic === Magic['PE32+']) return PE32Plus;
  return header.size_of_optional_header >= PE32Plus.SIZE ? PE32Plus : null;
}

/** The fields of the whole header, those of the standard part among the others. */
function flat(record: coff.OptionalHeader32 | coff.OptionalHeader64): OptionalFields {
  const { standard, ...rest } = record;
  return { ...standard, ...rest };
}

interface SectionTable {
  readonly offset: number;
  /** Rows that were read, those of zeroes included. */
  readonly rows: number;
  readonly sections: readonly SectionView[];
}

function findSectionTable(
  bytes: Uint8Array,
  header: coff.Header,
  optionalAt: number,
  claimedEnd: number,
  guide: ImageView | null,
): SectionTable {
  const read = (offset: number): SectionTable =>
    readSections(bytes, offset, header.number_of_sections, claimedEnd);
  const own = read(optionalAt + header.size_of_optional_header);
  if (guide?.sectionTableOffset == null) return own;
  const known = new Set(guide.sections.map(({ key }) => key));
  const isKnown = ({ sections }: SectionTable): boolean =>
    sections.some(({ key }) => known.has(key));
  if (isKnown(own)) return own;
  const other = read(guide.sectionTableOffset);
  return isKnown(other) ? other : own;
}

function readSections(
  bytes: Uint8Array,
  offset: number,
  rows: number,
  claimedEnd: number,
): SectionTable {
  const limit = claimedEnd > offset ? Math.min(claimedEnd, bytes.length) : bytes.length;
  const there = Math.min(rows, Math.max(0, Math.floor((limit - offset) / coff.SectionHeader.SIZE)));
  const names = new UniqueNames();
  const sections: SectionView[] = [];
  for (let i = 0; i < there; i += 1) {
    const at = offset + i * coff.SectionHeader.SIZE;
    const row = bytes.subarray(at, at + coff.SectionHeader.SIZE);
    // Behind the last section there may be zeroes, where the number of sections is wrong.
    if (row.every((byte) => byte === 0)) continue;
    const header = coff.SectionHeader.read(bytes, at);
    const name = sectionName(bytes, header);
    const start = Math.min(header.pointer_to_raw_data, bytes.length);
    const end = Math.min(start + header.size_of_raw_data, bytes.length);
    sections.push({ key: names.of(name.replace(/^\./, '')), name, header, start, end });
  }
  return { offset, rows: there, sections };
}

function sectionName(bytes: Uint8Array, header: coff.SectionHeader): string {
  const long = coff.SectionHeader.getName(header) === null;
  const name = long
    ? tryRead(() => coff.Coff.init(bytes, false).getSectionName(header))
    : coff.SectionHeader.getName(header);
  return printable(name ?? Buffer.from(header.name).toString('latin1').replace(/\0.*$/s, ''));
}

/** Text of any bytes, in one line. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
