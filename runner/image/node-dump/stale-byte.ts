import { piecesOf, type Dump } from './dump-pieces';
import { digitOf } from './node-line-bytes';
import { readNodeBytes } from './read-node-bytes';

/** Digits of the file offset in front of the bytes, and the two spaces between. */
const OFFSET_DIGITS = 8;
const BYTES_AT = OFFSET_DIGITS + 2;

/** The most bytes that a line has. */
const LINE_BYTES = 16;

/** A byte that a node dump and its image do not have in common. */
export interface StaleByte {
  /** Bytes from the image's start. */
  readonly offset: number;
  readonly inDump: number;
  /** Undefined behind the end of the image. */
  readonly inImage: number | undefined;
}

/**
 * The first byte in the contents of a node dump that its image does not have: the dump is that of another image, or the
 * image was changed since.
 * @returns null if there is none
 * @throws NodeDumpError that names the line
 */
export function staleByte(dump: Dump, image: Uint8Array): StaleByte | null {
  let first: StaleByte | null = null;
  readNodeBytes(
    piecesOf(dump),
    () => undefined,
    (bytes, start, end) => {
      first ??= staleInLine(bytes, start, end, image);
    },
  );
  return first;
}

/** The same of one line: indent, file offset, two spaces, bytes in hex. */
function staleInLine(
  line: Uint8Array,
  start: number,
  end: number,
  image: Uint8Array,
): StaleByte | null {
  let at = start;
  while (line[at] === 0x20) at += 1;
  let offset = 0;
  for (let i = 0; i < OFFSET_DIGITS; i += 1) offset = offset * 16 + digitOf(line[at + i], 16);
  at += BYTES_AT;
  for (let i = 0; i < LINE_BYTES && at + 2 <= end; i += 1, offset += 1, at += 3) {
    const [high, low] = [digitOf(line[at], 16), digitOf(line[at + 1], 16)];
    // A line with fewer bytes is filled with spaces.
    if (high < 0 || low < 0) return null;
    const inDump = high * 16 + low;
    const inImage = image[offset];
    if (inDump !== inImage) return { offset, inDump, inImage };
  }
  return null;
}
