/** Bytes that are no UTF-8 become U+FFFD; nothing is dropped, and nothing throws. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text before the first NUL of a field padded with NULs, or all of it if there is none. */
export function textUpToNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end));
}
