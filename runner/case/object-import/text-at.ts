/** Whether a text starts there: after a NUL, and with one at its end. */
export function isTextAt(data: Uint8Array, offset: number): boolean {
  if (offset > 0 && data[offset - 1] !== 0) {
    return false;
  }
  let at = offset;
  while (at < data.length && isTextByte(data[at] ?? 0)) at += 1;
  return at > offset && data[at] === 0;
}

/** White space, and what is printed; of UTF-8, the bytes beyond ASCII. */
function isTextByte(byte: number): boolean {
  return byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
