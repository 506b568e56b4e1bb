import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { coff } from '../../../reference';
import { readImage } from './image';
import { countReads, mostWork } from './testing/counted-work';
import { READERS } from './testing/every-reader';
import {
  emptyBlocks,
  manyExports,
  manySections,
  oneBlock,
  oneLongExport,
  sharedFunctions,
} from './testing/hostile-images';

const { IMPORT, DELAY_IMPORT, EXPORT, BASERELOC } = coff.DirectoryEntry;

const HOSTILE: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['DLLs that share a table of functions', sharedFunctions(IMPORT, 0x4000)],
  ['twice as many of them', sharedFunctions(IMPORT, 0x8000)],
  ['delay-loaded DLLs that share a table', sharedFunctions(DELAY_IMPORT, 0x4000)],
  ['2^32 - 1 exports', manyExports()],
  ['exports of one long name', oneLongExport(0x4000)],
  ['base relocation blocks of 8 bytes', emptyBlocks(0x4000)],
  ['a base relocation block of 2^32 bytes', oneBlock()],
  ['2,000 sections', manySections(2000)],
];

describe.each(HOSTILE)('%s', (_, bytes) => {
  mostlySlowTest.each(Object.entries(READERS))('bound the work of %s', (_name, read) => {
    const { reads, characters } = countReads(read, bytes);
    expect(reads).toBeLessThan(mostWork(bytes).reads);
    expect(characters).toBeLessThan(mostWork(bytes).characters);
  });
});

test.each([
  ['an import table', IMPORT, sharedFunctions(IMPORT, 0x8000)],
  ['a delay-load import table', DELAY_IMPORT, sharedFunctions(DELAY_IMPORT, 0x8000)],
  ['an export table', EXPORT, manyExports()],
  ['a base relocation table', BASERELOC, oneBlock()],
])('the budget of an image ends %s, which says so', (_, index, bytes) => {
  const image = readImage(bytes);
  const { imports, delayImports, exports, baseRelocations } = image;
  const table = {
    [IMPORT]: imports,
    [DELAY_IMPORT]: delayImports,
    [EXPORT]: exports,
    [BASERELOC]: baseRelocations,
  }[index];
  expect(table?.problems.at(-1)).toMatchObject({ kind: 'tables-fit-file' });
});

test('what the budget leaves is for the tables that are read later', () => {
  const image = readImage(sharedFunctions(IMPORT, 0x8000));
  const before = image.headers.budget.left;
  expect(image.imports?.dlls.length).toBeGreaterThan(1);
  expect(image.headers.budget.left).toBeLessThan(before);
  expect(image.headers.budget.left).toBe(0);
});
