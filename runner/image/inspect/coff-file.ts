import { coff } from '../../../reference';
import { Budget } from '../read/budget';
import type { Image } from '../read/image';
import { readSection, type Section } from '../read/section';
import { StringTable } from '../read/string-table';

/** What images and objects have in common. */
export interface CoffFile {
  readonly kind: 'image' | 'object';
  readonly bytes: Uint8Array;
  readonly header: coff.Header;
  /** File offset. */
  readonly sectionTable: number;
  /** Those whose row is in the file. */
  readonly sections: readonly Section[];
  readonly strings: StringTable;
  readonly budget: Budget;
}

/** The parts of an image that objects have as well. */
export function imageAsCoffFile({ headers }: Image, header: coff.Header): CoffFile {
  const { bytes, sectionTable, sections, strings, budget } = headers;
  return { kind: 'image', bytes, header, sectionTable, sections, strings, budget };
}

/** Reads the headers of an object, whose COFF header is at its start. */
export function readObject(bytes: Uint8Array): CoffFile {
  const header = coff.Header.read(bytes);
  const budget = new Budget(bytes.length);
  const strings = new StringTable(bytes, header, budget);
  const sectionTable = coff.Header.SIZE + header.size_of_optional_header;
  const { SIZE } = coff.SectionHeader;
  const room = Math.max(0, Math.floor((bytes.length - sectionTable) / SIZE));
  const context = { strings, sectionAlignment: 0 };
  const sections = Array.from({ length: Math.min(header.number_of_sections, room) }, (_, i) =>
    readSection(bytes, sectionTable + i * SIZE, i + 1, context),
  );
  return { kind: 'object', bytes, header, sectionTable, sections, strings, budget };
}
