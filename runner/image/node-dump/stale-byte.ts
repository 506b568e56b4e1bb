import { piecesOf, type Dump } from './dump-pieces';
import { digitOf } from './node-line-bytes';
import { readNodeBytes } from './read-node-bytes';

const SPACE = 0x20;
const LINE_FEED = 0x0a;

/** Digits of the file offset in front of the bytes, and the two spaces between. */
const OFFSET_DIGITS = 8;
const BYTES_AT = OFFSET_DIGITS + 2;

/** The most bytes that a line has. */
const LINE_BYTES = 16;

/** Where the column of ASCII begins, from the first digit of the offset on. */
const ASCII_AT = BYTES_AT + 3 * LINE_BYTES + 1;

/** The value of each byte as a hex digit; NO_DIGIT of what is none. */
const NO_DIGIT = 0x10;
const DIGITS = Uint8Array.from({ length: 0x100 }, (_, byte) => {
  const digit = digitOf(byte, 16);
  return digit < 0 ? NO_DIGIT : digit;
});

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
  if (!mayBeStale(dump, image)) return null;
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

/**
 * Whether any line that looks like contents has another byte than the image. It does not read the other lines, which
 * takes several times as long; the name of a symbol may hold line feeds, and then look like contents.
 */
function mayBeStale(dump: Dump, image: Uint8Array): boolean {
  for (const bytes of piecesOf(dump)) {
    for (let start = 0; start < bytes.length;) {
      let at = start;
      while (bytes[at] === SPACE) at += 1;
      const offset = offsetAt(bytes, at);
      if (offset < 0) {
        const end = bytes.indexOf(LINE_FEED, at);
        start = end < 0 ? bytes.length : end + 1;
        continue;
      }
      let count = 0;
      for (let place = at + BYTES_AT; count < LINE_BYTES; count += 1, place += 3) {
        const high = DIGITS[bytes[place] as number] as number;
        const low = DIGITS[bytes[place + 1] as number] as number;
        if (high === NO_DIGIT || low === NO_DIGIT) break;
        if (high * 16 + low !== image[offset + count]) return true;
      }
      // Behind the bytes as ASCII, of which there are as many.
      const end = at + ASCII_AT + count;
      const found = bytes[end] === LINE_FEED ? end : bytes.indexOf(LINE_FEED, at);
      start = found < 0 ? bytes.length : found + 1;
    }
  }
  return false;
}

/** The file offset that a line of contents begins with; -1 of any other line. */
function offsetAt(bytes: Uint8Array, at: number): number {
  if (at + BYTES_AT > bytes.length) return -1;
  let offset = 0;
  for (let i = at; i < at + OFFSET_DIGITS; i += 1) {
    const digit = DIGITS[bytes[i] as number] as number;
    if (digit === NO_DIGIT) return -1;
    offset = offset * 16 + digit;
  }
  const isContents = bytes[at + OFFSET_DIGITS] === SPACE && bytes[at + OFFSET_DIGITS + 1] === SPACE;
  return isContents ? offset : -1;
}

/** The first such byte of one line: indent, file offset, two spaces, bytes in hex. */
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
