import { coff } from '../../../reference';
import { memoryModel } from '../../difference/picture/memory-model';
import { viewImage } from '../../difference/image-view';
import { checkImage } from '../check/check-image';
import { inspectedImage } from '../inspect/testing/inspected';
import { readImage } from './image';
import { brokenTableRules, importedNames } from './testing/every-reader';
import { Data, smallHeadersEnd, smallImage, type SmallImage } from './testing/small-image';

const { IMPORT, DELAY_IMPORT, BASERELOC } = coff.DirectoryEntry;

/** Tables of one function of one DLL, as they are at RVA 0x2000. */
function importTables(size = 0x200, dll = 0x2080, name = 'ExitProcess'): Data {
  return new Data(size)
    .u32(0x00, 0x2040, 0, 0, dll, 0x2060)
    .u64(0x40, 0x20a0n, 0n)
    .u64(0x60, 0x20a0n, 0n)
    .text(0x80, 'kernel32.dll')
    .text(0xa2, name);
}

/** An image whose section at 0x2000 has the import tables. */
function withImports(data: Data, more: Partial<SmallImage> = {}, virtualSize = 0x200): Uint8Array {
  return smallImage({
    sections: [
      { name: '.text', start: 0x1000, virtualSize: 0x200, data: new Uint8Array(0x200).fill(0xc3) },
      { name: '.idata', start: 0x2000, virtualSize, data: data.bytes },
    ],
    directories: new Map([[IMPORT, [0x2000, 40]]]),
    ...more,
  });
}

/** Sets a field of a row of the section table, counted from 0. */
function setSection(bytes: Uint8Array, row: number, field: string, value: number): void {
  const fields = coff.SectionHeader.fields.find(({ name }) => name === field);
  const at = smallHeadersEnd(row) + (fields?.offset ?? NaN);
  new DataView(bytes.buffer).setUint32(at, value, true);
}

const EXIT_PROCESS = ['kernel32.dll!ExitProcess'];

describe('every reader of an image reads what the loader maps', () => {
  test('tables after virtual_size, in the last page of their section', () => {
    const bytes = withImports(importTables(), {}, 0x10);
    expect(importedNames(bytes)).toEqual({
      inspect: EXIT_PROCESS,
      diff: EXIT_PROCESS,
      meaning: EXIT_PROCESS,
    });
    expect(brokenTableRules(bytes)).toEqual([]);
  });

  test('a name in UTF-8', () => {
    const bytes = withImports(importTables(0x200, 0x2080, 'grün'));
    const names = ['kernel32.dll!grün'];
    expect(importedNames(bytes)).toEqual({ inspect: names, diff: names, meaning: names });
    expect(brokenTableRules(bytes)).toEqual([]);
  });

  test('the name of a DLL in the headers', () => {
    const afterHeaders = new Data(0x20).text(0, 'kernel32.dll').bytes;
    const bytes = withImports(importTables(0x200, smallHeadersEnd(2)), { afterHeaders });
    expect(importedNames(bytes)).toEqual({
      inspect: EXIT_PROCESS,
      diff: EXIT_PROCESS,
      meaning: EXIT_PROCESS,
    });
    expect(brokenTableRules(bytes)).toEqual([]);
  });

  test('a directory in the headers', () => {
    const afterHeaders = new Data(40).u32(0, 0x2040, 0, 0, 0x2080, 0x2060).bytes;
    const directories = new Map([[IMPORT, [smallHeadersEnd(2), 40] as const]]);
    const bytes = withImports(importTables(), { afterHeaders, directories });
    expect(importedNames(bytes)).toEqual({
      inspect: EXIT_PROCESS,
      diff: EXIT_PROCESS,
      meaning: EXIT_PROCESS,
    });
    expect(brokenTableRules(bytes)).toEqual([]);
  });

  test('a section with a virtual_size of 0, which has the size of its raw data', () => {
    const bytes = withImports(importTables(), {}, 0);
    expect(importedNames(bytes)).toEqual({
      inspect: EXIT_PROCESS,
      diff: EXIT_PROCESS,
      meaning: EXIT_PROCESS,
    });
    expect(brokenTableRules(bytes)).toEqual([]);
    expect(memoryModel(bytes).regions.at(-1)).toMatchObject({
      section: '.idata',
      virtualSize: 0x200,
      landmarks: [{ name: 'import directory' }],
    });
  });

  test('raw data at a pointer that is no multiple of 512: it is rounded down', () => {
    const bytes = withImports(importTables());
    setSection(bytes, 1, 'pointer_to_raw_data', 0x401);
    expect(importedNames(bytes)).toEqual({
      inspect: EXIT_PROCESS,
      diff: EXIT_PROCESS,
      meaning: EXIT_PROCESS,
    });
    expect(checkImage(bytes).map(({ rule }) => rule)).toContain('section-raw-data-aligned');
    expect(brokenTableRules(bytes)).toEqual([]);
  });

  test('a row across two sections', () => {
    const row = new Data(40).u32(0, 0x3040, 0, 0, 0x3080, 0x3060).bytes;
    const rest = importTables().u32(0x40, 0x30a0).u32(0x60, 0x30a0);
    rest.bytes.set(row.subarray(8), 0);
    const first = new Data(0x1000);
    first.bytes.set(row.subarray(0, 8), 0xff8);
    const bytes = smallImage({
      sections: [
        { name: '.a', start: 0x1000, virtualSize: 0x1000, data: new Uint8Array(0x200) },
        { name: '.b', start: 0x2000, virtualSize: 0x1000, data: first.bytes },
        { name: '.c', start: 0x3000, virtualSize: 0x200, data: rest.bytes },
      ],
      directories: new Map([[IMPORT, [0x2ff8, 40]]]),
    });
    expect(importedNames(bytes)).toEqual({
      inspect: EXIT_PROCESS,
      diff: EXIT_PROCESS,
      meaning: EXIT_PROCESS,
    });
    expect(brokenTableRules(bytes)).toEqual([]);
  });

  test.each([
    ['its name', [0, 0x2060]],
    ['its address table', [0x2080, 0]],
  ])('an import row that ends the table by %s alone, and nothing after it', (_what, ending) => {
    const data = importTables().u32(20, 0x1234, 0, 0, ...ending, 1, 1, 1, 0x2080, 0x2060);
    const bytes = withImports(data);
    expect(importedNames(bytes)).toEqual({
      inspect: EXIT_PROCESS,
      diff: EXIT_PROCESS,
      meaning: EXIT_PROCESS,
    });
    expect(brokenTableRules(bytes)).toEqual(['import-terminator-zero']);
  });

  test('a flat image, which has no sections: the file is mapped as it is', () => {
    const headers = smallImage({ sections: [], directories: new Map([[IMPORT, [0x200, 40]]]) });
    const tables = new Data(0x200)
      .u32(0x00, 0x240, 0, 0, 0x280, 0x260)
      .u64(0x40, 0x2a0n, 0n)
      .u64(0x60, 0x2a0n, 0n)
      .text(0x80, 'kernel32.dll')
      .text(0xa2, 'ExitProcess');
    const bytes = Uint8Array.from([...headers.subarray(0, 0x200), ...tables.bytes]);
    const optional = new DataView(bytes.buffer, 0x40 + 4 + coff.Header.SIZE);
    optional.setUint32(16, 0x300, true);
    optional.setUint32(32, 0x200, true);
    optional.setUint32(56, 0x400, true);
    new DataView(bytes.buffer).setUint16(0x40 + 4 + 16, 0, true);
    expect(importedNames(bytes)).toEqual({
      inspect: EXIT_PROCESS,
      diff: EXIT_PROCESS,
      meaning: EXIT_PROCESS,
    });
    expect(brokenTableRules(bytes)).toEqual([]);
    const rules = checkImage(bytes).map(({ rule }) => rule);
    expect(rules.filter((rule) => rule.startsWith('entry-point'))).toEqual([]);
  });

  test('an optional header whose size is said to be 0', () => {
    const bytes = withImports(importTables());
    new DataView(bytes.buffer).setUint16(0x40 + 4 + 16, 0, true);
    expect(readImage(bytes).headers.windows?.value.image_base).toBe(0x40_0000n);
    expect(inspectedImage(bytes).headers.optional_header).toMatchObject({ image_base: '0x400000' });
    expect(checkImage(bytes).map(({ rule }) => rule)).toContain('optional-header-size');
    expect(viewImage(bytes).optional).toMatchObject({ image_base: 0x40_0000n });
  });
});

describe('the name of a section', () => {
  const strings = '.rodata.cst';

  /** An image whose second section has a name, and that has a string table or none. */
  function named(name: string, hasStrings: boolean): Uint8Array {
    const table = new Data(4 + strings.length + 1).text(4, strings);
    table.u32(0, table.bytes.length);
    const bytes = withImports(importTables());
    bytes.set(Buffer.from(name.padEnd(8, '\0'), 'latin1'), smallHeadersEnd(1));
    if (!hasStrings) return bytes;
    new DataView(bytes.buffer).setUint32(0x40 + 4 + 8, bytes.length, true);
    return Uint8Array.from([...bytes, ...table.bytes]);
  }

  test.each([
    ['a decimal offset', '/4', true, strings],
    ["LLVM's offset in base 64", '//AAAAAE', true, strings],
    ['as it is, where there is no string table', '/4', false, '/4'],
    ['as it is, where it is no offset', '/four', true, '/four'],
  ])('is %s', (_, name, hasStrings, expected) => {
    const bytes = named(name, hasStrings);
    expect(readImage(bytes).headers.sections[1]?.name).toBe(expected);
    expect(inspectedImage(bytes).sections).toMatchObject({
      rows: [{}, { name: expected }],
      problems: [],
    });
    expect(viewImage(bytes).sections[1]?.name).toBe(expected);
    expect(memoryModel(bytes).regions.at(-1)?.section).toBe(expected);
    expect(brokenTableRules(bytes)).toEqual([]);
  });

  test('is missing, where its offset is beyond the string table', () => {
    const bytes = named('/99', true);
    expect(readImage(bytes).headers.sections[1]).toMatchObject({
      name: '/99',
      isNameMissing: true,
    });
    expect(brokenTableRules(bytes)).toEqual(['section-long-name']);
  });
});

test('delay-load tables of PE32 with attributes of 0 have absolute addresses', () => {
  const base = 0x40_0000;
  const data = new Data(0x200)
    .u32(0, 0, base + 0x1080, 0, base + 0x1060, base + 0x1040)
    .u32(0x40, base + 0x10a0, 0x8000_0009, 0)
    .text(0x80, 'delayed.dll')
    .text(0xa2, 'Delayed');
  const bytes = smallImage({
    sections: [{ name: '.d', start: 0x1000, virtualSize: 0x200, data: data.bytes }],
    directories: new Map([[DELAY_IMPORT, [0x1000, 64]]]),
    is64: false,
  });
  expect(inspectedImage(bytes).delay_imports.rows).toMatchObject([
    {
      name: 'delayed.dll',
      functions: [{ name: 'Delayed', address_rva: 0x1060 }, { ordinal_number: 9 }],
      problems: [],
    },
  ]);
});

test('a block of zeroes ends the base relocations', () => {
  const data = new Data(0x200).u32(0, 0x1000, 12).u16(8, 0xa100, 0).u32(20, 0x9000_0000, 7);
  const bytes = smallImage({
    sections: [{ name: '.r', start: 0x1000, virtualSize: 0x200, data: data.bytes }],
    directories: new Map([[BASERELOC, [0x1000, 40]]]),
  });
  expect(readImage(bytes).baseRelocations).toMatchObject({ blocks: { length: 1 }, problems: [] });
  expect(brokenTableRules(bytes)).toEqual([]);
});
