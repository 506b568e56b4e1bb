import { hex } from '../../text/numbers';
import { coff } from '../../../reference';
import { objectFile, RECORD } from '../../../reference/coff/testing/object-file';
import { DelayLoadDescriptor, ExportDirectory } from '../read/layouts';
import { ImageEditor } from '../check/image-editor';
import { validImage } from '../check/testing/images';
import { fixture } from '../../case/object-import/testing/fixtures';
import type { Problems } from './inspection';
import { inspectedImage, inspectedObject } from './testing/inspected';

const { EXPORT, IMPORT, DELAY_IMPORT, BASERELOC } = coff.DirectoryEntry;

/** A DLL with one mistake. */
function broken(change: (editor: ImageEditor) => void): ReturnType<typeof inspectedImage> {
  const editor = new ImageEditor(validImage('features.dll'));
  change(editor);
  return inspectedImage(editor.bytes);
}

/** Offset and text of what cannot be read. */
function problemsOf({ problems }: Problems): readonly string[] {
  return problems.map(({ offset, expected }) => `${hex(offset)}: ${expected}`);
}

describe('headers', () => {
  test('whose size says that there is no optional header have one', () => {
    const image = broken((editor) => {
      editor.setHeader('size_of_optional_header', 0);
    });
    expect(image.headers.optional_header).toMatchObject({ image_base: '0x180000000' });
    expect(problemsOf(image.headers)).toEqual([]);
    expect(image.directories.rows).toHaveLength(16);
  });

  test('of an unknown magic are read as far as their size shows', () => {
    const image = broken((editor) => {
      editor.setOptional('magic', 0x107);
    });
    expect(problemsOf(image.headers)).toEqual([
      '0x90: 0x10b (PE32) or 0x20b (PE32+), got 0x107 (OptionalHeader.magic)',
    ]);
    expect(image.headers.optional_header).toMatchObject({
      standard: { magic: 0x107 },
      image_base: '0x180000000',
    });
  });

  test('with more directories than the loader knows', () => {
    const image = broken((editor) => {
      editor.setOptional('number_of_rva_and_sizes', 0xffff_ffff);
    });
    expect(image.directories.rows).toHaveLength(16);
    expect(problemsOf(image.directories)).toEqual([]);
  });

  test('of a file that ends in them', () => {
    const image = inspectedImage(validImage('features.dll').slice(0, 0xa0));
    expect(problemsOf(image.headers)).toEqual([
      '0x90: 24 bytes or more, got 16 bytes (OptionalHeader)',
    ]);
    expect(problemsOf(image.sections)).toEqual(['0x180: 7 section headers, got 0 in 160 bytes']);
  });
});

describe('sections', () => {
  test('more than the file has', () => {
    const object = objectFile().slice(0, 20 + 40 + 39);
    const { sections } = inspectedObject(object);
    expect(sections.rows.map(({ name }) => name)).toEqual(['.text']);
    expect(problemsOf(sections)).toEqual([
      '0x64: 6 bytes of raw data of section 1, got 0',
      '0x3c: 2 section headers, got 1 in 99 bytes',
    ]);
  });

  test('with a name that is in no string table', () => {
    const object = objectFile();
    coff.Header.write(object, 0, { ...coff.Header.read(object), pointer_to_symbol_table: 0 });
    const { sections } = inspectedObject(object);
    expect(sections.rows[1]?.name).toBe('/4');
    expect(problemsOf(sections)).toEqual([
      '0x3c: a name in the string table, got /4: there is no symbol table, and so no string table after it',
    ]);
  });

  test('that go on after the end of the file', () => {
    const image = broken((editor) => {
      editor.setSection('.reloc', 'size_of_raw_data', 0x400);
    });
    expect(problemsOf(image.sections)).toEqual([
      '0x1200: 1024 bytes of raw data of section 7, got 512',
    ]);
    expect(image.base_relocations.problems).toEqual([]);
  });
});

describe('imports', () => {
  const { ImportDirectoryEntry: Entry } = coff;

  test('in no section', () => {
    const image = broken((editor) => {
      editor.setDirectory(IMPORT, 'virtual_address', 0x9000_0000);
    });
    expect(image.imports.rows).toEqual([]);
    expect(problemsOf(image.imports)).toEqual([
      '0x108: a row of zeroes, got 0 rows to the end of memory (ImageDataDirectory[IMPORT].virtual_address)',
    ]);
  });

  test('without their names', () => {
    let at = 0;
    const image = broken((editor) => {
      at = editor.at(editor.directory(IMPORT));
      editor.setField(Entry, at, 'name_rva', 0x9000);
      editor.set(editor.at(0x2260), 8, 0x9000);
    });
    const [dll] = image.imports.rows;
    expect(dll).toMatchObject({ name: null, functions: [{ name: null, hint: null }] });
    expect(dll?.problems).toEqual([
      {
        offset: at + Entry.offsetOf('name_rva'),
        expected: 'an RVA in a section, got 0x9000 (ImportDirectoryEntry[0].name_rva)',
      },
      {
        offset: 0x860,
        expected:
          'the RVA of a hint and name, got 0x9000 (ImportDirectoryEntry[0].import_lookup_table_rva -> ImportLookupEntry64[0])',
      },
    ]);
  });

  test('whose table has no end', () => {
    const image = broken((editor) => {
      const at = editor.at(editor.directory(DELAY_IMPORT));
      const end = editor.fillLastPage();
      editor.setField(DelayLoadDescriptor, at, 'import_name_table_rva', end - 16);
      editor.bytes.fill(0x80, -16);
    });
    const [dll] = image.delay_imports.rows;
    expect(dll?.functions.map(({ ordinal_number }) => ordinal_number)).toEqual([0x8080, 0x8080]);
    expect(dll?.problems.at(-1)?.expected).toBe(
      'a table that an entry of zero ends, got 0x7ff0: 2 entries and no end (DelayLoadDescriptor[0].import_name_table_rva)',
    );
  });

  test('of the old delay-load form have no absolute addresses in a PE32+ image', () => {
    const image = broken((editor) => {
      const at = editor.at(editor.directory(DELAY_IMPORT));
      editor.setField(DelayLoadDescriptor, at, 'attributes', 0);
    });
    expect(image.delay_imports.rows).toMatchObject([
      {
        name: 'delayed.dll',
        functions: [{ name: 'Delayed', address_rva: 0x3028 }, { ordinal_number: 9 }],
        problems: [],
      },
    ]);
  });
});

describe('exports', () => {
  /** A DLL whose export directory has another value. */
  function withField(field: 'number_of_name_pointers' | 'address_table_entries', value: number) {
    return broken((editor) => {
      editor.setField(ExportDirectory, editor.at(editor.directory(EXPORT)), field, value);
    }).exports;
  }

  test('in no section', () => {
    const { exports } = broken((editor) => {
      editor.setDirectory(EXPORT, 'virtual_address', 0x9000);
    });
    expect(exports.directory).toBeNull();
    expect(problemsOf(exports)).toEqual([
      '0x100: 40 bytes or more, in a section, got 169 at 0x9000 (ImageDataDirectory[EXPORT].virtual_address)',
    ]);
  });

  test('with tables that go on after their section', () => {
    const exports = withField('number_of_name_pointers', 0xffff_ffff);
    expect(exports.rows.length).toBeGreaterThan(0);
    // What lies after the tables is taken for names and ordinals, up to the end of the section.
    expect(exports.problems.map(({ expected }) => expected)).toContainEqual(
      expect.stringMatching(/^below 9 \(address_table_entries\), got/),
    );
    expect(exports.more_problems).toBeGreaterThan(0);
    const more = withField('address_table_entries', 0xffff_ffff);
    expect(more.problems[0]?.expected).toMatch(/^a table in a section, got 4294967295 entries/);
  });

  test('with a name of no address', () => {
    const exports = withField('address_table_entries', 8);
    expect(exports.rows.map(({ name }) => name)).not.toContain('variable');
    expect(exports.problems.map(({ expected }) => expected)).toEqual([
      'below 8 (address_table_entries), got 8 (ExportDirectory.ordinal_table_rva[3])',
    ]);
  });

  test('without their names', () => {
    const { exports } = broken((editor) => {
      editor.set(editor.at(0x21cf), 4, 0x9000);
    });
    expect(exports.rows).toHaveLength(5);
    expect(problemsOf(exports)).toEqual([
      '0x7cf: an RVA in a section, got 0x9000 (ExportDirectory.name_pointer_rva[0])',
    ]);
  });
});

describe('base relocations', () => {
  test.each([
    ['too small', 4, 0, 'a multiple of 4 from 8 on, got 0x4'],
    [
      'larger than the directory',
      0x1000,
      14,
      '0x24 (the rest of the directory) or less, got 0x1000',
    ],
  ])('in a block that is %s', (_, size, entries, problem) => {
    const { base_relocations } = broken((editor) => {
      editor.set(editor.at(editor.directory(BASERELOC)) + 4, 4, size);
    });
    expect(base_relocations.rows.map((block) => block.entries.length)).toEqual([entries]);
    expect(problemsOf(base_relocations)).toEqual([
      `0x1204: ${problem} (BaseRelocationDirectoryEntry[0].block_size)`,
    ]);
  });

  test('end with zeroes', () => {
    const { base_relocations } = broken((editor) => {
      const size = editor.getDirectory(BASERELOC, 'size');
      editor.setDirectory(BASERELOC, 'size', size + 8);
      editor.setSection('.reloc', 'virtual_size', size + 8);
    });
    expect(base_relocations).toMatchObject({ rows: { length: 2 }, problems: [] });
  });
});

describe('symbols', () => {
  const { pointer_to_symbol_table: table } = coff.Header.read(objectFile());
  const SIZE = coff.Symbol.sizeOf();

  test('more than the file has', () => {
    const object = objectFile().slice(0, table + SIZE * RECORD.mainDefinition + 1);
    const { symbols } = inspectedObject(object);
    expect(symbols.rows.map(({ name }) => name)).toEqual(['.file', '.text', 'mainmain']);
    expect(problemsOf(symbols)).toEqual([
      '0xce: 11 symbol records, got 5',
      '0xcd: 1 auxiliary records, got 0',
    ]);
  });

  test('with a name after the string table', () => {
    const object = objectFile();
    object[table + SIZE * RECORD.longName + 4] = 200;
    const { symbols, relocations } = inspectedObject(object);
    expect(symbols.rows.at(-1)?.name).toBeNull();
    expect(problemsOf(symbols)).toEqual(['0x128: a name at offset 0xc8 of the string table']);
    expect(relocations.rows[0]?.relocations).toMatchObject([{ symbol: null }]);
  });

  test('with a string table that is cut', () => {
    const object = objectFile().slice(0, -1);
    expect(problemsOf(inspectedObject(object).symbols)).toEqual([
      '0x13a: a string table of 53 bytes, got 52',
      '0x128: a name at offset 0x19 of the string table',
    ]);
  });
});

describe('relocations', () => {
  test('more than the file has', () => {
    const object = Uint8Array.from(fixture('clang-i386'));
    const at = coff.Header.SIZE;
    const header = coff.SectionHeader.read(object, at);
    const pointer_to_relocations = object.length - coff.Relocation.FILE_SIZE - 1;
    coff.SectionHeader.write(object, at, { ...header, pointer_to_relocations });
    const [text] = inspectedObject(object).relocations.rows;
    expect(text?.relocations).toHaveLength(1);
    expect(text?.problems.at(-1)).toEqual({
      offset: object.length - 1,
      expected: '5 relocations, got 1',
    });
  });

  test('of no symbol', () => {
    const object = objectFile();
    const { pointer_to_relocations: at } = coff.SectionHeader.read(object, coff.Header.SIZE);
    object[at + coff.Relocation.offsetOf('symbol_table_index')] = RECORD.mainDefinition;
    const [text] = inspectedObject(object).relocations.rows;
    expect(text?.problems).toEqual([{ offset: at + 4, expected: 'the index of a symbol, got 5' }]);
  });
});
