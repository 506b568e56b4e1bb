import { coff } from '../../../reference';
import { sectionExtent, type SectionExtent } from './section-extent';
import { sectionName } from './section-name';
import type { StringTable } from './string-table';
import { Structure } from './structure';

/** A row of the section table, and what the loader makes of it. */
export interface Section extends SectionExtent {
  readonly header: Structure<coff.SectionHeader>;
  /** From 1, as symbols count sections. */
  readonly number: number;
  /** A long name from the string table; else as the header has it. */
  readonly name: string;
  /** Whether the name in the header is an offset that leads to no string. */
  readonly isNameMissing: boolean;
  /** File offset of its raw data as the header says, in bytes; 0 for none. */
  readonly rawStart: number;
  /** File offset after the last byte of its raw data; as `rawStart` if there is none. */
  readonly rawEnd: number;
}

/** What the rows of a section table are read with. */
export interface SectionContext {
  readonly strings: StringTable;
  /** Of the optional header. */
  readonly sectionAlignment: number;
}

/**
 * Reads a row of the section table.
 * @param offset of the row in the file
 * @throws CoffError if it is not all in the file
 */
export function readSection(
  bytes: Uint8Array,
  offset: number,
  number: number,
  { strings, sectionAlignment }: SectionContext,
): Section {
  const { SectionHeader } = coff;
  const value = SectionHeader.read(bytes, offset);
  const { short, name } = sectionName(value, strings);
  const { pointer_to_raw_data, size_of_raw_data } = value;
  return {
    header: new Structure(SectionHeader, `SectionHeader[${short}]`, offset, value),
    number,
    name: name ?? short,
    isNameMissing: name === null,
    ...sectionExtent(value, bytes.length, sectionAlignment),
    rawStart: pointer_to_raw_data,
    rawEnd: pointer_to_raw_data + (pointer_to_raw_data === 0 ? 0 : size_of_raw_data),
  };
}
