import * as fs from 'node:fs';
import * as path from 'node:path';
import { isInTurn } from '../testing/turn';
import { compareImages } from './compare-images';

/** Where Debian's Wine has the DLLs and programs that it comes with: hundreds of images by GCC and GNU ld. */
const WINE = '/usr/lib/x86_64-linux-gnu/wine';

const FOLDERS = ['x86_64-windows', 'i386-windows']
  .map((name) => path.join(WINE, name))
  .filter((folder) => fs.existsSync(folder));

/** One file in so many is tried; `COFF2_ALL=1 COFF2_SOAK=1 npx jest identity` tries all. */
const EVERY = process.env.COFF2_SOAK === undefined ? 12 : 1;

/** A sample has one of these of so many, others each day. */
const PARTS = 3;

const describeInstalled = FOLDERS.length === 0 ? describe.skip : describe;

describeInstalled('an image of Wine and itself', () => {
  const files = FOLDERS.flatMap((folder) =>
    fs
      .readdirSync(folder)
      .filter((name) => /\.(dll|exe)$/.test(name))
      .filter((_name, index) => index % EVERY === 0)
      .filter((_name, index) => isInTurn(index, PARTS))
      .map((name) => [path.join(path.basename(folder), name)] as const),
  );
  it.each(files)('%s', (name) => {
    const image = new Uint8Array(fs.readFileSync(path.join(WINE, name)));
    const { verdict, reason } = compareImages(image, image);
    expect({ verdict, reason }).toEqual(
      verdict === 'not-comparable'
        ? // DLLs of resources alone, and those that forward all that they export.
          {
            verdict,
            reason: 'there is nothing to start from: no entry point, export or TLS callback',
          }
        : { verdict: 'same', reason: null },
    );
  });
});
