import { isUtf8 } from 'node:buffer';

/** A byte that is not UTF-8 becomes this plus the byte: a surrogate alone, which no UTF-8 decodes to. */
const STRAY_BYTE = 0xdc00;

/** Bytes of a UTF-8 sequence by its first byte; 0 if none begins so. Whether the others go on is another question. */
function sequenceSize(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

/**
 * Text of bytes that should be UTF-8, so that different bytes make different texts. Each byte that is not UTF-8 becomes
 * a surrogate alone, U+DC80 to U+DCFF (as in Python's `surrogateescape`, PEP 383). A byte order mark stays.
 */
export function losslessText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isUtf8(bytes)) return buffer.toString();
  const pieces: string[] = [];
  let start = 0;
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] as number;
    const size = sequenceSize(first);
    const isSequence =
      size === 1 ||
      (size > 1 && at + size <= bytes.length && isUtf8(buffer.subarray(at, at + size)));
    if (isSequence) {
      at += size;
      continue;
    }
    pieces.push(buffer.toString('utf8', start, at), String.fromCharCode(STRAY_BYTE + first));
    at += 1;
    start = at;
  }
  pieces.push(buffer.toString('utf8', start));
  return pieces.join('');
}

/** What {@link losslessText} has, as it is shown: each byte that is not UTF-8 as `\xff`. */
export function shownText(text: string): string {
  return text.replaceAll(/[\udc80-\udcff]/gu, (stray) => {
    return String.raw`\x${(stray.charCodeAt(0) - STRAY_BYTE).toString(16)}`;
  });
}

/** The same in quotes and on one line, with escapes as those of a string literal of a case. */
export function quotedText(text: string): string {
  // Each piece is what lies between stray bytes, which JSON would escape as surrogates.
  const pieces = text.split(/([\udc80-\udcff])/u);
  const quoted = pieces.map((piece, index) =>
    index % 2 === 1 ? shownText(piece) : JSON.stringify(piece).slice(1, -1),
  );
  return `"${quoted.join('')}"`;
}
