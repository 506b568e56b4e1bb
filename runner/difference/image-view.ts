import { coff } from '../../reference';
import type { ByteRange } from '../image/read/byte-ranges';
import { readHeaders, type Headers } from '../image/read/headers';
import { Image } from '../image/read/image';
import type { Section } from '../image/read/section';
import { UniqueNames } from '../text/numbers';
import { printable } from '../text/printable';

/** The fields of either form of optional header, by upstream's names. */
export type OptionalFields = Readonly<Record<string, unknown>>;

/** A row of the section table, and where its bytes are. */
export interface SectionView {
  /** The name less its leading dot: "text". The second of a name is "text#2". */
  readonly key: string;
  readonly name: string;
  /** Number of its row in the section table, from 1. */
  readonly row: number;
  readonly header: coff.SectionHeader;
  /** File offsets of its bytes, cut to what the file has. */
  readonly start: number;
  readonly end: number;
}

/** An image as it is compared with another: it may be broken, and is to be explained all the same. */
export interface ImageView {
  readonly bytes: Uint8Array;
  readonly image: Image;
  /** File offset of the signature; null if nothing looks like headers. */
  readonly peOffset: number | null;
  readonly header: coff.Header | null;
  readonly optional: OptionalFields | null;
  readonly directories: readonly coff.ImageDataDirectory[];
  readonly sections: readonly SectionView[];
  readonly sectionsByKey: ReadonlyMap<string, SectionView>;
  /** By the number of their row in the section table. */
  readonly sectionsByRow: ReadonlyMap<number, SectionView>;
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

/**
 * Views an image.
 * @param guide the image that this one is compared with: where this one's own pointers lead to
 * nothing that looks like headers, they are sought where the guide has them
 */
export function viewImage(bytes: Uint8Array, guide: ImageView | null = null): ImageView {
  const all = readHeaders(bytes, guide?.image.headers ?? null);
  const claimedEnd = all.windows?.value.size_of_headers ?? 0;
  const rows = rowsInHeaders(all, claimedEnd);
  const headers = { ...all, sections: rows.filter((section) => !isEmptyRow(section)) };
  const { header, windows, sectionTable } = headers;
  const sections = viewSections(headers);
  const tableEnd = sectionTable + rows.length * coff.SectionHeader.SIZE;
  const firstSection = sections
    .filter(({ start, end }) => end > start)
    .reduce((first, { start }) => Math.min(first, start), bytes.length);
  const base = windows === null ? null : Number(windows.value.image_base);
  return {
    bytes,
    image: new Image(headers),
    peOffset: headers.signature,
    header: header?.value ?? null,
    optional: windows === null ? null : flat(windows.value),
    directories: headers.directories.map(({ entry }) => entry.value),
    sections,
    sectionsByKey: new Map(sections.map((section) => [section.key, section])),
    sectionsByRow: new Map(sections.map((section) => [section.row, section])),
    sectionTableOffset: header === null ? null : sectionTable,
    headersEnd: header === null ? 0 : headersEnd(claimedEnd, firstSection),
    fields: header === null ? [] : [...headers.ranges, [sectionTable, tableEnd]],
    imageBase: base !== null && Number.isSafeInteger(base) ? base : null,
    bits: headers.is64 ? 64 : 32,
    isX86: isX86(header?.value.machine) || (guide?.isX86 ?? false),
  };
}

/** The section that is mapped at an RVA. */
export function sectionAtRva({ image, sectionsByRow }: ImageView, rva: number): SectionView | null {
  const section = image.memory.sectionAt(rva);
  return section === null ? null : (sectionsByRow.get(section.number) ?? null);
}

function headersEnd(claimed: number, firstSection: number): number {
  return claimed === 0 ? firstSection : Math.min(claimed, firstSection);
}

/** Where the number of sections is wrong, what lies after the headers is no row. */
function rowsInHeaders(
  { sections, sectionTable }: Headers,
  claimedEnd: number,
): readonly Section[] {
  if (claimedEnd <= sectionTable) return sections;
  const { SIZE } = coff.SectionHeader;
  return sections.filter(({ number }) => sectionTable + number * SIZE <= claimedEnd);
}

/** After the last section there may be zeroes, where the number of sections is wrong. */
function isEmptyRow({ header }: Section): boolean {
  const { name, virtual_address, size_of_raw_data, virtual_size, flags } = header.value;
  const numbers = [virtual_address, size_of_raw_data, virtual_size];
  const isZero = numbers.every((value) => value === 0) && name.every((byte) => byte === 0);
  return isZero && coff.SectionHeader.Flags.toInt(flags) === 0;
}

function viewSections({ bytes, sections }: Headers): SectionView[] {
  const names = new UniqueNames();
  return sections.map((section) => {
    const name = printable(section.name);
    const start = section.fileStart;
    const end = Math.max(start, Math.min(section.rawEnd, bytes.length));
    const key = names.of(name.replace(/^\./, ''));
    return { key, name, row: section.number, header: section.header.value, start, end };
  });
}

function isX86(machine: number | undefined): boolean {
  const { AMD64, I386 } = coff.IMAGE.FILE.MACHINE;
  return machine === AMD64 || machine === I386;
}

/** The fields of the whole header, those of the standard part among the others. */
function flat(record: coff.OptionalHeader32 | coff.OptionalHeader64): OptionalFields {
  const { standard, ...rest } = record;
  return { ...standard, ...rest };
}
