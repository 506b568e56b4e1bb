import { losslessText } from './lossless-text';

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** An escape, or a run of characters that stand for themselves. */
const PIECE = /\\x([0-9a-fA-F]{2})|\\u\{([0-9a-fA-F]{1,6})\}|\\([nrt\\"'])|([^\\"\n]+)/uy;

/**
 * The bytes of a Zig string literal, quotes included in `literal`.
 * @returns null if it is none
 */
export function zigStringBytes(literal: string): Buffer | null {
  if (literal.length < 2 || !literal.startsWith('"') || !literal.endsWith('"')) return null;
  const body = literal.slice(1, -1);
  const bytes: Buffer[] = [];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < body.length) {
    const match = PIECE.exec(body);
    if (match === null) return null;
    const [, hex, codePoint, simple, plain] = match;
    if (hex !== undefined) bytes.push(Buffer.from(hex, 'hex'));
    else if (codePoint !== undefined) {
      const value = Number.parseInt(codePoint, 16);
      if (value > 0x10ffff) return null;
      bytes.push(Buffer.from(String.fromCodePoint(value)));
    } else bytes.push(Buffer.from(simple === undefined ? (plain ?? '') : (SIMPLE[simple] ?? '')));
  }
  return Buffer.concat(bytes);
}

/**
 * The text of a Zig string literal, quotes included in `literal`. Bytes that are not UTF-8 are as `losslessText` has them.
 * @returns null if it is none
 */
export function parseZigString(literal: string): string | null {
  const bytes = zigStringBytes(literal);
  return bytes === null ? null : losslessText(bytes);
}

/** Text as a Zig string literal; the bytes of one that {@link parseZigString} has read are the same again. */
export function writeZigString(text: string): string {
  const escaped = text.replaceAll(/["\\]|\p{Cc}|[\udc80-\udcff]/gu, (character) => {
    const code = character.charCodeAt(0);
    const isByte = code < 0x80 || code >= 0xdc80;
    const hex = (code < 0xdc80 ? code : code & 0xff).toString(16).padStart(2, '0');
    return ESCAPES.get(character) ?? (isByte ? `\\x${hex}` : `\\u{${hex}}`);
  });
  return `"${escaped}"`;
}

const ESCAPES = new Map(
  Object.entries(SIMPLE)
    .filter(([, character]) => character !== "'")
    .map(([letter, character]) => [character, `\\${letter}`]),
);
