import { coff } from '../../../reference';
import { writeImportLibrary } from './import-library';
import { readWrittenObject } from './testing/read-object';

const { ImportHeader, ImportNameType, ImportType } = coff;

/** Members by the offset of their headers; the first is the linker member. */
function readArchive(archive: Buffer): ReadonlyMap<number, { name: string; bytes: Buffer }> {
  expect(archive.toString('latin1', 0, 8)).toBe('!<arch>\n');
  const members = new Map<number, { name: string; bytes: Buffer }>();
  for (let at = 8; at < archive.length;) {
    const header = archive.toString('latin1', at, at + 60);
    expect(header.slice(58)).toBe('`\n');
    const size = Number(header.slice(48, 58));
    members.set(at, {
      name: header.slice(0, 16).trimEnd(),
      bytes: archive.subarray(at + 60, at + 60 + size),
    });
    at += 60 + size + (size % 2);
  }
  return members;
}

/** The name of the member that the linker member has for each symbol. */
function readIndex(archive: Buffer): Readonly<Record<string, string | undefined>> {
  const members = readArchive(archive);
  const [index] = members.values();
  if (index === undefined) throw new Error('an empty archive');
  const count = index.bytes.readUInt32BE();
  const names = index.bytes.toString('latin1', 4 + 4 * count).split('\0');
  return Object.fromEntries(
    names
      .slice(0, count)
      .map((name, i) => [name, members.get(index.bytes.readUInt32BE(4 + 4 * i))?.name]),
  );
}

const library = Buffer.from(
  writeImportLibrary('AMD64', [
    { symbol: '@ExitProcess@1', libName: 'kernel32', isUndecorated: true },
    { symbol: '?f@4', libName: 'b.c', isUndecorated: false },
    { symbol: '@Sleep@2', libName: 'kernel32', isUndecorated: true },
  ]),
);

describe('an import library', () => {
  it('knows the member of each symbol', () => {
    expect(readIndex(library)).toEqual({
      __IMPORT_DESCRIPTOR_kernel32: '00000000.0/',
      __LOOKUP_TABLE_kernel32: '00000000.0/',
      __DLL_NAME_kernel32: '00000000.0/',
      __ADDRESS_TABLE_kernel32: '00000000.0/',
      '@ExitProcess@1': '00000000.1/',
      '__imp_@ExitProcess@1': '00000000.1/',
      '@Sleep@2': '00000000.1/',
      '__imp_@Sleep@2': '00000000.1/',
      '\x7fkernel32_NULL_THUNK_DATA': '00000000.2/',
      '__IMPORT_DESCRIPTOR_b.c': '00000001.0/',
      '__LOOKUP_TABLE_b.c': '00000001.0/',
      '__DLL_NAME_b.c': '00000001.0/',
      '__ADDRESS_TABLE_b.c': '00000001.0/',
      '?f@4': '00000001.1/',
      '__imp_?f@4': '00000001.1/',
      '\x7fb.c_NULL_THUNK_DATA': '00000001.2/',
    });
  });

  it('has a short import for each function', () => {
    const shorts = [...readArchive(library).values()].filter(({ name }) => name.endsWith('.1/'));
    const read = shorts.map(({ bytes }) => {
      const { sig2, machine, size_of_data, types } = ImportHeader.read(bytes);
      const strings = bytes.subarray(ImportHeader.FILE_SIZE);
      expect({ sig2, machine, size_of_data }).toEqual({
        sig2: 0xffff,
        machine: coff.IMAGE.FILE.MACHINE.AMD64,
        size_of_data: strings.length,
      });
      expect(types.type).toBe(ImportType.CODE);
      return [ImportNameType.name(types.name_type), strings.toString('latin1')];
    });
    expect(read).toEqual([
      ['NAME_UNDECORATE', '@ExitProcess@1\0kernel32.dll\0'],
      ['NAME_UNDECORATE', '@Sleep@2\0kernel32.dll\0'],
      ['NAME_NOPREFIX', '?f@4\0b.c.dll\0'],
    ]);
  });

  it('has objects around those of a DLL, which start and end its tables', () => {
    const objects = [...readArchive(library).values()].filter(({ name }) =>
      ['00000001.0/', '00000001.2/'].includes(name),
    );
    const [first, last] = objects.map(({ bytes }) => readWrittenObject(bytes));
    expect(first?.sections.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['.idata$2', 20],
      ['.idata$4', 0],
      ['.idata$5', 0],
      ['.idata$7', 'b.c.dll\0'.length],
    ]);
    const type = coff.IMAGE.REL.AMD64.ADDR32NB;
    expect(first?.sections[0]?.relocations).toEqual([
      { offset: 0, symbol: '__LOOKUP_TABLE_b.c', type },
      { offset: 12, symbol: '__DLL_NAME_b.c', type },
      { offset: 16, symbol: '__ADDRESS_TABLE_b.c', type },
    ]);
    expect(last?.sections.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['.idata$4', 8],
      ['.idata$5', 8],
    ]);
  });

  it('has one DLL for all spellings of its name, under the first of them', () => {
    const both = Buffer.from(
      writeImportLibrary('AMD64', [
        { symbol: '@ExitProcess@1', libName: 'kernel32', isUndecorated: true },
        { symbol: '@Sleep@2', libName: 'KERNEL32', isUndecorated: true },
      ]),
    );
    const descriptors = Object.keys(readIndex(both)).filter((name) => name.includes('DESCRIPTOR'));
    expect(descriptors).toEqual(['__IMPORT_DESCRIPTOR_kernel32']);
    expect(both.toString('latin1')).toContain('@Sleep@2\0kernel32.dll\0');
    expect(both.toString('latin1')).not.toContain('KERNEL32');
  });

  it('has tables of 4 bytes an entry for I386', () => {
    const functions = [{ symbol: '@f@1', libName: 'a', isUndecorated: true }];
    const members = [...readArchive(Buffer.from(writeImportLibrary('I386', functions))).values()];
    const [first, last] = [members[1], members.at(-1)].map((member) =>
      readWrittenObject(member?.bytes ?? Buffer.alloc(0)),
    );
    expect(first?.sections[0]?.relocations[0]?.type).toBe(coff.IMAGE.REL.I386.DIR32NB);
    expect(last?.sections.map(({ bytes }) => bytes.length)).toEqual([4, 4]);
  });
});
