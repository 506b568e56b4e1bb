import { coff } from '../../../reference';
import { printable } from '../../text/printable';
import { Structure } from './structure';

/** A row of the section table, and what of it counts for the loader. */
export interface Section {
  readonly header: Structure<coff.SectionHeader>;
  /** As the header has it, for messages; a long name is its `/` and number. */
  readonly name: string;
  /** RVA. */
  readonly start: number;
  /** RVA behind the last byte; more than 2^32 if the sizes are wrong. */
  readonly end: number;
  /** Bytes of the file that are at the section's start; zeroes follow them. */
  readonly filled: number;
  /** File offset of its raw data, in bytes; 0 for none. */
  readonly rawStart: number;
  /** Behind the last byte of its raw data; as `rawStart` if there is none. */
  readonly rawEnd: number;
}

/**
 * Reads a row of the section table.
 * @throws CoffError if it is not all in the file
 */
export function readSection(bytes: Uint8Array, offset: number): Section {
  const { SectionHeader } = coff;
  const value = SectionHeader.read(bytes, offset);
  const name = sectionName(value);
  const { virtual_address: start, size_of_raw_data, pointer_to_raw_data } = value;
  // The loader takes the raw size where there is no virtual one, and a pointer of 0 as no raw data.
  const size = value.virtual_size === 0 ? size_of_raw_data : value.virtual_size;
  const rawSize = pointer_to_raw_data === 0 ? 0 : size_of_raw_data;
  const inFile = Math.max(0, bytes.length - pointer_to_raw_data);
  return {
    header: new Structure(SectionHeader, `SectionHeader[${name}]`, offset, value),
    name,
    start,
    end: start + size,
    filled: Math.min(size, rawSize, inFile),
    rawStart: pointer_to_raw_data,
    rawEnd: pointer_to_raw_data + rawSize,
  };
}

function sectionName({ name }: coff.SectionHeader): string {
  const end = name.indexOf(0);
  return printable(end === -1 ? name : name.subarray(0, end));
}
