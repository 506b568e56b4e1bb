import { hex } from '../text/numbers';
import type { DumpedImage } from '../image/linked-image';
import * as path from 'node:path';
import { GOLDEN_HOST } from '../case/golden-host';
import { explainDifferences } from '../difference/explain-differences';
import { diffDumps } from '../difference/dump-diff';
import { browserSvg } from '../difference/picture/browser-svg';
import { layoutSvg } from '../difference/picture/layout-svg';
import { renderDifferences } from '../difference/render-differences';
import { GoldenError } from '../golden/golden-error';
import { goldenStem, readGolden } from '../golden/golden-files';
import { countDifferentBytes } from '../image/node-dump/byte-difference';
import { withoutContents } from '../image/node-dump/parse-node-dump';
import type { PageChange } from './page-data';

/** The most differences, or groups of them, that are shown for one update. */
const SHOWN = 40;
/** The most lines of disassembly or bytes for each. */
const DETAILS_SHOWN = 24;

/** The layout of an update, as a file. */
export interface StepPicture {
  /** The accepted picture is a PNG. Where it was not shipped, what would be drawn is an SVG. */
  readonly suffix: '.png' | '.svg';
  readonly bytes: Uint8Array;
}

/** The goldens of an update. */
export interface GoldenStep {
  /** The drawn layout; null if there is nothing to draw. */
  readonly picture: StepPicture | null;
  /** What changed since the previous update; null if there is no image or no dump. */
  readonly change: PageChange | null;
}

/**
 * Reads the goldens of a case, and explains what each update changed.
 * @param goldens folder of the goldens
 * @param name of the case; a name that cannot be a folder has no goldens
 * @param updates their names
 * @returns a row for each; what cannot be read is no golden, and its change says why
 */
export function goldenSteps(
  goldens: string,
  name: string,
  updates: readonly string[],
): readonly GoldenStep[] {
  if (!isFolderName(name)) return updates.map(() => ({ picture: null, change: null }));
  const folder = path.join(goldens, name);
  let before: DumpedImage | null = null;
  return updates.map((update, index): GoldenStep => {
    try {
      const { after, accepted } = goldensOf(path.join(folder, goldenStem(index, update)));
      const change = after === null ? null : changeOf(before, after, index === 0);
      const picture: StepPicture | null =
        accepted === null
          ? drawn(before, after, `${name}: ${update}`)
          : { suffix: '.png', bytes: accepted };
      before = after;
      return { picture, change };
    } catch (error) {
      if (!(error instanceof GoldenError)) throw error;
      before = null;
      return { picture: null, change: { summary: error.message, explained: '', nodes: '' } };
    }
  });
}

/** The image with its node dump, and the picture; null what there is not. @throws GoldenError */
function goldensOf(stem: string): {
  readonly after: DumpedImage | null;
  readonly accepted: Buffer | null;
} {
  const image = readGolden(`${stem}.exe`);
  const nodes = readGolden(`${stem}.nodes`)?.toString('utf8');
  const after = image === null || nodes === undefined ? null : { image, nodes };
  return { after, accepted: readGolden(`${stem}.png`) };
}

function drawn(
  previous: DumpedImage | null,
  current: DumpedImage | null,
  title: string,
): StepPicture | null {
  if (current === null) return null;
  const subtitle = `linked on ${GOLDEN_HOST}`;
  return {
    suffix: '.svg',
    bytes: Buffer.from(browserSvg(layoutSvg({ title, subtitle, current, previous }))),
  };
}

/** Names come from files of other people, so they must not lead out of the folder. */
export function isFolderName(name: string): boolean {
  return !/^\.*$|[/\\:\0]/.test(name);
}

function changeOf(
  before: DumpedImage | null,
  after: DumpedImage,
  isFirst: boolean,
): PageChange | null {
  const size = `${hex(after.image.length)} bytes`;
  if (before === null) {
    const summary = isFirst ? size : `${size}; there is no golden of the previous update`;
    return { summary, explained: '', nodes: withoutContents(after.nodes ?? '') };
  }
  const differences = explainDifferences(before, after);
  const limits = { limit: SHOWN, detailLimit: DETAILS_SHOWN };
  const patch = diffDumps(before.nodes ?? '', after.nodes ?? '');
  return {
    summary: sizes(before.image, after.image),
    explained: differences.length === 0 ? '' : renderDifferences(differences, limits),
    // The lines before the first hunk name two files, which these are not.
    nodes: patch.includes('@@') ? patch.slice(patch.indexOf('@@')) : patch,
  };
}

function sizes(before: Uint8Array, after: Uint8Array): string {
  const changed = countDifferentBytes(after, before);
  const grown = after.length - before.length;
  const size = `${hex(after.length)} bytes`;
  if (grown === 0) {
    return changed === 0 ? `no byte changed of ${size}` : `${changed} bytes changed of ${size}`;
  }
  return `${changed} bytes changed, ${Math.abs(grown)} ${grown > 0 ? 'more' : 'less'}: ${size}`;
}
