const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The text before the first NUL, or all of it. Every name in a file is read as UTF-8, as compilers
 * write it; bytes that are no UTF-8 become U+FFFD.
 */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end));
}
