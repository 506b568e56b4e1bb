import type { DumpedImage } from '../image/linked-image';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { HOST_NAMES, isLeftOver, writeFileAtomically } from '../../reference';
import type { StoredCase } from '../case/case-store';
import { canRenderPng, renderPng } from '../difference/picture/render-png';
import { makeFolder } from '../system/make-folder';
import { missingText, PICTURE_PACKAGES } from '../system/optional-package';
import { provenance, sha256Of, type Digests, type UpdateDigests } from './digests';
import type { GoldenCase } from './golden-case';
import {
  areKeptAsFiles,
  DIGESTS_FILE,
  readGolden,
  updatesWithGoldens,
  type GoldenSuffix,
} from './golden-files';
import { GOLDEN_HOST } from '../case/golden-host';

/** Why the files of a golden are removed if its image becomes large. */
const DIGESTS_ALONE = 'of so large an image only digests are kept';

/** A golden that was written or removed. */
export interface GoldenChange {
  /** "hello/02-change-the-string.exe". */
  readonly file: string;
  readonly kind: 'new' | 'changed' | 'removed';
  /** The differences, one line for each, with their keys if there are any. */
  readonly why: readonly string[];
}

/** Explains in a few lines how an accepted image differs from the one to accept. */
export type Explain = (before: DumpedImage, after: DumpedImage) => readonly string[];

/**
 * Accepts what the reference links now as the goldens of a case. It writes only files whose content
 * differs, each as a whole, and removes what an accept that was killed has left.
 * @param indices the updates to accept, from 0; the goldens of others stay as they are
 */
export function acceptUpdates(
  golden: GoldenCase,
  stored: StoredCase,
  indices: readonly number[],
  explain: Explain,
): readonly GoldenChange[] {
  makeFolder(golden.folder);
  for (const name of fs.readdirSync(golden.folder).filter(isLeftOver)) {
    fs.rmSync(path.join(golden.folder, name), { force: true });
  }
  golden.dropBrokenDigests();
  const changes: GoldenChange[] = [];
  const accepted = new Map<number, UpdateDigests>();
  for (const index of indices) {
    const before = golden.golden(index);
    const after = golden.actual(index, GOLDEN_HOST);
    const write = (suffix: GoldenSuffix, bytes: Uint8Array, why: () => readonly string[]): void => {
      const file = golden.file(index, suffix);
      const isNew = readGolden(file) === null;
      writeFileAtomically(file, bytes);
      changes.push({
        file: path.join(golden.label, path.basename(file)),
        kind: isNew ? 'new' : 'changed',
        why: isNew ? [] : why(),
      });
    };
    const remove = (suffix: GoldenSuffix, why: readonly string[]): void => {
      const file = golden.file(index, suffix);
      fs.rmSync(file);
      changes.push({ file: path.join(golden.label, path.basename(file)), kind: 'removed', why });
    };
    const isMissing = (suffix: GoldenSuffix): boolean =>
      readGolden(golden.file(index, suffix)) === null;
    const isOther = (suffix: GoldenSuffix, bytes: Uint8Array): boolean =>
      readGolden(golden.file(index, suffix))?.equals(bytes) !== true;
    const explained = (): readonly string[] => (before === null ? [] : explain(before, after));
    const svg = golden.svg(index);
    const nodes = Buffer.from(after.nodes ?? '');
    if (areKeptAsFiles(after.image.length)) {
      const isOtherImage = isOther('.exe', after.image);
      if (isOtherImage) write('.exe', after.image, explained);
      // One explanation is enough.
      if (isOther('.nodes', nodes)) write('.nodes', nodes, isOtherImage ? () => [] : explained);
    } else {
      for (const suffix of ['.exe', '.nodes'] as const) {
        if (!isMissing(suffix)) remove(suffix, [DIGESTS_ALONE]);
      }
    }
    const layout = golden.comparePicture(index);
    if (canRenderPng()) {
      if (layout.result !== 'same' || isMissing('.png')) {
        write('.png', renderPng(svg), () => (layout.result === 'different' ? [layout.reason] : []));
      }
    } else if (layout.result === 'different' && !isMissing('.png')) {
      remove('.png', [missingText(PICTURE_PACKAGES)]);
    }
    const png = readGolden(golden.file(index, '.png'));
    const picture = png === null ? {} : { png: sha256Of(png) };
    accepted.set(index, golden.present(index, { svg: sha256Of(svg), ...picture }));
  }
  const digests = acceptDigests(golden, stored, accepted);
  if (digests !== null) changes.push(digests);
  return changes;
}

/** Writes the digests of the updates that were accepted; null if they are the ones that are there. */
function acceptDigests(
  golden: GoldenCase,
  stored: StoredCase,
  accepted: ReadonlyMap<number, UpdateDigests>,
): GoldenChange | null {
  const before = golden.digests;
  const updates = stored.case.updates.flatMap(({ name }, index) => {
    const digests = accepted.get(index) ?? before?.updates.find((update) => update.name === name);
    return digests === undefined ? [] : [digests];
  });
  // What was not accepted now still comes from what it came from: the case may say otherwise only
  // once all of it was.
  const kept = updatesWithGoldens(stored.case.updates);
  const isWhole = accepted.size === kept.length;
  const after: Digests = {
    ...(before === null || isWhole || isSameElsewhere(golden, stored, accepted)
      ? provenance(stored, updates)
      : withoutUpdates(before)),
    updates,
  };
  const why = before === null ? [] : changedDigests(before, after);
  if (before !== null && why.length === 0) return null;
  const file = path.join(golden.folder, DIGESTS_FILE);
  writeFileAtomically(file, Buffer.from(`${JSON.stringify(after, null, 2)}\n`));
  golden.forgetDigests();
  return {
    file: path.join(golden.label, DIGESTS_FILE),
    kind: before === null ? 'new' : 'changed',
    why,
  };
}

/** Goldens of more than one version of a case: the real linker was given neither as it stands here. */
function withoutUpdates({
  linker,
  suite,
  case: digest,
  script,
}: Digests): Omit<Digests, 'updates'> {
  return { linker, suite, case: digest, script, realLinker: 'not vouched for' };
}

/** Whether the updates that are not being accepted are unchanged. */
function isSameElsewhere(
  golden: GoldenCase,
  stored: StoredCase,
  accepted: ReadonlyMap<number, UpdateDigests>,
): boolean {
  return updatesWithGoldens(stored.case.updates).every(
    (index) =>
      accepted.has(index) ||
      HOST_NAMES.every(
        (host) =>
          golden.compareImage(index, host).result === 'same' &&
          golden.compareNodes(index, host).result === 'same',
      ),
  );
}

/** The differences of the digests: provenance by field, updates by host. */
function changedDigests(before: Digests, after: Digests): readonly string[] {
  const why: string[] = [];
  for (const field of ['linker', 'case', 'script'] as const) {
    if (before[field] !== after[field]) why.push(`${field}: ${after[field].slice(0, 18)}`);
  }
  if (before.realLinker !== after.realLinker) why.push(`real linker: ${after.realLinker}`);
  for (const { name, hosts, picture } of after.updates) {
    const old = before.updates.find((update) => update.name === name);
    const changed = Object.entries(hosts).filter(
      ([host, digests]) =>
        JSON.stringify(old?.hosts[host as keyof typeof hosts]) !== JSON.stringify(digests),
    );
    const what = changed.map(([host]) => host);
    if (JSON.stringify(old?.picture) !== JSON.stringify(picture)) what.push('picture');
    if (what.length > 0) why.push(`${name}: ${what.join(', ')}`);
  }
  for (const { name } of before.updates) {
    if (!after.updates.some((update) => update.name === name)) why.push(`${name}: gone`);
  }
  return why;
}
