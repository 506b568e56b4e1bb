/** Bytes that are no UTF-8 become U+FFFD; nothing is dropped, and nothing throws. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The first byte that is no ASCII. */
const BEYOND_ASCII = 0x80;

/** Bytes of a text that is put together here: to start a decoder takes longer than to read so few. */
const SHORT = 32;

/** The text before the first NUL of a field padded with NULs, or all of it if there is none. */
export function textUpToNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const length = end === -1 ? bytes.length : end;
  let text = '';
  if (length <= SHORT) {
    let at = 0;
    for (; at < length && (bytes[at] ?? 0) < BEYOND_ASCII; at += 1) {
      text += String.fromCharCode(bytes[at] ?? 0);
    }
    if (at === length) return text;
  }
  return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end));
}
