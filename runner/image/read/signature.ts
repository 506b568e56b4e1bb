import { hex } from '../../text/numbers';
import { printableBytes } from '../../text/printable';
import { uint32At } from './byte-ranges';
import { fileDescription } from './file-kind';
import type { HeaderProblem } from './header-problem';
import type { ProblemLog } from './problem';

/** File offset of the 4 bytes that say where the signature is. PE Format, 3.1 MS-DOS Stub. */
export const PE_POINTER_OFFSET = 0x3c;
const DOS_SIGNATURE = 'MZ';
const PE_SIGNATURE = 'PE\0\0';
/** Programs of 16-bit Windows and OS/2, which start as PE images do. */
const OTHER_SIGNATURE = /^(NE|LE|LX)/;

/** Where the headers are, or why the file is no PE image at all. */
export interface Signature {
  /** File offset of the PE signature, or where it would have to be; null if that is not in the file. */
  readonly offset: number | null;
  /** Whether it is there. */
  readonly isThere: boolean;
  /** In a sentence; null if the file has the signature of MS-DOS or of PE. */
  readonly notAnImage: string | null;
}

/** Finds the PE signature. PE Format, 3.1 MS-DOS Stub and 3.2 Signature (Image Only). */
export function findSignature(bytes: Uint8Array, log: ProblemLog<HeaderProblem>): Signature {
  const pointer = uint32At(bytes, PE_POINTER_OFFSET);
  const dosSignature = bytes.subarray(0, DOS_SIGNATURE.length);
  const peSignature = pointer === null ? null : bytes.subarray(pointer, pointer + 4);
  const isDos = latin1(dosSignature) === DOS_SIGNATURE;
  const isThere = peSignature !== null && latin1(peSignature) === PE_SIGNATURE;
  if (!isDos) {
    const place = { offset: 0, field: 'e_magic' };
    log.add('dos-signature', place, `"${printableBytes(dosSignature)}"`, '"MZ"');
  }
  const isInFile = peSignature?.length === PE_SIGNATURE.length;
  if (!isInFile) {
    const place = { offset: PE_POINTER_OFFSET, field: 'e_lfanew' };
    const left = `${Math.max(0, bytes.length - PE_POINTER_OFFSET)} bytes`;
    const found = pointer === null ? left : hex(pointer);
    log.add(
      'pe-signature-in-file',
      place,
      found,
      `an offset in ${hex(bytes.length)} bytes of file`,
    );
  } else if (!isThere && pointer !== null) {
    const place = { offset: pointer, field: 'Signature' };
    log.add('pe-signature', place, `"${printableBytes(peSignature)}"`, '"PE\\x00\\x00"');
  }
  return {
    offset: isInFile ? pointer : null,
    isThere,
    notAnImage: isDos || isThere ? oldProgram(peSignature) : `it is ${fileDescription(bytes)}`,
  };
}

function oldProgram(peSignature: Uint8Array | null): string | null {
  const other = peSignature === null ? null : OTHER_SIGNATURE.exec(latin1(peSignature));
  return other === null ? null : `a program with the signature "${other[0]}"`;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
