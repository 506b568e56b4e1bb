/** All parts, one after another. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** ASCII, filled up with NULs. */
export function padded(text: string, length: number): Uint8Array {
  return new TextEncoder().encode(text.padEnd(length, '\0'));
}
