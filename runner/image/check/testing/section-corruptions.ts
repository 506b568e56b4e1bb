import { hex } from '../../../text/numbers';
import { coff } from '../../../../reference';
import { corruptions, type Corruption } from './corruption';
import type { ImageEditor } from '../image-editor';

const ROW = coff.SectionHeader.FILE_SIZE;
/** CNT_UNINITIALIZED_DATA, MEM_READ and MEM_WRITE. */
const UNINITIALIZED_DATA = 0xc000_0080;

/** A corruption that adds a flag to the section of data. */
function flagged(rule: string, flag: number): readonly [string, string, Corruption['corrupt']] {
  return [
    rule,
    `section flag ${hex(flag)}`,
    (image) => {
      image.setSection('.data', 'flags', image.getSection('.data', 'flags') | flag);
    },
  ];
}

/** A corruption that sets a field of the section of data. */
function field(
  rule: string,
  name: string,
  key: string,
  change: (old: number, image: ImageEditor) => number,
): readonly [string, string, Corruption['corrupt']] {
  return [
    rule,
    name,
    (image) => {
      image.setSection('.data', key, change(image.getSection('.data', key), image));
    },
  ];
}

/** The section table. */
export const SECTION_CORRUPTIONS: readonly Corruption[] = corruptions(
  ['golden', 'features.dll', 'program.exe'],
  [
    field(
      'section-address-aligned',
      'an address in the middle of a page',
      'virtual_address',
      (old) => old + 1,
    ),
    field('section-not-empty', 'an empty section', 'virtual_size', (_, image) => {
      image.setSection('.data', 'size_of_raw_data', 0);
      return 0;
    }),
    [
      'sections-ascending',
      'rows of the section table swapped',
      (image) => {
        const first = image.bytes.slice(image.sectionTable, image.sectionTable + ROW);
        image.bytes.copyWithin(
          image.sectionTable,
          image.sectionTable + ROW,
          image.sectionTable + 2 * ROW,
        );
        image.bytes.set(first, image.sectionTable + ROW);
      },
    ],
    [
      'sections-ascending',
      'two sections at one address',
      (image) => {
        const [first = '', second = ''] = image.sectionNames;
        image.setSection(second, 'virtual_address', image.getSection(first, 'virtual_address'));
      },
    ],
    [
      'sections-adjacent',
      'a gap between sections',
      (image) => {
        const last = image.sectionNames.at(-1) ?? '';
        image.setSection(
          last,
          'virtual_address',
          image.getSection(last, 'virtual_address') + 0x1000,
        );
      },
    ],
    [
      'sections-disjoint',
      'a section that reaches into the next',
      (image) => {
        const [first = ''] = image.sectionNames;
        image.setSection(first, 'virtual_size', 0x1800);
      },
    ],
    [
      'sections-adjacent',
      'a gap behind the headers',
      (image) => {
        const [first = ''] = image.sectionNames;
        image.setSection(first, 'virtual_address', 0x1000 * 2);
      },
    ],
    field('section-in-image', 'a section of 2^32 - 1 bytes', 'virtual_size', () => 0xffffffff),
    field('section-in-image', 'a section beyond the image', 'virtual_address', () => 0x7fff0000),
    field('section-raw-data-has-place', 'no pointer to raw data', 'pointer_to_raw_data', () => 0),
    [
      'section-uninitialized-raw-size',
      'uninitialized data with a raw size',
      (image) => {
        image.setSection('.data', 'flags', UNINITIALIZED_DATA);
        image.setSection('.data', 'pointer_to_raw_data', 0);
      },
    ],
    field(
      'section-raw-data-in-file',
      'raw data beyond the file',
      'pointer_to_raw_data',
      () => 0x7fff0000,
    ),
    field('section-raw-data-in-file', '2 GiB of raw data', 'size_of_raw_data', () => 0x80000000),
    [
      'section-raw-data-in-file',
      'cut in the raw data',
      (image) => {
        const ends = image.sectionNames.map((name) =>
          image.getSection(name, 'size_of_raw_data') === 0
            ? 0
            : image.getSection(name, 'pointer_to_raw_data') +
              image.getSection(name, 'size_of_raw_data'),
        );
        image.cut(Math.max(...ends) - 1);
      },
    ],
    field(
      'section-raw-data-aligned',
      'raw data one byte further on',
      'pointer_to_raw_data',
      (old) => old + 1,
    ),
    field(
      'section-raw-size-aligned',
      'one byte of raw data less',
      'size_of_raw_data',
      (old) => old - 1,
    ),
    field(
      'section-raw-data-behind-headers',
      'raw data in the headers',
      'pointer_to_raw_data',
      () => 0x200,
    ),
    field(
      'section-raw-data-disjoint',
      'the raw data of another section',
      'pointer_to_raw_data',
      (_, image) => image.getSection('.text', 'pointer_to_raw_data'),
    ),
    field(
      'section-raw-data-disjoint',
      'raw data that reaches into that of others',
      'size_of_raw_data',
      (_, image) => image.bytes.length & ~0x1ff,
    ),
    field('section-relocations-none', 'a number of relocations', 'number_of_relocations', () => 1),
    field(
      'section-relocations-none',
      'a pointer to relocations',
      'pointer_to_relocations',
      () => 0x400,
    ),
    field('section-line-numbers-in-file', 'line numbers nowhere', 'number_of_linenumbers', () => 5),
    field(
      'section-line-numbers-in-file',
      'line numbers beyond the file',
      'pointer_to_linenumbers',
      () => 0x7fff0000,
    ),
    ...[0x1, 0x2, 0x4, 0x10, 0x100, 0x400, 0x20000, 0x40000, 0x80000].map((flag) =>
      flagged('section-flags-reserved', flag),
    ),
    ...[0x8, 0x200, 0x800, 0x1000].map((flag) => flagged('section-flags-of-objects', flag)),
    field(
      'section-accessible',
      'data that nothing can be done with',
      'flags',
      (old) => old & 0x1fff_ffff,
    ),
    [
      'section-code-not-writable',
      'code that can be written',
      (image) => {
        image.setSection('.text', 'flags', 0xe000_0020);
      },
    ],
    [
      'section-name-padded',
      'a byte behind the NUL of a name',
      (image) => {
        image.set(image.sectionHeader('.data') + 7, 1, 0x41);
      },
    ],
  ],
);
