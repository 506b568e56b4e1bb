import type { coff } from '../../../reference';

/** Bytes: what memory is mapped in, on every machine whose images Windows still loads. */
export const PAGE_SIZE = 0x1000;
/** Bytes: what the file is mapped in. */
const SECTOR_SIZE = 0x200;
/** Addresses of an image have 32 bits. */
const RVA_LIMIT = 2 ** 32;

/** What the loader maps of a section. */
export interface SectionExtent {
  /** RVA. */
  readonly start: number;
  /** RVA after the last byte that the section claims; more than 2^32 if the sizes are wrong. */
  readonly end: number;
  /** RVA after the last byte that is mapped: the end of its last page. */
  readonly mappedEnd: number;
  /** File offset of the byte that is mapped at `start`. */
  readonly fileStart: number;
  /** Bytes that come from the file, from `fileStart` on; zeroes follow up to `mappedEnd`. */
  readonly filled: number;
}

/**
 * What the loader of Windows maps of a section. The PE Format is silent on most of this; these are
 * the rules of `MiCreateImageFileMap` of Windows, which Wine's server/mapping.c (`get_section_sizes`)
 * and dlls/ntdll/unix/virtual.c (`map_image_into_view`) follow, and that images in use rely on:
 *
 * - a virtual_size of 0 means size_of_raw_data
 * - memory is mapped in whole pages: what the file has after virtual_size is there up to the page's end
 * - pointer_to_raw_data is rounded down to a sector of 512 bytes, the end of the raw data up
 * - a pointer_to_raw_data of 0 means no raw data
 * - with a section alignment below the page size, the file is mapped as it is, and nothing is rounded
 *
 * @param fileSize bytes
 * @param sectionAlignment of the optional header
 */
export function sectionExtent(
  header: coff.SectionHeader,
  fileSize: number,
  sectionAlignment: number,
): SectionExtent {
  const { virtual_address: start, virtual_size, size_of_raw_data, pointer_to_raw_data } = header;
  const size = virtual_size === 0 ? size_of_raw_data : virtual_size;
  const isFlat = sectionAlignment < PAGE_SIZE;
  const mapped = isFlat ? size : roundUp(size, PAGE_SIZE);
  const lead = isFlat ? 0 : pointer_to_raw_data % SECTOR_SIZE;
  const fileStart = Math.min(pointer_to_raw_data - lead, fileSize);
  const rawSize = isFlat ? size_of_raw_data : roundUp(size_of_raw_data + lead, SECTOR_SIZE);
  const hasRawData = pointer_to_raw_data !== 0 && size_of_raw_data !== 0;
  return {
    start,
    end: start + size,
    mappedEnd: Math.min(start + mapped, RVA_LIMIT),
    fileStart,
    filled: hasRawData ? Math.min(rawSize, mapped, fileSize - fileStart) : 0,
  };
}

function roundUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
