import { fc } from '../testing/properties';
import {
  BaseRelocationDirectoryEntry,
  DebugDirectoryEntry,
  DebugInfoDefinition,
  FileDefinition,
  FunctionDefinition,
  Header,
  IMAGE,
  ImageDataDirectory,
  ImportDirectoryEntry,
  ImportHeader,
  ImportHintNameEntry,
  OptionalHeader,
  Relocation,
  SectionDefinition,
  SectionHeader,
  Symbol,
  WeakExternalDefinition,
} from '.';
import { u16, u32, type Codec } from './codec';
import { Layout } from './layout';
import { thrownBy } from './testing/thrown';

const layouts: readonly Layout<Record<string, Codec<unknown>>>[] = [
  Header,
  OptionalHeader,
  OptionalHeader.PE32,
  OptionalHeader['PE32+'],
  ImageDataDirectory,
  BaseRelocationDirectoryEntry,
  DebugDirectoryEntry,
  ImportDirectoryEntry,
  ImportHintNameEntry,
  SectionHeader,
  Symbol,
  FunctionDefinition,
  SectionDefinition,
  FileDefinition,
  WeakExternalDefinition,
  DebugInfoDefinition,
  ImportHeader,
  Relocation,
];

describe.each(layouts.map((layout) => [layout.type, layout] as const))('%s', (_type, layout) => {
  test('any bytes read and written back are the same bytes', () => {
    const length = layout.FILE_SIZE;
    const bytesOfLength = fc.uint8Array({ minLength: length, maxLength: length });
    const property = fc.property(bytesOfLength, (bytes) => {
      const written = new Uint8Array(length);
      layout.write(written, 0, layout.read(bytes));
      expect(written).toEqual(bytes);
    });
    fc.assert(property);
  });

  test('bytes cut short name the field that is not there', () => {
    for (let length = 0; length < layout.FILE_SIZE; length += 1) {
      const error = thrownBy(() => layout.read(new Uint8Array(length)));
      const cut = layout.fields.find(({ offset, size }) => offset + size > length);
      expect(error?.field).toMatch(new RegExp(`\\.${cut?.name ?? 'none'}$`));
      expect(error?.offset).toBe(cut?.offset);
    }
  });
});

test('a struct is read at an offset, little-endian, from a view that starts anywhere', () => {
  const file = new Uint8Array(64).fill(0xee);
  file.set([0x64, 0x86, 3, 0], 24);
  const view = file.subarray(20);
  expect(Header.read(view, 4)).toMatchObject({
    machine: IMAGE.FILE.MACHINE.AMD64,
    number_of_sections: 3,
    time_date_stamp: 0xeeeeeeee,
  });
});

test('writing touches the bytes of the struct alone', () => {
  const bytes = new Uint8Array(16).fill(0xee);
  ImageDataDirectory.write(bytes, 4, { virtual_address: 0x1000, size: 0x20 });
  expect([...bytes.subarray(3, 13)]).toEqual([0xee, 0, 0x10, 0, 0, 0x20, 0, 0, 0, 0xee]);
});

test('offsets and sizes come from the table', () => {
  expect(Header.offsetOf('number_of_sections')).toBe(2);
  expect(OptionalHeader['PE32+'].offsetOf('size_of_image')).toBe(56);
  expect([Header.SIZE, OptionalHeader.PE32.SIZE, SectionHeader.SIZE]).toEqual([20, 96, 40]);
});

test('padding that only memory has is not in the file', () => {
  expect([Relocation.SIZE, Relocation.FILE_SIZE]).toEqual([12, 10]);
  expect([ImportHintNameEntry.SIZE, ImportHintNameEntry.FILE_SIZE]).toEqual([4, 3]);
  expect(Relocation.read(new Uint8Array(10))).toEqual({
    virtual_address: 0,
    symbol_table_index: 0,
    type: 0,
  });
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
  'an offset of %d is outside of any bytes',
  (offset) => {
    expect(thrownBy(() => Header.read(new Uint8Array(64), offset))).toMatchObject({
      code: 'InvalidPEHeader',
    });
  },
);

test('there must be room to write', () => {
  const bytes = new Uint8Array(7);
  const error = thrownBy(() => {
    ImageDataDirectory.write(bytes, 0, { virtual_address: 1, size: 1 });
  });
  expect(error).toMatchObject({ field: 'ImageDataDirectory.size', offset: 4 });
  expect(bytes).toEqual(new Uint8Array(7));
});

test.each([
  ['too large', { virtual_address: 2 ** 32, size: 0 }, /^ImageDataDirectory\.virtual_address: /],
  ['negative', { virtual_address: 0, size: -1 }, /^ImageDataDirectory\.size: -1 is not a u32$/],
  ['not whole', { virtual_address: 0.5, size: 0 }, RangeError],
])('a value that is %s is not written as another', (_what, value, error) => {
  expect(() => {
    ImageDataDirectory.write(new Uint8Array(8), 0, value);
  }).toThrow(error);
});

test('bytes and 64-bit fields have their widths, too', () => {
  const section = SectionHeader.read(new Uint8Array(40));
  const optional = OptionalHeader['PE32+'].read(new Uint8Array(112));
  expect(() => {
    SectionHeader.write(new Uint8Array(40), 0, { ...section, name: new Uint8Array(9) });
  }).toThrow('SectionHeader.name: 9 bytes are not a [8]u8');
  expect(() => {
    OptionalHeader['PE32+'].write(new Uint8Array(112), 0, { ...optional, image_base: 1n << 64n });
  }).toThrow(RangeError);
});

test('what is read is a copy', () => {
  const bytes = Buffer.alloc(40);
  const { name } = SectionHeader.read(bytes);
  bytes[0] = 1;
  expect(name[0]).toBe(0);
});

test('a table whose size is not the declared one does not load', () => {
  const options = { size: 8, whenCut: 'InvalidPEHeader' } as const;
  expect(() => new Layout('Example', options, { a: u16, b: u32 })).toThrow(
    'Example: 6 bytes instead of 8',
  );
});
