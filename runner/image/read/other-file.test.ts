import { validImage } from '../check/testing/images';
import { fixture } from '../../case/object-import/testing/fixtures';
import { otherFile } from './other-file';

test.each([
  ['a line', Buffer.from('hello\r\n\tworld\n')],
  ['UTF-8', Buffer.from('grün')],
  ['UTF-8 with a byte order mark', Buffer.from('\ufeffhello')],
  ['a character that ends after the first 512 bytes', Buffer.from(`${'a'.repeat(511)}ü`)],
  ['zeroes after the first 512 bytes', Buffer.from(`${'a'.repeat(512)}\0`)],
  ['UTF-16', Buffer.from('\ufeffhello', 'utf16le')],
  ['UTF-16, the high bytes first', Buffer.from('\ufeffhello', 'utf16le').swap16()],
  ['the name of a machine, by chance', Buffer.from('db 1, 2, 3; this is for an assembler')],
])('a text: %s', (_what, bytes) => {
  expect(otherFile(bytes)).toBe('a text');
});

test.each([
  ['a NUL', Buffer.from('hello\0')],
  ['a control character', Buffer.from('hello\x01')],
  ['no UTF-8', Buffer.from([0x68, 0xff, 0x68])],
  ['UTF-16 with a NUL', Buffer.from('\ufeffhello\0', 'utf16le')],
  ['the start of a program', Buffer.from('MZ')],
  ['an image', Buffer.from(validImage('features.dll'))],
  ['an object', fixture('clang-O2')],
])('no text: %s', (_what, bytes) => {
  expect(otherFile(bytes)).toBeNull();
});

test.each([
  ['an empty file', Buffer.alloc(0)],
  ['an ELF file', Buffer.from('\x7fELF\x02')],
  ['an archive', Buffer.from('!<arch>\n')],
  ['a thin archive', Buffer.from('!<thin>\n')],
  ['a Mach-O file', Buffer.from([0xcf, 0xfa, 0xed, 0xfe, 7])],
  ['LLVM bitcode', Buffer.from([0x42, 0x43, 0xc0, 0xde])],
  ['a PDB', Buffer.from('Microsoft C/C++ MSF 7.00\r\n')],
])('%s', (name, bytes) => {
  expect(otherFile(bytes)).toBe(name);
});
