import { coff } from '../../../reference';
import { u32 } from '../../../reference/coff/codec';
import { count, hex, hexBytes } from '../../text/numbers';
import { anonymousKind } from '../coff-object/anonymous-object';
import { BigObjectHeader } from '../coff-object/big-object';
import { ascii, otherFile, type OtherFile } from './other-file';

/** A file is neither PE image nor COFF object; the message says what it is instead. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';

  /**
   * @param found what the file is: "an ELF file"
   * @param advice what to do with it, where the message shall say so
   */
  constructor(
    readonly found: string,
    advice?: string,
  ) {
    const more = advice === undefined ? '' : `: ${advice}`;
    super(`expected a PE image or a COFF object, got ${found}${more}`);
  }
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

/** What to do with some other files. */
const ADVICE: Partial<Record<OtherFile, string>> = {
  'an archive': 'inspect its members one by one',
  'a thin archive': 'inspect the files that it names',
};
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
  const other = otherFile(bytes);
  if (other !== null) throw new UnreadableFile(other, ADVICE[other]);
  if (hasAt(bytes, 0, DOS_SIGNATURE)) return { kind: 'image', header: imageHeader(bytes) };
  if (hasAt(bytes, 0, ANONYMOUS)) return importObject(bytes);
  if (isObject(bytes)) return { kind: 'object', header: 0 };
  const start = hexBytes(bytes.subarray(0, 8));
  throw new UnreadableFile(`a file of ${count(bytes.length, 'byte')} that starts with ${start}`);
}

/** What {@link fileDescription} calls a PE image. */
export const IMAGE_DESCRIPTION = 'an image';

/**
 * What a file is, for who expected something else: "a COFF object", "an ELF file". An image is
 * {@link IMAGE_DESCRIPTION}, whatever its headers say further on.
 */
export function fileDescription(bytes: Uint8Array): string {
  try {
    const { kind } = fileKind(bytes);
    return DESCRIPTIONS[kind];
  } catch (error) {
    if (error instanceof UnreadableFile) return error.found;
    throw error;
  }
}

const DESCRIPTIONS: Readonly<Record<FileKind['kind'], string>> = {
  image: IMAGE_DESCRIPTION,
  object: 'a COFF object',
  import_object: 'an import object, a member of an import library',
};

function imageHeader(bytes: Uint8Array): number {
  const { length } = bytes;
  if (length < PE_POINTER_OFFSET + 4) {
    throw new UnreadableFile(`an MS-DOS header that is cut: ${count(length, 'byte')}`);
  }
  const pointer = u32.decode(new DataView(bytes.buffer, bytes.byteOffset), PE_POINTER_OFFSET);
  const header = pointer + PE_SIGNATURE.length;
  const at = `at ${hex(pointer)}, where the MS-DOS header leads`;
  if (header > length)
    throw new UnreadableFile(`an MS-DOS program: nothing is ${at}, in ${length} bytes`);
  if (hasAt(bytes, pointer, PE_SIGNATURE)) {
    if (header + coff.Header.SIZE <= length) return header;
    throw new UnreadableFile(`an image whose COFF header is cut: the file has ${length} bytes`);
  }
  const old = OLD.find((name) => hasAt(bytes, pointer, ascii(name)));
  if (old !== undefined) throw new UnreadableFile(`an old program: the signature ${old} is ${at}`);
  throw new UnreadableFile(`an MS-DOS program: no PE signature is ${at}`);
}

function importObject(bytes: Uint8Array): FileKind {
  if (bytes.length < coff.ImportHeader.SIZE) {
    throw new UnreadableFile(`an import object whose header is cut: ${bytes.length} bytes`);
  }
  const kind = anonymousKind(bytes);
  if (kind === 'import') return { kind: 'import_object', header: 0 };
  if (kind === 'big') {
    if (bytes.length >= BigObjectHeader.SIZE) return { kind: 'object', header: 0, isBig: true };
    throw new UnreadableFile(
      `an object made with /bigobj whose header is cut: ${bytes.length} bytes`,
    );
  }
  if (kind === 'link-time code') {
    throw new UnreadableFile(
      'an object made with /GL, which is compiled when the program is linked',
    );
  }
  const { version } = coff.ImportHeader.read(bytes);
  throw new UnreadableFile(`an anonymous object of version ${version}`);
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

function hasAt(bytes: Uint8Array, offset: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, i) => bytes[offset + i] === byte);
}
