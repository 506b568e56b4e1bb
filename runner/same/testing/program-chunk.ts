import type { ProgramPiece, SmallProgram } from './small-program';

/** What lies together under the name of a symbol. */
export interface ProgramChunk {
  readonly name: string;
  readonly section: string;
  readonly pieces: readonly ProgramPiece[];
}

/** Bytes of an address. */
export type WordSize = 4 | 8;

/** Bytes of an address in the image of a program. */
export function wordSizeOf({ machine }: SmallProgram): WordSize {
  return machine === 'I386' ? 4 : 8;
}

/** Bytes of a piece. */
export function pieceSize(piece: ProgramPiece, wordSize: WordSize): number {
  if (typeof piece === 'string') return piece.replaceAll(' ', '').length / 2;
  if ('zeroes' in piece) return piece.zeroes;
  if ('text' in piece) return Buffer.byteLength(piece.text) + 1;
  if ('relocated' in piece) return piece.relocated.length / 2;
  return 'address' in piece ? wordSize : 4;
}

/** Bytes of all pieces. */
export function sizeOf(pieces: readonly ProgramPiece[], wordSize: WordSize): number {
  return pieces.reduce((sum, piece) => sum + pieceSize(piece, wordSize), 0);
}
