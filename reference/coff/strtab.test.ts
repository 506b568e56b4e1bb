import { Coff, Strtab } from '.';
import { padded } from './testing/bytes';
import { objectFile } from './testing/object-file';
import { thrownBy } from './testing/thrown';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const strtab = new Strtab(bytes('\x0c\0\0\0one\0two\0'), 0x100);

test('strings start at offsets that count the size', () => {
  expect([strtab.get(4), strtab.get(8), strtab.get(9), strtab.get(7)]).toEqual([
    'one',
    'two',
    'wo',
    '',
  ]);
});

test("an object's table is all of it, the size too", () => {
  const found = Coff.init(objectFile(), false).getStrtab();
  expect(found?.buffer[0]).toBe(found?.buffer.length);
  expect(found?.get(4)).toBe('.debug$abbreviations');
});

test.each([12, -1, 0.5, Number.NaN, 2 ** 32])('there is no string at %d', (offset) => {
  expect(thrownBy(() => strtab.get(offset))).toMatchObject({ code: 'MissingStringTable' });
  expect(thrownBy(() => strtab.has(bytes('one'), offset))).not.toBeNull();
});

test('a string needs its NUL', () => {
  const cut = new Strtab(padded('\x07\0\0\0one', 7), 0x100);
  expect(thrownBy(() => cut.get(4))).toMatchObject({
    code: 'MissingStringTable',
    field: 'Strtab.buffer',
    offset: 0x104,
  });
  expect(cut.has(bytes('one'), 4)).toBe(false);
});

test('a string can be compared without reading all of it', () => {
  expect(strtab.has(bytes('one'), 4)).toBe(true);
  expect(strtab.has(bytes('on'), 4)).toBe(false);
  expect(strtab.has(bytes('ones'), 4)).toBe(false);
});
