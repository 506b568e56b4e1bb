import {
  Coff,
  ComdatSelection,
  ComplexType,
  FileDefinition,
  SectionNumber,
  StorageClass,
  Symbol,
  Symtab,
  WeakExternalFlag,
} from '.';
import { objectFile, RECORD, TEXT } from './testing/object-file';
import { thrownBy } from './testing/thrown';

const { Tag } = Symtab;
const symtab = Coff.init(objectFile(), false).getSymtab() as Symtab;
/** Where the symbol table is in the object. */
const OFFSET = 20 + 2 * 40 + TEXT.length + 10;

test('auxiliary records count', () => {
  expect(symtab.len()).toBe(11);
});

describe('a record is read as what its tag says', () => {
  test('symbol', () => {
    const { symbol } = symtab.at(RECORD.main, Tag.symbol);
    expect(Symbol.getName(symbol)).toBe('mainmain');
    expect(Symbol.getNameOffset(symbol)).toBeNull();
    expect(symbol).toMatchObject({
      section_number: 1,
      storage_class: StorageClass.EXTERNAL,
      type: { complex_type: ComplexType.FUNCTION, base_type: 0 },
      number_of_aux_symbols: 1,
    });
  });

  test('symbol with a long name', () => {
    const { symbol } = symtab.at(RECORD.longName, Tag.symbol);
    expect(Symbol.getName(symbol)).toBeNull();
    expect(Symbol.getNameOffset(symbol)).toBe(25);
  });

  test('symbol whose name starts with fewer than four NULs: it is empty, not long', () => {
    const record = { ...symtab.at(RECORD.main, Tag.symbol).symbol };
    record.name = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0);
    expect(Symbol.getName(record)).toBe('');
    expect(Symbol.getNameOffset(record)).toBeNull();
  });

  test('file_def, after a symbol of no section', () => {
    const { symbol } = symtab.at(RECORD.file, Tag.symbol);
    expect(symbol.section_number).toBe(SectionNumber.DEBUG);
    const { file_def } = symtab.at(RECORD.fileName, Tag.file_def);
    expect(FileDefinition.getFileName(file_def)).toBe('hello.c');
  });

  test('sect_def', () => {
    const { tag, sect_def } = symtab.at(RECORD.textDefinition, Tag.sect_def);
    expect(tag).toBe('sect_def');
    expect(sect_def).toMatchObject({
      length: TEXT.length,
      number_of_relocations: 1,
      checksum: 0x1234_5678,
      selection: ComdatSelection.ANY,
    });
  });

  test('func_def', () => {
    const { func_def } = symtab.at(RECORD.mainDefinition, Tag.func_def);
    expect(func_def).toMatchObject({ tag_index: RECORD.begin, total_size: TEXT.length });
  });

  test('debug_info', () => {
    expect(symtab.at(RECORD.beginLine, Tag.debug_info).debug_info.linenumber).toBe(42);
  });

  test('weak_ext', () => {
    expect(symtab.at(RECORD.weakDefault, Tag.weak_ext).weak_ext).toMatchObject({
      tag_index: RECORD.main,
      flag: WeakExternalFlag.SEARCH_ALIAS,
    });
  });
});

test.each([11, -1, 0.5, 2 ** 40, Number.NaN])('there is no record %d', (index) => {
  expect(thrownBy(() => symtab.at(index, Tag.symbol))).toMatchObject({ code: 'InvalidPEHeader' });
});

test('an error says where in the file', () => {
  expect(thrownBy(() => symtab.at(11, Tag.weak_ext))).toMatchObject({
    field: 'WeakExternalDefinition.tag_index',
    offset: OFFSET + 11 * 18,
  });
});

test('there is no seventh tag', () => {
  expect(() => symtab.at(0, Tag.fromInt(6))).toThrow('Symtab.Tag: 6 is not a tag');
});

test('a slice gives one record after another, then null', () => {
  const slice = symtab.slice(RECORD.begin, RECORD.weak);
  expect(slice.num).toBe(2);
  expect(Symbol.getName(slice.next() as Symbol)).toBe('.bf');
  expect(slice.next()).not.toBeNull();
  expect(slice.next()).toBeNull();
  expect(slice.count).toBe(2);
});

test('a slice without an end ends where the table does', () => {
  expect(symtab.slice(RECORD.longName, null).num).toBe(1);
  expect(symtab.slice(11, null).next()).toBeNull();
});

test.each([
  [0, 12],
  [12, null],
  [3, 2],
  [-1, 2],
  [0, 0.5],
])('there is no slice from %d to %d', (start, end) => {
  expect(thrownBy(() => symtab.slice(start, end))).toMatchObject({ code: 'InvalidPEHeader' });
});

test('a table that ends inside a record has no length', () => {
  expect(thrownBy(() => new Symtab(new Uint8Array(19)).len())).toMatchObject({
    code: 'InvalidPEHeader',
    offset: 18,
  });
});

test('a slice that was made by hand with too few bytes is an error', () => {
  const slice = new Symtab.Slice(new Uint8Array(30), 2);
  slice.next();
  expect(thrownBy(() => slice.next())).toMatchObject({
    field: 'Symbol.section_number',
    offset: 18 + 12,
  });
});
