import { open, type FileHandle } from 'node:fs/promises';

/** Bytes of a piece: many lines, and small beside what a program of them takes. */
const PIECE_SIZE = 0x2_0000;

/**
 * The bytes of a file, piece by piece, in two buffers: while one piece is worked on, the next one is read. A piece
 * is overwritten once the next one has been asked for. A stream allocates a buffer for each, which add up until
 * the next garbage collection.
 * @throws the error of the file system
 */
export async function* filePieces(file: string): AsyncGenerator<Buffer, void, undefined> {
  const handle = await open(file);
  try {
    let piece = Buffer.allocUnsafeSlow(PIECE_SIZE);
    let following = Buffer.allocUnsafeSlow(PIECE_SIZE);
    let size = readInto(piece, handle);
    for (;;) {
      const bytesRead = await size;
      if (bytesRead === 0) return;
      size = readInto(following, handle);
      // Thrown when it is awaited. Whoever wants no more pieces never learns of it.
      size.catch(() => undefined);
      yield piece.subarray(0, bytesRead);
      [piece, following] = [following, piece];
    }
  } finally {
    await handle.close();
  }
}

async function readInto(buffer: Buffer, handle: FileHandle): Promise<number> {
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
  return bytesRead;
}
