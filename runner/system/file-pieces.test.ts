import * as fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TemporaryFolder } from '../testing/temporary-folder';
import { filePieces } from './file-pieces';

const folder = TemporaryFolder.forEachTest();

/** Bytes that repeat after no piece. */
function counting(size: number): Buffer {
  return Buffer.alloc(size).map((_, at) => (at * 31 + (at >> 8) * 7 + (at >> 16)) & 0xff) as Buffer;
}

async function joined(file: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of filePieces(file)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe('the pieces of a file', () => {
  it.each([
    ['nothing', 0],
    ['one byte', 1],
    ['a whole piece', 0x2_0000],
    ['many pieces, and a part of one', 0xa_1234],
  ])('are its bytes, where it has %s', async (_what, size) => {
    const bytes = counting(size);
    await fs.writeFile(folder.path('file'), bytes);
    expect((await joined(folder.path('file'))).equals(bytes)).toBe(true);
  });

  it('stay as they are until the next one is asked for', async () => {
    const bytes = counting(0x10_0000);
    await fs.writeFile(folder.path('file'), bytes);
    let at = 0;
    for await (const piece of filePieces(folder.path('file'))) {
      // Time for the next read, which must not go into this piece.
      await sleep(10);
      expect(piece.equals(bytes.subarray(at, at + piece.length))).toBe(true);
      at += piece.length;
    }
    expect(at).toBe(bytes.length);
  });

  it('are read no further once nobody wants more of them', async () => {
    await fs.writeFile(folder.path('file'), counting(0x10_0000));
    for await (const piece of filePieces(folder.path('file'))) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });

  it('end with the error of the file system', async () => {
    await expect(joined(folder.path('.'))).rejects.toThrow('EISDIR');
    await expect(joined(folder.path('missing'))).rejects.toThrow('ENOENT');
  });
});
