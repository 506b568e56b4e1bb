import { createHash } from 'node:crypto';
import { diffDumps } from '../difference/dump-diff';
import { explainDifferences } from '../difference/explain-differences';
import { browserSvg } from '../difference/picture/browser-svg';
import { layoutSvg } from '../difference/picture/layout-svg';
import { renderDifferences } from '../difference/render-differences';
import { GOLDEN_HOST } from '../case/golden-host';
import { goldenStem } from '../golden/golden-files';
import { UnreadableImage } from '../image/read/unreadable-image';
import { NodeDumpError } from '../image/node-dump/read-node-lines';
import type { FailedImage } from '../judge/failed-image';
import type { Variant } from '../judge/result/case-result';

/** Of a case, a linker's images of so many failing updates are drawn; a page of them all would be too large. */
const MOST_UPDATES = 20;

/** What a page shows of an image that does not hold. */
export interface MadeImage {
  /** The variants that it is the same on. */
  readonly variants: Variant[];
  /** The drawn layout, as SVG; null if it cannot be drawn. */
  readonly picture: string | null;
  /** Everything that differs from the golden, as text; null if there is no golden. */
  readonly difference: string | null;
  /** Why something is missing; null if nothing is. */
  readonly note: string | null;
}

/** Draws the images that do not hold, while a run has them: a report keeps none. */
export class FailedImages {
  /** By linker, file and update; in there by digest. */
  readonly #made = new Map<string, Map<string, MadeImage>>();
  /** By linker and file. */
  readonly #updates = new Map<string, Set<number>>();

  /** Takes an image of a failing update. */
  add(failed: FailedImage): void {
    const { linker, stored, index, variant, image, previous } = failed;
    const updates = entry(this.#updates, keyOf(linker, stored.file), () => new Set<number>());
    if (!updates.has(index) && updates.size === MOST_UPDATES) return;
    updates.add(index);
    const ofUpdate = entry(
      this.#made,
      keyOf(linker, stored.file, index),
      () => new Map<string, MadeImage>(),
    );
    const hash = createHash('sha256')
      .update(image.image)
      .update(image.nodes ?? '');
    const digest = hash.update(previous?.image ?? '').digest('hex');
    entry(ofUpdate, digest, () => made(failed)).variants.push(variant);
  }

  /** What a linker made of a failing update. */
  of(linker: string, file: string, index: number): readonly MadeImage[] {
    return [...(this.#made.get(keyOf(linker, file, index))?.values() ?? [])];
  }

  /** Whether images of a case were left out because there are so many. */
  isFull(linker: string, file: string): boolean {
    return this.#updates.get(keyOf(linker, file))?.size === MOST_UPDATES;
  }
}

function made({ linker, stored, index, update, variant, ...images }: FailedImage): MadeImage {
  const { image, previous, golden } = images;
  const title = `${stored.name}: ${update}`;
  const subtitle = `made by ${linker} on ${variant}`;
  const [picture, unreadable] = attempt(() =>
    browserSvg(layoutSvg({ title, subtitle, current: image, previous })),
  );
  if (golden === null) return { variants: [], picture, difference: null, note: unreadable };
  const heading =
    `${stored.name}, ${goldenStem(index, update)}: from the golden (${GOLDEN_HOST}) ` +
    `to what ${linker} made on ${variant}\n\n`;
  const [difference, uncompared] = attempt(() => {
    const differences = explainDifferences(golden, image);
    const dumpDiff = diffDumps(golden.nodes, image.nodes, { contents: true });
    return `${heading}${renderDifferences(differences, { dumpDiff })}`;
  });
  return { variants: [], picture, difference, note: unreadable ?? uncompared };
}

/** What a broken image gives, and why it gives nothing. */
function attempt<T>(make: () => T): readonly [T, null] | readonly [null, string] {
  try {
    return [make(), null];
  } catch (error) {
    if (!(error instanceof UnreadableImage) && !(error instanceof NodeDumpError)) throw error;
    return [null, error.message];
  }
}

function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}
