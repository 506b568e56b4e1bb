import { coff } from '../../../reference';
import { hex } from '../check/hex';
import type { Directory, Image } from './image';
import { printable } from '../../text/printable';
import type { Report } from '../check/rule-table';
import { readSection, type Section } from './section';
import { Structure } from './structure';
import { UnreadableImage } from './unreadable-image';

/** What must hold to read on; the other rules are about what was read. */
export const READING_RULES = {
  'dos-signature': ['3.1 MS-DOS Stub (Image Only)', 'The file starts with "MZ".'],
  'pe-signature-in-file': [
    '3.1 MS-DOS Stub (Image Only)',
    'The offset at 0x3c leads to the PE signature, inside of the file.',
  ],
  'pe-signature': ['3.2 Signature (Image Only)', 'The signature is "PE" and two NULs.'],
  'coff-header-in-file': [
    '3.3 COFF File Header (Object and Image)',
    'The file has all of the COFF header.',
  ],
  'optional-header-in-file': [
    '3.4 Optional Header (Image Only)',
    'The file has all of the optional header, its data directories included.',
  ],
  'optional-header-magic': [
    '3.4 Optional Header (Image Only)',
    'The magic is 0x10b (PE32) or 0x20b (PE32+).',
  ],
  'section-table-in-file': [
    '4 Section Table (Section Headers)',
    'The file has a row of the section table for each section.',
  ],
} as const;

/** File offset of the 4 bytes that say where the signature is. */
const PE_POINTER_OFFSET = 0x3c;
/** Rows that are read: far more than the loader takes, and few enough to be read soon. */
export const SECTION_LIMIT = 0x1000;
const DOS_SIGNATURE = 'MZ';
const PE_SIGNATURE = 'PE\0\0';
/** Programs of 16-bit Windows and OS/2, which start as PE images do. */
const OTHER_SIGNATURE = /^(NE|LE|LX)/;

/**
 * Reads the headers.
 * @returns null if what is there does not lead to all headers: then a rule is reported as broken
 * @throws UnreadableImage if there is neither an MS-DOS nor a PE signature, or that of an older kind
 */
export function readImage(bytes: Uint8Array, report: Report<typeof READING_RULES>): Image | null {
  const coffOffset = findCoffHeader(bytes, report);
  if (coffOffset === null) return null;
  const header = Structure.read(coff.Header, 'Header', bytes, coffOffset);
  if (header === null) {
    const place = { offset: coffOffset, field: 'Header' };
    report('coff-header-in-file', place, leftBytes(bytes, coffOffset), `${coff.Header.SIZE} bytes`);
    return null;
  }
  const offset = coffOffset + coff.Header.SIZE;
  const optional = readOptionalHeader(bytes, offset, report);
  if (optional === null) return null;
  const sectionTable = offset + header.value.size_of_optional_header;
  const sections = readSections(bytes, header, sectionTable, report);
  return { bytes, header, ...optional, sections, sectionTable };
}

function findCoffHeader(bytes: Uint8Array, report: Report<typeof READING_RULES>): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasPointer = bytes.length >= PE_POINTER_OFFSET + 4;
  const pointer = hasPointer ? view.getUint32(PE_POINTER_OFFSET, true) : null;
  const dosSignature = bytes.subarray(0, DOS_SIGNATURE.length);
  const peSignature = pointer === null ? null : bytes.subarray(pointer, pointer + 4);
  const isDos = latin1(dosSignature) === DOS_SIGNATURE;
  const isPe = peSignature !== null && latin1(peSignature) === PE_SIGNATURE;
  if (!isDos && !isPe) throw new UnreadableImage('no "MZ" at its start, and no PE signature');
  const other = peSignature === null ? null : OTHER_SIGNATURE.exec(latin1(peSignature));
  if (other !== null) throw new UnreadableImage(`a program with the signature "${other[0]}"`);
  if (!isDos) {
    const place = { offset: 0, field: 'e_magic' };
    report('dos-signature', place, `"${printable(dosSignature)}"`, '"MZ"');
  }
  if (pointer === null || peSignature === null || peSignature.length < PE_SIGNATURE.length) {
    const place = { offset: PE_POINTER_OFFSET, field: 'e_lfanew' };
    const found = pointer === null ? leftBytes(bytes, PE_POINTER_OFFSET) : hex(pointer);
    report('pe-signature-in-file', place, found, `an offset in ${hex(bytes.length)} bytes of file`);
    return null;
  }
  if (!isPe) {
    const place = { offset: pointer, field: 'Signature' };
    report('pe-signature', place, `"${printable(peSignature)}"`, '"PE\\x00\\x00"');
    return null;
  }
  return pointer + PE_SIGNATURE.length;
}

type OptionalPart = Pick<Image, 'standard' | 'windows' | 'is64' | 'directories'>;

function readOptionalHeader(
  bytes: Uint8Array,
  offset: number,
  report: Report<typeof READING_RULES>,
): OptionalPart | null {
  const { Magic, PE32, 'PE32+': PE32Plus } = coff.OptionalHeader;
  const place = { offset, field: 'OptionalHeader' };
  const standard = Structure.read(coff.OptionalHeader, 'OptionalHeader', bytes, offset);
  if (standard === null) {
    const expected = `${coff.OptionalHeader.SIZE} bytes or more`;
    report('optional-header-in-file', place, leftBytes(bytes, offset), expected);
    return null;
  }
  const { magic } = standard.value;
  if (magic !== Magic.PE32 && magic !== Magic['PE32+']) {
    report('optional-header-magic', standard.place('magic'), hex(magic), '0x10b or 0x20b');
    return null;
  }
  const is64 = magic === Magic['PE32+'];
  const windows = is64
    ? Structure.read(PE32Plus, 'OptionalHeader', bytes, offset)
    : Structure.read(PE32, 'OptionalHeader', bytes, offset);
  const size = is64 ? PE32Plus.SIZE : PE32.SIZE;
  if (windows === null) {
    report('optional-header-in-file', place, leftBytes(bytes, offset), `${size} bytes or more`);
    return null;
  }
  const claimed = windows.value.number_of_rva_and_sizes;
  const directories = readDirectories(bytes, offset + size, claimed);
  if (directories.length < Math.min(claimed, coff.IMAGE_NUMBEROF_DIRECTORY_ENTRIES)) {
    const found = `${directories.length} data directories`;
    const field = windows.place('number_of_rva_and_sizes');
    report('optional-header-in-file', field, found, `${claimed}`);
  }
  return { standard, windows: windows, is64, directories };
}

function readDirectories(bytes: Uint8Array, offset: number, claimed: number): Directory[] {
  const directories: Directory[] = [];
  const count = Math.min(claimed, coff.IMAGE_NUMBEROF_DIRECTORY_ENTRIES);
  for (let index = 0; index < count; index += 1) {
    const name = coff.DirectoryEntry.name(index) ?? `${index}`;
    const at = offset + index * coff.ImageDataDirectory.SIZE;
    const field = `ImageDataDirectory[${name}]`;
    const entry = Structure.read(coff.ImageDataDirectory, field, bytes, at);
    if (entry === null) break;
    directories.push({ index, name, entry });
  }
  return directories;
}

function readSections(
  bytes: Uint8Array,
  header: Structure<coff.Header>,
  offset: number,
  report: Report<typeof READING_RULES>,
): Section[] {
  const { number_of_sections } = header.value;
  const room = Math.floor(Math.max(0, bytes.length - offset) / coff.SectionHeader.FILE_SIZE);
  if (room < number_of_sections) {
    const place = header.place('number_of_sections');
    report('section-table-in-file', place, `${room} rows`, `${number_of_sections} rows`);
  }
  const sections: Section[] = [];
  for (let i = 0; i < Math.min(number_of_sections, room, SECTION_LIMIT); i += 1) {
    sections.push(readSection(bytes, offset + i * coff.SectionHeader.FILE_SIZE));
  }
  return sections;
}

function leftBytes(bytes: Uint8Array, offset: number): string {
  return `${Math.max(0, bytes.length - offset)} bytes`;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
