import { coff } from '../../../reference';
import { isInTurn } from '../../testing/turn';
import { readImage } from './image';
import { countReads, mostWork } from './testing/counted-work';
import { READERS } from './testing/every-reader';
import {
  emptyBlocks,
  manySections,
  oneLongExport,
  sharedFunctions,
} from './testing/hostile-images';

const { IMPORT, DELAY_IMPORT } = coff.DirectoryEntry;

/** ms, on a slow machine: linear work takes a few seconds, quadratic work hours. */
const GENEROUS = 120_000;

/** A sample has one reader of so many for each image, others each day. */
const PARTS = 4;

describe.each([
  [0, 'DLLs that share a table of functions', sharedFunctions(IMPORT, 0x4_0000)],
  [1, 'delay-loaded DLLs that share a table', sharedFunctions(DELAY_IMPORT, 0x4_0000)],
  [2, 'exports of one long name', oneLongExport(0x4_0000)],
  [3, 'base relocation blocks of 8 bytes', emptyBlocks(0x10_0000)],
  [4, '65,535 sections', manySections(0xffff)],
])('%i: %s', (number, _, bytes) => {
  test.each(Object.entries(READERS).filter((_reader, index) => isInTurn(number + index, PARTS)))(
    'bound the work of %s',
    (_name, read) => {
      const { reads, characters } = countReads(read, bytes);
      expect(reads).toBeLessThan(mostWork(bytes).reads);
      expect(characters).toBeLessThan(mostWork(bytes).characters);
    },
    GENEROUS,
  );
});

test('of 65,535 sections each is found by its address', () => {
  const { headers, memory } = readImage(manySections(0xffff));
  expect(headers.sections).toHaveLength(0xffff);
  for (const number of [1, 2, 4096, 30_000, 0xffff]) {
    expect(memory.sectionAt(number * 0x1000 + 5)?.number).toBe(number);
  }
  expect(memory.isMapped(0x1000, 0xffff * 0x1000)).toBe(true);
  expect(memory.isMapped(0x1000, 0xffff * 0x1000 + 1)).toBe(false);
});
