import { validImage } from '../check/testing/images';
import { fixture } from '../../case/object-import/testing/fixtures';
import { fileDescription, fileKind, UnreadableFile } from './file-kind';

/** A file of these bytes, and zeroes up to 64. */
function file(start: string | readonly number[], length = 64): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(Buffer.from(start as string, 'latin1').subarray(0, length));
  return bytes;
}

/** An MS-DOS program with this at its end. */
function program(signature: string): Uint8Array {
  const bytes = new Uint8Array(0x40 + signature.length);
  bytes.set(Buffer.from(`MZ`));
  bytes[0x3c] = 0x40;
  bytes.set(Buffer.from(signature), 0x40);
  return bytes;
}

test('images and objects', () => {
  expect(fileKind(validImage('features.dll'))).toEqual({ kind: 'image', header: 0x7c });
  expect(fileKind(fixture('clang-O2'))).toEqual({ kind: 'object', header: 0 });
  expect(fileKind(file([0, 0, 0xff, 0xff]))).toEqual({ kind: 'import_object', header: 0 });
});

test('objects for no machine have sections that fit the file', () => {
  expect(fileKind(file([0, 0, 1, 0]))).toEqual({ kind: 'object', header: 0 });
  expect(() => fileKind(file([0, 0, 2, 0]))).toThrow(UnreadableFile);
  expect(() => fileKind(file([0, 0, 0, 0]))).toThrow(UnreadableFile);
});

const anonymous = (classId: string): readonly number[] => [
  ...[0, 0, 0xff, 0xff, 2, 0, 0x64, 0x86, 0, 0, 0, 0],
  ...Buffer.from(classId, 'hex'),
];
const bigObjectStart = anonymous('c7a1bad1eebaa94baf20faf66aa4dcb8');
const linkTimeCodeStart = anonymous('38feb30ca5d9ab4dac9bd6b6222653c2');

test('objects made with /bigobj', () => {
  expect(fileKind(file(bigObjectStart))).toEqual({ kind: 'object', header: 0, isBig: true });
});

test.each([
  ['an empty file', new Uint8Array()],
  ['an ELF file', file('\x7fELF')],
  ['an archive: inspect its members one by one', file('!<arch>\n')],
  ['compiled resources', file('\0\0\0\0 \0\0\0\xff\xff\0\0\xff\xff\0\0')],
  ['a file of 2 bytes that starts with 01 02', Buffer.from([1, 2])],
  ['a text', Buffer.from('hi')],
  ['an object made with /bigobj whose header is cut: 40 bytes', file(bigObjectStart, 40)],
  ['an object made with /GL, which is compiled when', file(linkTimeCodeStart)],
  ['an anonymous object of version 1', file([0, 0, 0xff, 0xff, 1])],
  ['an import object whose header is cut: 8 bytes', file([0, 0, 0xff, 0xff], 8)],
  ['an MS-DOS header that is cut: 16 bytes', file('MZ', 16)],
  ['an old program: the signature NE is at 0x40', program('NE\0\0')],
  ['an MS-DOS program: no PE signature is at 0x40', program('abcd')],
  ['an MS-DOS program: nothing is at 0x40', program('')],
  ['an image whose COFF header is cut', program('PE\0\0')],
])('%s', (found, bytes) => {
  expect(() => fileKind(bytes)).toThrow(UnreadableFile);
  expect(() => fileKind(bytes)).toThrow(`expected a PE image or a COFF object, got ${found}`);
});

test('what a file is, in words', () => {
  expect(fileDescription(validImage('features.dll'))).toBe('an image');
  expect(fileDescription(fixture('clang-O2'))).toBe('a COFF object');
  expect(fileDescription(file([0, 0, 0xff, 0xff]))).toMatch(/^an import object, /);
  expect(fileDescription(file('\x7fELF'))).toBe('an ELF file');
  expect(fileDescription(file('!<arch>\n'))).toBe('an archive');
});
