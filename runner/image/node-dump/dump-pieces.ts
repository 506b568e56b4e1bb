import { equalBytes } from '../read/byte-ranges';

/** A node dump that is read piece by piece, as often as it is needed, because it may be larger than the rest. */
export interface DumpPieces {
  /** Its bytes in UTF-8, in pieces that end behind a line feed, or with the dump. Each is overwritten by the next. */
  pieces(): Iterable<Buffer>;
  /** All of it. @throws an error if no string can be that long */
  text(): string;
}

/** A node dump: as text, or in UTF-8. */
export type Dump = string | Uint8Array | DumpPieces;

/** The pieces of any dump. */
export function piecesOf(dump: Dump): Iterable<Buffer> {
  if (typeof dump === 'string') return [Buffer.from(dump)];
  if (!(dump instanceof Uint8Array)) return dump.pieces();
  return [Buffer.from(dump.buffer, dump.byteOffset, dump.byteLength)];
}

/** A dump as text. @throws an error if no string can be that long */
export function dumpText(dump: Dump): string {
  if (typeof dump === 'string') return dump;
  if (!(dump instanceof Uint8Array)) return dump.text();
  return Buffer.from(dump.buffer, dump.byteOffset, dump.byteLength).toString('utf8');
}

/** Whether two dumps are the same. */
export function isSameDump(a: Dump, b: Dump): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  const others = withoutEmpty(piecesOf(b));
  try {
    let other: Buffer = NONE;
    for (let piece of piecesOf(a)) {
      while (piece.length > 0) {
        if (other.length === 0) other = others.next().value ?? NONE;
        const length = Math.min(piece.length, other.length);
        if (length === 0 || !equalBytes(piece.subarray(0, length), other.subarray(0, length))) {
          return false;
        }
        [piece, other] = [piece.subarray(length), other.subarray(length)];
      }
    }
    return other.length === 0 && others.next().done === true;
  } finally {
    others.return();
  }
}

const NONE: Buffer = Buffer.alloc(0);

function* withoutEmpty(pieces: Iterable<Buffer>): Generator<Buffer, void, undefined> {
  for (const piece of pieces) if (piece.length > 0) yield piece;
}
