import { open } from 'node:fs/promises';

/** Bytes of a piece: many lines, and small beside what a program of them takes. */
const PIECE_SIZE = 0x4_0000;

/**
 * The bytes of a file, piece by piece, in one buffer: a piece is overwritten when the next one is asked for. A
 * stream allocates a buffer for each, which add up until the next garbage collection.
 * @throws the error of the file system
 */
export async function* filePieces(file: string): AsyncGenerator<Buffer, void, undefined> {
  const handle = await open(file);
  try {
    const buffer = Buffer.allocUnsafeSlow(PIECE_SIZE);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE_SIZE, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
