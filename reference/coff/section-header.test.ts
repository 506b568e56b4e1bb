import { SectionHeader } from '.';
import { padded } from './testing/bytes';
import { thrownBy } from './testing/thrown';

const named = (name: string): SectionHeader => ({
  ...SectionHeader.read(new Uint8Array(SectionHeader.SIZE)),
  name: padded(name, 8),
});

test.each([
  ['', ''],
  ['.text', '.text'],
  ['.eightch', '.eightch'],
])('the name %j is in the header', (name, expected) => {
  expect(SectionHeader.getName(named(name))).toBe(expected);
  expect(SectionHeader.getNameOffset(named(name))).toBeNull();
});

test.each([
  ['/4', 4],
  ['/9999999', 9_999_999],
])('the name %j is in the string table', (name, expected) => {
  expect(SectionHeader.getName(named(name))).toBeNull();
  expect(SectionHeader.getNameOffset(named(name))).toBe(expected);
});

test.each(['/', '/x', '//AAAAAA', '/-1', '/1.5'])('the name %j is nowhere', (name) => {
  expect(thrownBy(() => SectionHeader.getNameOffset(named(name), 0x40))).toMatchObject({
    code: 'MissingStringTable',
    field: 'SectionHeader.name',
    offset: 0x40,
  });
});

test('bytes that are no UTF-8 are a name all the same', () => {
  const header = { ...named(''), name: new Uint8Array(8).fill(0xff) };
  expect(SectionHeader.getName(header)).toBe('\u{fffd}'.repeat(8));
});

test.each([1, 2, 16, 4096, 8192])('an alignment of %d bytes', (alignment) => {
  const header = named('.text');
  SectionHeader.setAlignment(header, alignment);
  expect(SectionHeader.getAlignment(header)).toBe(alignment);
  const tag = SectionHeader.Flags.Align.name(header.flags.ALIGN);
  expect(tag).toBe(`${alignment}BYTES`);
});

test('no alignment, and one without a tag', () => {
  const header = named('.text');
  expect(SectionHeader.getAlignment(header)).toBeNull();
  header.flags.ALIGN = SectionHeader.Flags.Align.fromInt(15);
  expect(SectionHeader.getAlignment(header)).toBe(16384);
});

test.each([0, 3, 0.5, -8, 16384])('%d is no alignment', (alignment) => {
  expect(() => {
    SectionHeader.setAlignment(named('.text'), alignment);
  }).toThrow(RangeError);
});

test('code and COMDAT data are told by flags', () => {
  const flags = SectionHeader.Flags.fromInt(0x1020);
  expect(SectionHeader.isCode({ ...named(''), flags })).toBe(true);
  expect(SectionHeader.isComdat({ ...named(''), flags })).toBe(true);
  expect(SectionHeader.isCode(named(''))).toBe(false);
  expect(SectionHeader.isComdat(named(''))).toBe(false);
});
