/**
 * A text of a file or program as one line that a terminal shows as it is: control characters, marks
 * of direction and unassigned code points are escaped as `\u{1b}`.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Data with each text in it {@link printable}: that of a file which a program of others may have written. */
export function printableTexts<T>(data: T): T {
  return shown(data) as T;
}

function shown(data: unknown): unknown {
  if (typeof data === 'string') return printable(data);
  if (Array.isArray(data)) return data.map(shown);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, shown(value)]));
}

/** Bytes that may be no text, on one line and in ASCII: what cannot be shown becomes `\x00`. */
export function printableBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
}
