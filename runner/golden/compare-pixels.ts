import { createRequire } from 'node:module';

type PngModule = typeof import('pngjs');

/** The decoder is loaded when pixels are compared: where no picture is rendered it may be missing. */
const requireLater = createRequire(__filename);

/**
 * How the pixels of two pictures differ, in a line; null if they do not.
 * @param golden a PNG file, perhaps a broken one
 * @param actual a PNG file
 */
export function comparePixels(golden: Buffer, actual: Buffer): string | null {
  const { PNG } = requireLater('pngjs') as PngModule;
  let before: InstanceType<PngModule['PNG']>;
  try {
    before = PNG.sync.read(golden);
  } catch (error) {
    return `the golden is no PNG: ${(error as Error).message}`;
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
