import { judgeImages } from '../same/compare-images';
import { damages, judgeDamage } from '../same/damage/damage';
import { hex } from '../text/numbers';
import type { SoakedImage } from './image-pair';
import type { SoakLog } from './soak-log';

/**
 * Compares an image with damaged copies of itself, and counts what `same` says; what it misses is told with its place.
 * @param tried how many copies; the seed decides which
 */
export function differsFromDamaged(
  { linker, file, bytes }: SoakedImage,
  { tried, seed }: { readonly tried: number; readonly seed: number },
  log: SoakLog,
): void {
  if (tried === 0) return;
  const itself = judgeImages(bytes, bytes);
  if (itself.verdict !== 'same') {
    log.fail({
      what: `same, the image of ${linker} and itself: ${itself.verdict}`,
      details: [itself.reason ?? itself.differences[0]?.what ?? ''],
      command: `npx coff2 same ${file} ${file}`,
    });
    return;
  }
  const all = damages(bytes, bytes);
  const step = Math.max(1, Math.floor(all.length / tried));
  const first = seed % step;
  for (let at = first; at < all.length; at += step) {
    const damage = all[at];
    if (damage === undefined) break;
    const verdict = judgeDamage(damage, bytes, bytes);
    log.count(`damage, ${damage.kind}: ${verdict}`);
    if (verdict === 'missed') {
      log.miss(
        `${damage.kind} at ${hex(damage.rva)}, file offset ${hex(damage.fileOffset)}, ` +
          `bytes ${Buffer.from(damage.bytes).toString('hex')}: ${file}`,
      );
    }
  }
}
