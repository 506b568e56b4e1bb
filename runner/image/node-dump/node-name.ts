/**
 * Where the argument of a node has what tells the node from others of its tag: all of it, but of a nav the name,
 * which stands after its type. The last comma outside of brackets parts them.
 * @param start where the text has the argument
 */
export function nameStart(tag: string, text: string, start: number, end: number): number {
  if (tag !== 'nav') return start;
  let depth = 0;
  for (let i = end - 1; i > start; i -= 1) {
    const character = text.charCodeAt(i);
    if (isClosing(character)) depth += 1;
    else if (isOpening(character)) depth -= 1;
    else if (depth === 0 && character === 0x20 && text.charCodeAt(i - 1) === 0x2c) return i + 1;
  }
  return start;
}

/** The same in UTF-8, by bytes: what is sought is ASCII, which no part of another character is. */
export function nameStartInBytes(
  tag: string,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (tag !== 'nav') return start;
  let depth = 0;
  for (let i = end - 1; i > start; i -= 1) {
    const byte = bytes[i] as number;
    if (isClosing(byte)) depth += 1;
    else if (isOpening(byte)) depth -= 1;
    else if (depth === 0 && byte === 0x20 && bytes[i - 1] === 0x2c) return i + 1;
  }
  return start;
}

function isClosing(character: number): boolean {
  return character === 0x29 || character === 0x5d || character === 0x7d;
}

function isOpening(character: number): boolean {
  return character === 0x28 || character === 0x5b || character === 0x7b;
}
