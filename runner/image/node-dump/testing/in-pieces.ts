import type { DumpPieces } from '../dump-pieces';

/**
 * A dump in pieces, all in one buffer, so that each overwrites the one before.
 * @param lines of a piece, less one
 */
export function inPieces(text: string, lines: number): DumpPieces {
  const parts = text.split(/(?<=\n)/);
  return {
    *pieces() {
      const buffer = Buffer.alloc(Buffer.byteLength(text));
      for (let at = 0; at < parts.length; at += lines + 1) {
        const piece = parts.slice(at, at + lines + 1).join('');
        yield buffer.subarray(0, buffer.fill(0xff).write(piece));
      }
    },
    text: () => text,
  };
}
