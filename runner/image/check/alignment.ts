import { coff } from '../../../reference';
import { headerArea } from './area';
import { hex } from '../../text/numbers';
import type { CheckedImage } from './checked-image';
import { broken, unusual, type Report } from './rule-table';

const FIELDS = '3.4.2 Optional Header Windows-Specific Fields (Image Only)';

const RULES = {
  'section-alignment-power-of-two': broken(
    FIELDS,
    'The section alignment is a power of two.',
    'Wine does not start it',
  ),
  'section-alignment-covers-file-alignment': broken(
    FIELDS,
    'The section alignment is at least the file alignment.',
    'ReactOS (PeFmtCreateSection)',
  ),
  'file-alignment-power-of-two': broken(
    FIELDS,
    'The file alignment is a power of two from 512 to 64 KiB, or as small as the section alignment.',
    'ReactOS (PeFmtCreateSection)',
  ),
  'file-alignment-below-a-page': broken(
    FIELDS,
    'With a section alignment below the page size, the file alignment is the same.',
    'Wine does not start it',
  ),
  'size-of-image-aligned': broken(
    FIELDS,
    'The size of the image is a multiple of the section alignment.',
    'nobody known, but the format says that it must be a multiple',
    'unusual',
  ),
  'size-of-image-covers-sections': broken(
    FIELDS,
    'The size of the image covers its sections, each to the section alignment.',
    'Wine does not start it',
  ),
  'size-of-image-ends-with-sections': unusual(
    FIELDS,
    'The image ends with its last section, rounded up to the section alignment.',
    'nobody: Wine runs it',
  ),
  'size-of-headers-covers-headers': broken(
    FIELDS,
    'The size of the headers covers all of the headers.',
    'ReactOS (PeFmtCreateSection)',
  ),
  'size-of-headers-aligned': unusual(
    FIELDS,
    'The size of the headers is a multiple of the file alignment.',
    'nobody: Wine runs it',
  ),
  'size-of-headers-in-file': unusual(
    FIELDS,
    'The headers, to their claimed size, are in the file.',
    'nobody: Wine runs it',
  ),
  'size-of-headers-before-sections': broken(
    FIELDS,
    'The headers, to their claimed size, end before the first section in memory.',
    'ReactOS (PeFmtCreateSection): the first section starts where the headers end',
  ),
} as const;

/** Bytes, of every machine whose images Windows still loads. */
const PAGE_SIZE = 0x1000;
const LEAST_FILE_ALIGNMENT = 0x200;
const MOST_FILE_ALIGNMENT = 0x1_0000;

/** Alignments, and the sizes of image and headers. */
export const ALIGNMENT = headerArea(RULES, (image, report) => {
  checkAlignments(image, report);
  checkSizeOfImage(image, report);
  checkSizeOfHeaders(image, report);
});

/** Whether a value is a multiple; an alignment of 0, which breaks a rule of its own, asks for none. */
export function isAligned(value: number, alignment: number): boolean {
  return alignment === 0 || value % alignment === 0;
}

/** The next multiple of an alignment, or the value itself. */
export function roundUp(value: number, alignment: number): number {
  return alignment === 0 ? value : Math.ceil(value / alignment) * alignment;
}

/** File offset behind the section table, the last of the headers. */
export function headersEnd({ header, sectionTable }: CheckedImage): number {
  return sectionTable + header.value.number_of_sections * coff.SectionHeader.FILE_SIZE;
}

function checkAlignments({ windows }: CheckedImage, report: Report<typeof RULES>): void {
  const { section_alignment: section, file_alignment: file } = windows.value;
  const sectionPlace = windows.place('section_alignment');
  const filePlace = windows.place('file_alignment');
  if (!isPowerOfTwo(section)) {
    report('section-alignment-power-of-two', sectionPlace, hex(section), 'a power of two');
  }
  if (section < file) {
    const expected = `${hex(file)} (file_alignment) or more`;
    report('section-alignment-covers-file-alignment', sectionPlace, hex(section), expected);
  }
  const isBelowPage = section < PAGE_SIZE;
  const least = isBelowPage ? 1 : LEAST_FILE_ALIGNMENT;
  if (!isPowerOfTwo(file) || file < least || file > MOST_FILE_ALIGNMENT) {
    const expected = `a power of two from ${hex(least)} to ${hex(MOST_FILE_ALIGNMENT)}`;
    report('file-alignment-power-of-two', filePlace, hex(file), expected);
  }
  if (isBelowPage && file !== section) {
    const expected = `${hex(section)} (section_alignment, which is below a page)`;
    report('file-alignment-below-a-page', filePlace, hex(file), expected);
  }
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}

function checkSizeOfImage({ windows, sections }: CheckedImage, report: Report<typeof RULES>): void {
  const { size_of_image, size_of_headers, section_alignment } = windows.value;
  const place = windows.place('size_of_image');
  if (!isAligned(size_of_image, section_alignment)) {
    const expected = `a multiple of ${hex(section_alignment)}`;
    report('size-of-image-aligned', place, hex(size_of_image), expected);
  }
  const end = sections.reduce((most, section) => Math.max(most, section.end), size_of_headers);
  const size = roundUp(end, section_alignment);
  if (size_of_image < size) {
    report('size-of-image-covers-sections', place, hex(size_of_image), `${hex(size)} or more`);
  } else if (size_of_image > size) {
    report('size-of-image-ends-with-sections', place, hex(size_of_image), hex(size));
  }
}

function checkSizeOfHeaders(image: CheckedImage, report: Report<typeof RULES>): void {
  const { bytes, windows, sections } = image;
  const { size_of_headers, file_alignment } = windows.value;
  const place = windows.place('size_of_headers');
  const found = hex(size_of_headers);
  const end = headersEnd(image);
  if (size_of_headers < end) {
    report('size-of-headers-covers-headers', place, found, `${hex(end)} or more`);
  }
  if (!isAligned(size_of_headers, file_alignment)) {
    report('size-of-headers-aligned', place, found, `a multiple of ${hex(file_alignment)}`);
  }
  if (size_of_headers > bytes.length) {
    report('size-of-headers-in-file', place, found, `${hex(bytes.length)} (the file) or less`);
  }
  const first = sections[0]?.start;
  if (first !== undefined && size_of_headers > first) {
    const expected = `${hex(first)} (the first section) or less`;
    report('size-of-headers-before-sections', place, found, expected);
  }
}
