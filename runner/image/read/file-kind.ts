import { coff } from '../../../reference';
import { u32 } from '../../../reference/coff/codec';
import { count, hex, hexBytes } from '../../text/numbers';
import { anonymousKind } from '../coff-object/anonymous-object';
import { BigObjectHeader } from '../coff-object/big-object';

/** A file is neither PE image nor COFF object; the message says what it is instead. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** What a file is, and where its COFF header is, in bytes. */
export interface FileKind {
  readonly kind: 'image' | 'object' | 'import_object';
  readonly header: number;
  /** Whether it is an object made with /bigobj, whose header and symbols are laid out otherwise. */
  readonly isBig?: true;
}

/** File offset of the 4 bytes that say where the signature is. PE Format, 3.1 MS-DOS Stub. */
const PE_POINTER_OFFSET = 0x3c;

/** Other files, by their first bytes. */
const OTHERS: readonly (readonly [start: readonly number[], name: string])[] = [
  [ascii('PE\0\0'), 'a PE signature: the header of an image without its MS-DOS part'],
  [[0x7f, ...ascii('ELF')], 'an ELF file'],
  [ascii('!<arch>\n'), 'an archive: inspect its members one by one'],
  [ascii('!<thin>\n'), 'a thin archive: inspect the files that it names'],
  [[...ascii('BC'), 0xc0, 0xde], 'LLVM bitcode'],
  [[0xde, 0xc0, 0x17, 0x0b], 'LLVM bitcode'],
  [[0xcf, 0xfa, 0xed, 0xfe], 'a Mach-O file'],
  [[0xce, 0xfa, 0xed, 0xfe], 'a Mach-O file'],
  [[0xca, 0xfe, 0xba, 0xbe], 'a Mach-O file for several machines, or a Java class'],
  [[0, ...ascii('asm')], 'a WebAssembly module'],
  [ascii('Microsoft C/C++ MSF'), 'a PDB'],
  [[0, 0, 0, 0, 0x20, 0, 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0], 'compiled resources (.res)'],
];
/** What an image starts with. PE Format, 3.1 MS-DOS Stub. */
const DOS_SIGNATURE = ascii('MZ');
/** What is before an image's COFF header. PE Format, 3.2 Signature (Image Only). */
const PE_SIGNATURE = ascii('PE\0\0');
/** No machine, and 0xffff sections: no plain object. PE Format, 8.1 Import Header. */
const ANONYMOUS = [0, 0, 0xff, 0xff];
/** Programs for 16-bit Windows and OS/2, by their signatures. */
const OLD = ['NE', 'LE', 'LX'] as const;

/**
 * Tells what a file is.
 * @throws UnreadableFile if it is none of these
 */
export function fileKind(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) throw expected('an empty file');
  const other = OTHERS.find(([start]) => hasAt(bytes, 0, start))?.[1];
  if (other !== undefined) throw expected(other);
  if (hasAt(bytes, 0, DOS_SIGNATURE)) return { kind: 'image', header: imageHeader(bytes) };
  if (hasAt(bytes, 0, ANONYMOUS)) return importObject(bytes);
  if (isObject(bytes)) return { kind: 'object', header: 0 };
  const start = hexBytes(bytes.subarray(0, 8));
  throw expected(`a file of ${count(bytes.length, 'byte')} that starts with ${start}`);
}

function imageHeader(bytes: Uint8Array): number {
  const { length } = bytes;
  if (length < PE_POINTER_OFFSET + 4) {
    throw expected(`an MS-DOS header that is cut: ${count(length, 'byte')}`);
  }
  const pointer = u32.decode(new DataView(bytes.buffer, bytes.byteOffset), PE_POINTER_OFFSET);
  const header = pointer + PE_SIGNATURE.length;
  const at = `at ${hex(pointer)}, where the MS-DOS header leads`;
  if (header > length) throw expected(`an MS-DOS program: nothing is ${at}, in ${length} bytes`);
  if (hasAt(bytes, pointer, PE_SIGNATURE)) {
    if (header + coff.Header.SIZE <= length) return header;
    throw expected(`an image whose COFF header is cut: the file has ${length} bytes`);
  }
  const old = OLD.find((name) => hasAt(bytes, pointer, ascii(name)));
  if (old !== undefined) throw expected(`an old program: the signature ${old} is ${at}`);
  throw expected(`an MS-DOS program: no PE signature is ${at}`);
}

function importObject(bytes: Uint8Array): FileKind {
  if (bytes.length < coff.ImportHeader.SIZE) {
    throw expected(`an import object whose header is cut: ${bytes.length} bytes`);
  }
  const kind = anonymousKind(bytes);
  if (kind === 'import') return { kind: 'import_object', header: 0 };
  if (kind === 'big') {
    if (bytes.length >= BigObjectHeader.SIZE) return { kind: 'object', header: 0, isBig: true };
    throw expected(`an object made with /bigobj whose header is cut: ${bytes.length} bytes`);
  }
  if (kind === 'link-time code') {
    throw expected('an object made with /GL, which is compiled when the program is linked');
  }
  const { version } = coff.ImportHeader.read(bytes);
  throw expected(`an anonymous object of version ${version}`);
}

/** Whether it starts with a machine; one for no machine has tables that fit the file, too. */
function isObject(bytes: Uint8Array): boolean {
  if (bytes.length < coff.Header.SIZE) return false;
  const header = coff.Header.read(bytes);
  const { MACHINE } = coff.IMAGE.FILE;
  if (header.machine !== MACHINE.UNKNOWN) return MACHINE.name(header.machine) !== undefined;
  const sections = header.number_of_sections * coff.SectionHeader.SIZE;
  const symbols = header.number_of_symbols * coff.Symbol.sizeOf();
  return (
    sections > 0 &&
    header.size_of_optional_header === 0 &&
    coff.Header.SIZE + sections <= bytes.length &&
    header.pointer_to_symbol_table + symbols <= bytes.length
  );
}

function expected(found: string): UnreadableFile {
  return new UnreadableFile(`expected a PE image or a COFF object, got ${found}`);
}

function hasAt(bytes: Uint8Array, offset: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, i) => bytes[offset + i] === byte);
}

function ascii(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
