import {
  Coff,
  DirectoryEntry,
  ImportDirectoryEntry,
  ImportHintNameEntry,
  ImportLookupEntry32,
  ImportLookupEntry64,
  Strtab,
} from '.';
import { u64 } from './codec';
import { helloImage } from './testing/image-file';

test('a 32-bit entry is by name or by ordinal', () => {
  expect(ImportLookupEntry32.getImportByName(0x1234)).toEqual({ name_table_rva: 0x1234, flag: 0 });
  expect(ImportLookupEntry32.getImportByOrdinal(0x1234)).toBeNull();
  expect(ImportLookupEntry32.getImportByName(0x8000_0010)).toBeNull();
  expect(ImportLookupEntry32.getImportByOrdinal(0x8000_0010)).toMatchObject({
    ordinal_number: 16,
    flag: 1,
  });
});

test('a 64-bit entry is by name or by ordinal', () => {
  expect(ImportLookupEntry64.getImportByName(0x1234n)?.name_table_rva).toBe(0x1234);
  expect(ImportLookupEntry64.getImportByOrdinal(0x8000_0000n)).toBeNull();
  expect(ImportLookupEntry64.getImportByName(1n << 63n)).toBeNull();
  expect(ImportLookupEntry64.getImportByOrdinal((1n << 63n) | 16n)?.ordinal_number).toBe(16);
});

test('entries are made with the flag of their kind', () => {
  const name = ImportLookupEntry64.ByName.init({ name_table_rva: 0x2040 });
  expect(ImportLookupEntry64.ByName.toInt(name)).toBe(0x2040n);
  const ordinal = ImportLookupEntry32.ByOrdinal.init({ ordinal_number: 1 });
  expect(ImportLookupEntry32.ByOrdinal.toInt(ordinal)).toBe(0x8000_0001);
});

test("the imports of an image: upstream's linker puts all of them in one section", () => {
  const data = helloImage();
  const coff = Coff.init(data, false);
  const directory = coff.getDataDirectories()[DirectoryEntry.IMPORT];
  const section = coff
    .getSectionHeaders()
    .find((each) => each.virtual_address === directory?.virtual_address);
  const offsetOf = (rva: number): number =>
    rva - (section?.virtual_address ?? 0) + (section?.pointer_to_raw_data ?? 0);
  const textAt = (offset: number): string => new Strtab(data).get(offset);

  const imports = ImportDirectoryEntry.read(data, offsetOf(section?.virtual_address ?? 0));
  expect(textAt(offsetOf(imports.name_rva))).toBe('kernel32.dll');
  const view = new DataView(data.buffer);
  const raw = u64.decode(view, offsetOf(imports.import_lookup_table_rva));
  const hintName = offsetOf(ImportLookupEntry64.getImportByName(raw)?.name_table_rva ?? 0);
  const { hint, name } = ImportHintNameEntry.read(data, hintName);
  const first = textAt(hintName + ImportHintNameEntry.offsetOf('name'));
  expect([hint, first]).toEqual([0, 'GetStdHandle']);
  expect(String.fromCharCode(name[0] ?? 0)).toBe('G');
});
