/** The header that asks for nothing but the defaults. */
export const HEADER = { linkScript: 1, options: {} };

/** A link script: a header and some ops, as text with a line feed after each. */
export function scriptLines(...lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** A function without content of its own, for tests that are about something else. */
export function emptyFunction(nav: string): object {
  return { op: 'updateFunc', nav, type: 'fn () void', content: [] };
}

/** Cuts bytes into pieces that end at these positions; positions beyond the end count modulo. */
export function cut(bytes: Buffer, positions: readonly number[]): readonly Buffer[] {
  const ends = positions.map((position) => position % (bytes.length + 1)).sort((a, b) => a - b);
  const pieces: Buffer[] = [];
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    pieces.push(bytes.subarray(start, end));
    start = end;
  }
  return pieces;
}
