import { slowTest } from '../../../reference/testing/slow-test';
import { coff } from '../../../reference';
import { objectFile, RECORD } from '../../../reference/coff/testing/object-file';
import { fixture, OBJECTS } from '../../case/object-import/testing/fixtures';
import { PARTS } from './inspection';
import { isAllRead } from './is-all-read';
import { importObjectFile } from './testing/import-object';
import { inspectedImportObject, inspectedObject } from './testing/inspected';

test.each(OBJECTS)('%s.obj can be read in full', (name) => {
  const object = inspectedObject(fixture(name));
  expect(isAllRead(object, PARTS)).toBe(true);
  expect(object.relocations.rows.length).toBeGreaterThan(0);
});

describe('an object of clang', () => {
  const object = inspectedObject(fixture('clang-i386'));

  it('has sections with their alignment', () => {
    expect(object.headers).toMatchObject({
      coff_header: { machine: 'I386' },
      optional_header: null,
    });
    expect(object.sections.rows[0]).toMatchObject({
      name: '.text',
      flags: ['CNT_CODE', 'ALIGN=16BYTES', 'MEM_EXECUTE', 'MEM_READ'],
    });
  });

  it('has relocations with types of its machine, and the names of symbols', () => {
    const [text] = object.relocations.rows;
    expect(text).toMatchObject({ number: 1, section: '.text' });
    expect(text?.relocations).toHaveLength(5);
    const types = new Set(text?.relocations.map(({ type }) => type));
    expect([...types].sort()).toEqual(['DIR32', 'REL32']);
  });
});

describe('symbols', () => {
  const { rows } = inspectedObject(objectFile()).symbols;
  const aux = (index: number): unknown => rows.find((row) => row.index === index)?.aux;

  it('are counted with their auxiliary records', () => {
    expect(rows.map(({ index }) => index)).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('may have long names', () => {
    expect(rows.at(-1)).toEqual({
      index: RECORD.longName,
      name: 'a_function_with_a_long_name',
      value: 0,
      section_number: 1,
      type: { complex_type: 'FUNCTION', base_type: 'NULL' },
      storage_class: 'EXTERNAL',
      number_of_aux_symbols: 0,
      aux: [],
    });
  });

  it('say what their auxiliary records are', () => {
    expect(aux(RECORD.file)).toEqual([{ file_def: { file_name: 'hello.c' } }]);
    expect(aux(RECORD.main)).toEqual([
      {
        func_def: {
          tag_index: RECORD.begin,
          total_size: 6,
          pointer_to_linenumber: 0,
          pointer_to_next_function: 0,
        },
      },
    ]);
    expect(aux(RECORD.begin)).toEqual([
      { debug_info: { linenumber: 42, pointer_to_next_function: 0 } },
    ]);
    expect(aux(RECORD.weak)).toEqual([
      { weak_ext: { tag_index: RECORD.main, flag: 'SEARCH_ALIAS' } },
    ]);
  });

  it('of sections have COMDAT selections', () => {
    const { symbols } = inspectedObject(fixture('clang-O2'));
    const comdat = symbols.rows.find(({ aux: [first] }) => {
      return first !== undefined && 'sect_def' in first && first.sect_def.selection !== 'NONE';
    });
    expect(comdat).toMatchObject({
      storage_class: 'STATIC',
      aux: [
        {
          sect_def: {
            number_of_linenumbers: 0,
            selection: expect.stringMatching(/^[A-Z]/) as string,
          },
        },
      ],
    });
  });

  it('of static functions have function definitions, as GNU as writes them', () => {
    const { symbols } = inspectedObject(fixture('gcc-O2'));
    expect(symbols.rows.find(({ name }) => name === 'number')?.aux).toMatchObject([
      { func_def: { total_size: 0 } },
    ]);
  });

  it('keep auxiliary records that have no structure', () => {
    const object = objectFile();
    const { pointer_to_symbol_table: table } = coff.Header.read(object);
    const at = table + coff.Symbol.SIZE * RECORD.main;
    object[at + coff.Symbol.offsetOf('storage_class')] = coff.StorageClass.LABEL;
    const main = inspectedObject(object).symbols.rows.find(({ index }) => index === RECORD.main);
    expect(main?.aux).toEqual([
      { unknown: '06 00 00 00 06 00 00 00 00 00 00 00 00 00 00 00 00 00' },
    ]);
  });

  it('may name a file in the string table, as GNU ld writes long ones', () => {
    const object = objectFile();
    const { pointer_to_symbol_table: table } = coff.Header.read(object);
    const at = table + coff.Symbol.SIZE * RECORD.fileName;
    object.fill(0, at, at + coff.Symbol.SIZE);
    object[at + 4] = 4;
    expect(inspectedObject(object).symbols.rows[0]?.aux).toEqual([
      { file_def: { file_name: '.debug$abbreviations' } },
    ]);
  });
});

describe('names and counts that do not fit their fields', () => {
  /** The header of the section whose name is in the string table. */
  const at = coff.Header.SIZE + coff.SectionHeader.SIZE;

  it('a section name at an offset of more than 7 digits is in base 64', () => {
    const object = objectFile();
    object.set(new TextEncoder().encode('//AAAAAE'), at);
    expect(inspectedObject(object).sections.rows[1]?.name).toBe('.debug$abbreviations');
  });

  /** An object whose first section has its number of relocations in the first of so many. */
  function overflowing(records: number, counted: number): Uint8Array {
    const original = objectFile();
    const section = coff.SectionHeader.read(original, coff.Header.SIZE);
    const object = new Uint8Array(original.length + coff.Relocation.FILE_SIZE * records);
    object.set(original);
    coff.SectionHeader.write(object, coff.Header.SIZE, {
      ...section,
      pointer_to_relocations: original.length,
      number_of_relocations: 0xffff,
      flags: coff.SectionHeader.Flags.init({ ...section.flags, LNK_NRELOC_OVFL: true }),
    });
    coff.Relocation.write(object, original.length, {
      virtual_address: counted,
      symbol_table_index: 0,
      type: 0,
    });
    return object;
  }

  slowTest('more than 65534 relocations are counted in the first one', () => {
    const count = 0x1_0001;
    const [text] = inspectedObject(overflowing(count, count)).relocations.rows;
    expect(text?.problems).toEqual([]);
    expect(text?.relocations).toHaveLength(count - 1);
  });

  it('a first relocation that counts none, not even itself, is a problem', () => {
    const object = inspectedObject(overflowing(1, 0));
    expect(isAllRead(object, PARTS)).toBe(false);
    expect(object.relocations.rows[0]?.problems).toMatchObject([
      { expected: 'the number of relocations, 1 or more, as LNK_NRELOC_OVFL says; got 0' },
    ]);
  });
});

describe('an import object', () => {
  it('has the names of the symbol and of the DLL', () => {
    const { headers } = inspectedImportObject(importObjectFile('Sleep\0kernel32.dll\0'));
    expect(headers).toMatchObject({
      import_header: {
        machine: 'AMD64',
        hint: 5,
        types: { type: 'CODE', name_type: 'NAME', reserved: 0 },
      },
      symbol: 'Sleep',
      dll: 'kernel32.dll',
      export_as: null,
      problems: [],
    });
  });

  it('may have the name in the DLL, too', () => {
    const { NAME_EXPORTAS } = coff.ImportNameType;
    const bytes = importObjectFile('Sleep\0kernel32.dll\0SleepEx\0', NAME_EXPORTAS);
    expect(inspectedImportObject(bytes).headers).toMatchObject({
      import_header: { types: { name_type: 'NAME_EXPORTAS' } },
      export_as: 'SleepEx',
      problems: [],
    });
  });

  it('may be cut', () => {
    const bytes = importObjectFile('Sleep\0kernel32.dll\0').slice(0, 30);
    expect(inspectedImportObject(bytes).headers).toMatchObject({
      symbol: 'Sleep',
      dll: null,
      problems: [
        { offset: 12, expected: '19 bytes after the header, got 10' },
        { offset: 26, expected: 'the name of the DLL that ends with a NUL, in 4 bytes' },
      ],
    });
  });
});
