import * as fs from 'node:fs';
import * as path from 'node:path';
import { HOST_NAMES } from '../../reference';
import { isLinked } from '../case/case-script';
import { linkCase } from '../case/case-replay';
import { loadCase } from '../case/case-store';
import { renderPng } from '../difference/picture/render-png';
import { isInTurn, isSample } from '../testing/turn';
import { acceptUpdates } from './accept';
import { explainBriefly } from './explain';
import { explainFailure } from './explain-failure';
import { sha256Of } from './digests';
import { GoldenCase, type GoldenComparison } from './golden-case';
import { goldenStem, updatesWithGoldens } from './golden-files';
import { logChanges } from './change-log';
import { GOLDEN_HOST } from '../case/golden-host';

/** Folder for what explains differences at length. */
const REPORTS = 'differences';

/** Of so many pictures, one is rendered each day; `npm run test:all` renders all. */
const RENDERED = 8;
const ARE_SOME_RENDERED = isSample() || process.env.COFF2_ALL === undefined;

/** What jest's `-u` and `--ci` mean for snapshots: accept all, only new ones, or none. */
type UpdateMode = 'all' | 'new' | 'none';

/** The part of jest's snapshot state that counts for its summary. */
interface SnapshotState {
  readonly _updateSnapshot: UpdateMode;
  added: number;
  updated: number;
  matched: number;
  unmatched: number;
}

/**
 * Declares the tests of one case. For each update, the reference must make the golden image, node dump
 * and picture, and images and dumps with the accepted digests on the other hosts.
 *
 * As with jest's own snapshots, `-u` accepts the result, a missing golden is written, and with `--ci` a
 * missing golden fails.
 * @param file path of the case file
 */
export function testCase(file: string): void {
  const stored = loadCase(file);
  const golden = new GoldenCase(stored, linkCase(stored.case, file));
  const { updates } = stored.case;

  describe(stored.name, () => {
    if (!isLinked(stored.case)) {
      it.skip('has no #link block: only a compiler can be judged by it', () => undefined);
      return;
    }
    const kept = updatesWithGoldens(updates);
    // So that it is not the same update's turn in all cases.
    const first = Number.parseInt(sha256Of(stored.name).slice(0, 8), 16);
    it.each(kept.map((index) => [goldenStem(index, updates[index]?.name ?? ''), index] as const))(
      '%s',
      async (_stem, index) => {
        const snapshots = snapshotState();
        accept(golden, stored, index, snapshots);
        const failures = differences(golden, index);
        if (failures.length > 0) {
          snapshots.unmatched += 1;
          throw new Error(failures.join('\n'));
        }
        // Rendering takes longer than anything else. The drawing was compared already, and the file with its
        // digest. Some pictures are rendered again, to check the renderer.
        if (!isInTurn(first + index, RENDERED, ARE_SOME_RENDERED)) return;
        const picture = renderPng(golden.svg(index));
        // Comparing pixels takes as long as rendering, and is not needed for an equal file.
        if (isSameFile(golden.file(index, '.png'), picture)) return;
        const { toMatchImageSnapshot } = await import('jest-image-snapshot');
        expect.extend({ toMatchImageSnapshot });
        expect(picture).toMatchImageSnapshot({
          customSnapshotsDir: golden.folder,
          customSnapshotIdentifier: path.basename(golden.file(index, '.png'), '.png'),
          customDiffDir: path.join(REPORTS, stored.name),
          runInProcess: true,
        });
      },
    );

    it('has goldens that were accepted from it as it is', () => {
      // If updates are accepted one by one, or run in any order, others may follow.
      const mode = snapshotState()._updateSnapshot;
      const isIncomplete = kept.some((index) => golden.isOnlyMissing(index));
      if (mode === 'all' || (mode === 'new' && isIncomplete)) return;
      expect(golden.compareProvenance()).toEqual({ result: 'same' });
    });
  });
}

function isSameFile(file: string, contents: Buffer): boolean {
  return fs.existsSync(file) && fs.readFileSync(file).equals(contents);
}

function snapshotState(): SnapshotState {
  return (expect.getState() as unknown as { readonly snapshotState: SnapshotState }).snapshotState;
}

/** Writes the goldens that jest's mode allows. */
function accept(
  golden: GoldenCase,
  stored: ReturnType<typeof loadCase>,
  index: number,
  snapshots: SnapshotState,
): void {
  const mode = snapshots._updateSnapshot;
  if (mode === 'none' || (mode === 'new' && !golden.isOnlyMissing(index))) return;
  const changes = acceptUpdates(golden, stored, [index], explainBriefly);
  for (const { kind } of changes) {
    if (kind === 'new') snapshots.added += 1;
    else snapshots.updated += 1;
  }
  logChanges(changes);
}

/** How the update differs from its goldens: bytes, then dumps, one host after the other. */
function differences(golden: GoldenCase, index: number): readonly string[] {
  const failures: string[] = [];
  const check = (what: string, comparison: GoldenComparison): void => {
    if (comparison.result === 'missing') {
      failures.push(`${what}: there is no golden; accept one with npm run goldens`);
    } else if (comparison.result === 'different') failures.push(`${what}: ${comparison.reason}`);
  };
  for (const host of HOST_NAMES) {
    check(`image on ${host}`, golden.compareImage(index, host));
    check(`node dump on ${host}`, golden.compareNodes(index, host));
  }
  if (failures.length > 0) failures.push(...explainFailure(golden, index, GOLDEN_HOST, REPORTS));
  if (failures.length === 0) check('picture', golden.comparePicture(index));
  return failures;
}
