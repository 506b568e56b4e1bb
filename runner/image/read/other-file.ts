/** What is neither a PE image nor a COFF object, as the first bytes tell. */
export type OtherFile =
  | 'an empty file'
  | 'a text'
  | 'a PE signature: the header of an image without its MS-DOS part'
  | 'an ELF file'
  | 'an archive'
  | 'a thin archive'
  | 'LLVM bitcode'
  | 'a Mach-O file'
  | 'a Mach-O file for several machines, or a Java class'
  | 'a WebAssembly module'
  | 'a PDB'
  | 'compiled resources (.res)';

const STARTS: readonly (readonly [start: readonly number[], name: OtherFile])[] = [
  [ascii('PE\0\0'), 'a PE signature: the header of an image without its MS-DOS part'],
  [[0x7f, ...ascii('ELF')], 'an ELF file'],
  [ascii('!<arch>\n'), 'an archive'],
  [ascii('!<thin>\n'), 'a thin archive'],
  [[...ascii('BC'), 0xc0, 0xde], 'LLVM bitcode'],
  [[0xde, 0xc0, 0x17, 0x0b], 'LLVM bitcode'],
  [[0xcf, 0xfa, 0xed, 0xfe], 'a Mach-O file'],
  [[0xce, 0xfa, 0xed, 0xfe], 'a Mach-O file'],
  [[0xca, 0xfe, 0xba, 0xbe], 'a Mach-O file for several machines, or a Java class'],
  [[0, ...ascii('asm')], 'a WebAssembly module'],
  [ascii('Microsoft C/C++ MSF'), 'a PDB'],
  [[0, 0, 0, 0, 0x20, 0, 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0], 'compiled resources (.res)'],
];

/** Byte order marks, with the encodings that they stand for. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Bytes that are read to tell a text: headers of other files have NULs among as many. */
const TEXT_START = 512;

/** All control characters but those that texts have: tab, line feed, form feed, carriage return, escape. */
// oxlint-disable-next-line no-control-regex
const NO_TEXT = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/;

/** Tells what a file is that is neither a PE image nor a COFF object; null if its start does not tell. */
export function otherFile(bytes: Uint8Array): OtherFile | null {
  if (bytes.length === 0) return 'an empty file';
  const known = STARTS.find(([start]) => startsWith(bytes, start))?.[1];
  if (known !== undefined) return known;
  return isText(bytes.subarray(0, TEXT_START)) ? 'a text' : null;
}

/** Whether a file starts with these bytes. */
export function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}

/** The bytes of an ASCII text. */
export function ascii(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

/** UTF-8, or UTF-16 with a byte order mark. The start of a program is none, however short. */
function isText(start: Uint8Array): boolean {
  if (startsWith(start, ascii('MZ'))) return false;
  const encoding = MARKS.find(([mark]) => startsWith(start, mark))?.[1] ?? 'utf-8';
  try {
    // The last character may be cut.
    const text = new TextDecoder(encoding, { fatal: true }).decode(start, { stream: true });
    return !NO_TEXT.test(text);
  } catch {
    return false;
  }
}
