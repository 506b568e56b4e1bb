import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import type { ByteRange } from './byte-ranges';
import { Budget } from './budget';
import type { HeaderProblem } from './header-problem';
import { ProblemLog, type Problem } from './problem';
import { readSection, type Section } from './section';
import { findSignature } from './signature';
import { StringTable } from './string-table';
import { Structure } from './structure';

/** A data directory and its place. */
export interface Directory {
  /** As `coff.DirectoryEntry` has it. */
  readonly index: number;
  /** "IMPORT"; "15" for one that has no name. */
  readonly name: string;
  readonly entry: Structure<coff.ImageDataDirectory>;
}

/** The headers of an image, as far as they can be read. */
export interface Headers {
  readonly bytes: Uint8Array;
  /** File offset of the PE signature, or of what is in its place; null if that is not in the file. */
  readonly signature: number | null;
  /** Why the file is no image at all, in words; null if it is one. */
  readonly notAnImage: string | null;
  readonly header: Structure<coff.Header> | null;
  readonly standard: Structure<coff.OptionalHeader> | null;
  readonly windows: Structure<coff.OptionalHeader32 | coff.OptionalHeader64> | null;
  /** PE32+: addresses have 64 bits. Without a known magic, the size of the optional header tells. */
  readonly is64: boolean;
  /** Those that are in the file, 16 at most: the loader knows no others. */
  readonly directories: readonly Directory[];
  /** Those whose row is in the file. */
  readonly sections: readonly Section[];
  /** File offset of the section table, in bytes. */
  readonly sectionTable: number;
  readonly strings: StringTable;
  readonly budget: Budget;
  readonly problems: readonly Problem<HeaderProblem>[];
  /** The bytes that were read as fields, section table excluded. */
  readonly ranges: readonly ByteRange[];
}

/** Headers that lead to all that an image has. */
export type WholeHeaders = {
  readonly [Key in keyof Headers]: Key extends 'header' | 'standard' | 'windows'
    ? NonNullable<Headers[Key]>
    : Headers[Key];
};

/**
 * Where else to look for what the headers of a broken image do not lead to: an image that it is
 * compared with has it there.
 */
export type HeaderGuide = Pick<Headers, 'signature' | 'is64' | 'sectionTable' | 'sections'>;

/** Problems after which the loader reads no further. */
const FATAL: ReadonlySet<HeaderProblem> = new Set([
  'pe-signature-in-file',
  'pe-signature',
  'coff-header-in-file',
  'optional-header-magic',
]);

/** The headers, if they lead to all that an image has; null if the loader reads no further. */
export function wholeHeaders(headers: Headers): WholeHeaders | null {
  const { header, standard, windows } = headers;
  if (header === null || standard === null || windows === null) return null;
  if (headers.problems.some(({ kind }) => FATAL.has(kind))) return null;
  return { ...headers, header, standard, windows };
}

/**
 * Reads the headers of an image. Any bytes can be given: what cannot be read is null, or missing,
 * and a problem says why.
 *
 * SizeOfOptionalHeader only says where the section table is, as for the loader: the fields of the
 * optional header are read whatever it is.
 */
export function readHeaders(bytes: Uint8Array, guide: HeaderGuide | null = null): Headers {
  return new HeaderReader(bytes, guide).read();
}

class HeaderReader {
  readonly #log = new ProblemLog<HeaderProblem>();
  readonly #ranges: ByteRange[] = [];
  readonly #budget: Budget;

  constructor(
    readonly bytes: Uint8Array,
    readonly guide: HeaderGuide | null,
  ) {
    this.#budget = new Budget(bytes.length);
  }

  read(): Headers {
    const { bytes } = this;
    const { notAnImage, ...own } = findSignature(bytes, this.#log);
    const signature = this.#signature(own);
    const header = signature === null ? null : this.#coffHeader(signature);
    const optionalAt = (signature ?? 0) + 4 + coff.Header.SIZE;
    const optional = header === null ? NO_OPTIONAL : this.#optional(optionalAt, header.value);
    const strings = new StringTable(bytes, header?.value ?? null, this.#budget);
    const alignment = optional.windows?.value.section_alignment ?? 0;
    const context = { strings, sectionAlignment: alignment };
    const table =
      header === null
        ? { sectionTable: 0, sections: [] }
        : this.#sectionTable(optionalAt, header, context);
    return {
      bytes,
      signature,
      notAnImage,
      header,
      ...optional,
      ...table,
      strings,
      budget: this.#budget,
      problems: this.#log.problems,
      ranges: this.#ranges,
    };
  }

  #signature({ offset, isThere }: { offset: number | null; isThere: boolean }): number | null {
    const { guide, bytes } = this;
    if (isThere || guide?.signature == null) return offset;
    const end = guide.signature + 4 + coff.Header.SIZE;
    return end <= bytes.length ? guide.signature : offset;
  }

  #coffHeader(signature: number): Structure<coff.Header> | null {
    const offset = signature + 4;
    const header = Structure.read(coff.Header, 'Header', this.bytes, offset);
    if (header === null) {
      const place = { offset, field: 'Header' };
      const expected = `${coff.Header.SIZE} bytes`;
      this.#log.add('coff-header-in-file', place, this.#left(offset), expected);
      return null;
    }
    this.#ranges.push([signature, offset + coff.Header.SIZE]);
    return header;
  }

  #optional(offset: number, header: coff.Header): OptionalPart {
    const { PE32, 'PE32+': PE32Plus } = coff.OptionalHeader;
    const { bytes } = this;
    const place = { offset, field: 'OptionalHeader' };
    const standard = Structure.read(coff.OptionalHeader, 'OptionalHeader', bytes, offset);
    if (standard === null) {
      const expected = `${coff.OptionalHeader.SIZE} bytes or more`;
      this.#log.add('optional-header-in-file', place, this.#left(offset), expected);
      return NO_OPTIONAL;
    }
    const is64 = this.#isPe32Plus(standard, header);
    const windows = is64
      ? Structure.read(PE32Plus, 'OptionalHeader', bytes, offset)
      : Structure.read(PE32, 'OptionalHeader', bytes, offset);
    const { SIZE: size } = is64 ? PE32Plus : PE32;
    if (windows === null) {
      const expected = `${size} bytes or more`;
      this.#log.add('optional-header-in-file', place, this.#left(offset), expected);
      return { ...NO_OPTIONAL, standard, is64 };
    }
    const claimed = windows.value.number_of_rva_and_sizes;
    const directories = readDirectories(bytes, offset + size, claimed);
    if (directories.length < Math.min(claimed, coff.IMAGE_NUMBEROF_DIRECTORY_ENTRIES)) {
      const found = `${directories.length} data directories`;
      const field = windows.place('number_of_rva_and_sizes');
      this.#log.add('optional-header-in-file', field, found, `${claimed}`);
    }
    const end = offset + size + directories.length * coff.ImageDataDirectory.SIZE;
    this.#ranges.push([offset, end]);
    return { standard, windows, is64, directories };
  }

  #isPe32Plus(standard: Structure<coff.OptionalHeader>, header: coff.Header): boolean {
    const { Magic, PE32, 'PE32+': PE32Plus } = coff.OptionalHeader;
    const { magic } = standard.value;
    if (magic === Magic.PE32 || magic === Magic['PE32+']) return magic === Magic['PE32+'];
    const either = `${hex(Magic.PE32)} (PE32) or ${hex(Magic['PE32+'])} (PE32+)`;
    this.#log.add('optional-header-magic', standard.place('magic'), hex(magic), either);
    const directories = coff.IMAGE_NUMBEROF_DIRECTORY_ENTRIES * coff.ImageDataDirectory.SIZE;
    const isSizeOf64 = header.size_of_optional_header >= PE32Plus.SIZE + directories;
    // A header that is cut short, or has fewer directories, may be of either kind.
    const isSizeOf32 = header.size_of_optional_header === PE32.SIZE + directories;
    return this.guide?.is64 ?? (isSizeOf64 && !isSizeOf32);
  }

  #sectionTable(
    optionalAt: number,
    header: Structure<coff.Header>,
    context: Parameters<typeof readSection>[3],
  ): Pick<Headers, 'sectionTable' | 'sections'> {
    const { number_of_sections: claimed, size_of_optional_header } = header.value;
    const read = (sectionTable: number): Pick<Headers, 'sectionTable' | 'sections'> => {
      const { FILE_SIZE } = coff.SectionHeader;
      const room = Math.floor(Math.max(0, this.bytes.length - sectionTable) / FILE_SIZE);
      const sections = Array.from({ length: Math.min(claimed, room) }, (_, i) =>
        readSection(this.bytes, sectionTable + i * FILE_SIZE, i + 1, context),
      );
      return { sectionTable, sections };
    };
    const own = read(optionalAt + size_of_optional_header);
    const table = this.#better(own, read);
    if (table.sections.length < claimed) {
      const place = header.place('number_of_sections');
      const rows = `${table.sections.length} rows`;
      this.#log.add('section-table-in-file', place, rows, `${claimed} rows`);
    }
    return table;
  }

  /** The table where the guide has it, if only that one has sections that the guide knows. */
  #better(
    own: Pick<Headers, 'sectionTable' | 'sections'>,
    read: (offset: number) => Pick<Headers, 'sectionTable' | 'sections'>,
  ): Pick<Headers, 'sectionTable' | 'sections'> {
    if (this.guide === null) return own;
    const known = new Set(this.guide.sections.map(({ name }) => name));
    const isKnown = ({ sections }: Pick<Headers, 'sections'>): boolean =>
      sections.some(({ name }) => known.has(name));
    if (isKnown(own)) return own;
    const other = read(this.guide.sectionTable);
    return isKnown(other) ? other : own;
  }

  #left(offset: number): string {
    return `${Math.max(0, this.bytes.length - offset)} bytes`;
  }
}

type OptionalPart = Pick<Headers, 'standard' | 'windows' | 'is64' | 'directories'>;

const NO_OPTIONAL: OptionalPart = { standard: null, windows: null, is64: true, directories: [] };

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
