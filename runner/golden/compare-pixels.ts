import { createRequire } from 'node:module';

type PngModule = typeof import('pngjs');

/** The decoder is loaded when pixels are compared: where no picture is rendered it may be missing. */
const requireLater = createRequire(__filename);

/** What each PNG file begins with. */
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A golden that is no PNG file, or a damaged one. The message says which. */
export class BrokenPngError extends Error {
  override readonly name = 'BrokenPngError';
}

/**
 * How the pixels of two pictures differ, in a line; null if they do not.
 * @param golden a PNG file, perhaps a broken one
 * @param actual a PNG file
 * @throws BrokenPngError
 */
export function comparePixels(golden: Buffer, actual: Buffer): string | null {
  const { PNG } = requireLater('pngjs') as PngModule;
  let before: InstanceType<PngModule['PNG']>;
  try {
    before = PNG.sync.read(golden);
  } catch {
    // The decoder's words name its own parts ("unrecognised content at end of stream").
    const isPng = golden.subarray(0, SIGNATURE.length).equals(SIGNATURE);
    throw new BrokenPngError(
      isPng ? 'it is damaged or cut short' : 'it does not begin as a PNG file',
    );
  }
  const after = PNG.sync.read(actual);
  if (before.width !== after.width || before.height !== after.height) {
    return `a picture of ${after.width} x ${after.height} instead of ${before.width} x ${before.height}`;
  }
  let pixels = 0;
  for (let at = 0; at < before.data.length; at += 4) {
    if (before.data.readUInt32LE(at) !== after.data.readUInt32LE(at)) pixels += 1;
  }
  return pixels === 0 ? null : `a picture of which ${pixels} pixels differ`;
}
