import * as fs from 'node:fs';
import * as path from 'node:path';
import { HOST_NAMES } from '../../reference';
import type { MadePicture } from '../explore/explorer-data';
import { LINKER_REVISION } from '../golden/digests';
import { goldenFolder } from '../golden/golden-files';
import { makeFolder } from '../system/make-folder';
import { packageVersion } from '../system/package-root';
import { isMarked } from '../system/page-mark';
import { htmlPage, PAGE_MARK } from './html-page';
import type { FailedImages } from './failed-images';
import { DIFFERENCES, makePageData, PICTURES, SCRIPTS } from './make-page-data';
import type { PageData } from './page-data';
import { ReportError } from './report-error';
import type { RunReport } from './run-report';

const INDEX = 'index.html';
/** Folder of the explorer, beside the page. */
const EXPLORER = 'explorer';
/** All that a report consists of. */
const OURS: readonly string[] = [INDEX, PICTURES, DIFFERENCES, SCRIPTS, EXPLORER];

/** Writes the explorer that failing updates are linked to. */
export interface ReportExplorer {
  /** Names of the cases that it can open. */
  readonly cases: readonly string[];
  /**
   * @param folder to write it to; it does not exist yet
   * @param made what failed to hold, whose pictures are beside the page of the report
   */
  write(folder: string, made: readonly MadePicture[]): void;
}

/** What a page has besides a report. */
export interface PageExtras {
  /** Folder of the goldens, for the pictures and the changes of each update; by default the suite's. */
  readonly goldens?: string;
  readonly explorer?: ReportExplorer | null;
  /** The images that did not hold. */
  readonly failed?: FailedImages | undefined;
}

/**
 * Writes a report as a page for the browser, `index.html`, with its pictures: the whole report, or
 * nothing. An existing report is replaced.
 * @param folder created if it does not exist
 * @throws ReportError if something else is in the folder, or the goldens are of another version
 * @throws the error of the file system if it cannot be written
 */
export function writeHtmlReport(
  report: RunReport,
  folder: string,
  { goldens = goldenFolder(), explorer = null, failed }: PageExtras = {},
): void {
  checkGoldens(report);
  checkReportFolder(folder);
  const explored = explorer?.cases ?? [];
  const { data, files } = makePageData(report, goldens, { explored, failed });
  const target = fs.existsSync(folder) ? fs.realpathSync(folder) : path.resolve(folder);
  const made = makeFolder(path.dirname(target));
  let staging: string | null = null;
  try {
    // Beside its final place, so that a rename moves it there.
    staging = fs.mkdtempSync(path.join(path.dirname(target), '.coff2-report-'));
    // A folder of its own inside, which has the usual permissions.
    const whole = path.join(staging, 'report');
    fs.mkdirSync(whole);
    for (const [name, bytes] of files) {
      fs.mkdirSync(path.dirname(path.join(whole, name)), { recursive: true });
      fs.writeFileSync(path.join(whole, name), bytes);
    }
    explorer?.write(path.join(whole, EXPLORER), madePictures(data));
    fs.writeFileSync(path.join(whole, INDEX), htmlPage(data));
    replaceFolder(target, whole, path.join(staging, 'before'));
  } catch (error) {
    if (staging !== null) fs.rmSync(staging, { recursive: true, force: true });
    if (made !== undefined) fs.rmSync(made, { recursive: true, force: true });
    throw error;
  }
  fs.rmSync(staging, { recursive: true });
}

/** The pictures of all images that do not hold, as the explorer in its folder names them. */
function madePictures({ cases, implementations, hosts }: PageData): readonly MadePicture[] {
  return cases.flatMap(({ name, results }) =>
    results.flatMap((result, index) =>
      Object.entries(result?.failed ?? {}).flatMap(([update, { images }]) =>
        images.flatMap(({ picture, hosts: own }) =>
          picture === null
            ? []
            : HOST_NAMES.filter((host) => own.includes(hosts.indexOf(host))).map((host) => ({
                linker: implementations[index]?.name ?? '',
                ...{ entry: name, host, update: Number(update) + 1 },
                picture: `../${picture.split('/').map(encodeURIComponent).join('/')}`,
              })),
        ),
      ),
    ),
  );
}

/**
 * Checks that a report can be written to a folder: it does not exist, is empty, or contains only a
 * report. Call this before a long run, too.
 * @throws ReportError if not
 */
export function checkReportFolder(folder: string): void {
  const status = fs.statSync(folder, { throwIfNoEntry: false });
  if (status === undefined) return;
  const advice = 'name another folder, or remove it first';
  if (!status.isDirectory()) {
    throw new ReportError(
      `${folder}: expected a folder for the report, got something else; ${advice}`,
    );
  }
  const names = fs.readdirSync(folder);
  if (names.length === 0) return;
  const foreign = names.find((name) => !OURS.includes(name));
  if (foreign === undefined && isMarked(path.join(folder, INDEX), PAGE_MARK)) return;
  throw new ReportError(
    `${folder}: there is ${foreign ?? names[0] ?? ''} in it, which no report of coff2 wrote. ` +
      `Only a report is overwritten; ${advice}`,
  );
}

/** Replaces a folder by another, and keeps the old one until that is done. */
function replaceFolder(target: string, whole: string, before: string): void {
  const isThere = fs.existsSync(target);
  if (isThere) fs.renameSync(target, before);
  try {
    fs.renameSync(whole, target);
  } catch (error) {
    if (isThere) fs.renameSync(before, target);
    throw error;
  }
}

/** Pictures and changes of images other than those that were judged would mislead. */
function checkGoldens({ suite, linker }: RunReport): void {
  if (suite === packageVersion() && linker === LINKER_REVISION) return;
  throw new ReportError(
    `the report was made by version ${suite} of the suite with goldens of ${linker}, and its page ` +
      `needs these; this is version ${packageVersion()} with goldens of ${LINKER_REVISION}: write ` +
      'the page with the version that made the report, or run again',
  );
}
