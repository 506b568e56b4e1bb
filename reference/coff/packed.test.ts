import { fc } from '../testing/properties';
import {
  BaseRelocation,
  BaseRelocationType,
  DllFlags,
  Header,
  ImportHeader,
  ImportLookupEntry32,
  ImportLookupEntry64,
  ImportNameType,
  ImportType,
  SectionHeader,
  SymType,
} from '.';
import { flag, packed, unsigned } from './packed';

const { Flags } = SectionHeader;

test('flags are made from their names', () => {
  const flags = Header.Flags.init({ EXECUTABLE_IMAGE: true, '32BIT_MACHINE': true });
  expect(flags).toMatchObject({ EXECUTABLE_IMAGE: true, DLL: false });
  expect(Header.Flags.toInt(flags)).toBe(0x102);
  expect(Header.Flags.toInt({ DLL: true })).toBe(0x2000);
});

test('flags are changed by making others', () => {
  const flags = Header.Flags.fromInt(0x102);
  expect(Header.Flags.toInt(Header.Flags.init({ ...flags, DLL: true }))).toBe(0x2102);
});

test('bits without a meaning are kept', () => {
  expect(DllFlags.fromInt(0x1f)._reserved_0).toBe(0x1f);
  expect(Flags.fromInt(0x0001_6416)).toMatchObject({
    unused1: 3,
    unused4: 1,
    unused10: 1,
    unused13: 3,
    unused15: 1,
  });
});

test.each([
  ['Header.Flags', Header.Flags, 16],
  ['DllFlags', DllFlags, 16],
  ['BaseRelocation', BaseRelocation, 16],
  ['SymType', SymType, 16],
  ['SectionHeader.Flags', Flags, 32],
  ['ImportLookupEntry32.ByName', ImportLookupEntry32.ByName, 32],
  ['ImportLookupEntry32.ByOrdinal', ImportLookupEntry32.ByOrdinal, 32],
] as const)('%s: any integer makes the fields that make it', (_name, struct, bits) => {
  const property = fc.property(fc.nat(2 ** bits - 1), (int) => {
    expect(struct.toInt(struct.fromInt(int))).toBe(int);
  });
  fc.assert(property);
});

test.each([
  ['ByName', ImportLookupEntry64.ByName],
  ['ByOrdinal', ImportLookupEntry64.ByOrdinal],
] as const)(
  'ImportLookupEntry64.%s: any integer makes the fields that make it',
  (_name, struct) => {
    const property = fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (int) => {
      expect(struct.toInt(struct.fromInt(int))).toBe(int);
    });
    fc.assert(property);
  },
);

describe('a packed union is one field under several names', () => {
  test('of which one is enough', () => {
    expect(Flags.toInt({ union14: { GPREL: true } })).toBe(0x8000);
    expect(Flags.toInt({ union14: { mask: 1 } })).toBe(0x8000);
    expect(Flags.toInt({ union16: { MEM_PURGEABLE: true } })).toBe(0x2_0000);
    expect(Flags.toInt({ union16: {} })).toBe(0);
  });

  test('all of which are read', () => {
    expect(Flags.fromInt(0x8000).union14).toEqual({ mask: 1, GPREL: true, MEM_FARDATA: true });
  });

  test('which may not disagree', () => {
    expect(() => Flags.init({ union16: { MEM_PURGEABLE: true, MEM_16BIT: false } })).toThrow(
      'coff.SectionHeader.Flags.union16: its names are one field, but were given unlike values',
    );
  });
});

test('enumerations in bits keep values without a tag', () => {
  const { type } = BaseRelocation.fromInt(0xf123);
  expect(type).toBe(15);
  expect(BaseRelocationType.name(type)).toBeUndefined();
  const entry = { offset: 0x123, type: BaseRelocationType.DIR64 };
  expect(BaseRelocation.toInt(entry)).toBe(0xa123);
});

test('a field takes no more than its bits', () => {
  expect(() => BaseRelocation.init({ offset: 0x1000 })).toThrow(
    'coff.BaseRelocation.offset: 4096 is not a u12',
  );
  expect(() => Header.Flags.fromInt(0x1_0000)).toThrow(RangeError);
  expect(() => ImportLookupEntry64.ByName.fromInt(-1n)).toThrow(RangeError);
});

test('wide and odd fields are exact', () => {
  const raw = 0xffff_ffff_0000_abcdn;
  expect(ImportLookupEntry64.ByOrdinal.fromInt(raw)).toEqual({
    ordinal_number: 0xabcd,
    unused: 0x7fff_ffff_0000,
    flag: 1,
  });
  expect(ImportLookupEntry64.ByName.fromInt(0x7fff_ffff_ffff_ffffn)).toEqual({
    name_table_rva: 0x7fff_ffff,
    unused: 0xffff_ffff,
    flag: 0,
  });
});

test('the types of an import header: 2, 3 and 11 bits', () => {
  const bytes = new Uint8Array(20);
  bytes.set([0b1110_1001, 0xff], 18);
  expect(ImportHeader.read(bytes).types).toEqual({
    type: ImportType.DATA,
    name_type: ImportNameType.NAME_NOPREFIX,
    reserved: 0x7ff,
  });
});

test('fields that do not cover the integer do not load', () => {
  expect(() => packed('Example', 8, { a: flag, b: unsigned(6) })).toThrow(
    'Example: fields cover 7 of 8 bits',
  );
});
