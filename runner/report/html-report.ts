import * as fs from 'node:fs';
import * as path from 'node:path';
import { LINKER_REVISION } from '../golden/digests';
import { goldenFolder } from '../golden/golden-files';
import { packageVersion } from '../system/package-root';
import { htmlPage, PAGE_MARK } from './html-page';
import { makePageData, PICTURES } from './make-page-data';
import { ReportError } from './report-error';
import type { RunReport } from './run-report';

const INDEX = 'index.html';

/** Of a page, as much as its mark lies in. */
const HEAD_LENGTH = 1024;

/**
 * Writes a report as a page for the browser, `index.html`, and the pictures that it shows: whole, or
 * not at all. A report that is there already is replaced.
 * @param folder made if it is not there
 * @param goldens folder of the goldens: what each update looks like and changes is taken from them
 * @throws ReportError if something else is in the folder, or the goldens are of another version
 * @throws the file system's error if it cannot be written
 */
export function writeHtmlReport(
  report: RunReport,
  folder: string,
  goldens: string = goldenFolder(),
): void {
  checkGoldens(report);
  checkReportFolder(folder);
  const { data, pictures } = makePageData(report, goldens);
  const target = fs.existsSync(folder) ? fs.realpathSync(folder) : path.resolve(folder);
  const made = fs.mkdirSync(path.dirname(target), { recursive: true });
  let staging: string | null = null;
  try {
    // Beside its place, so that a rename puts it there.
    staging = fs.mkdtempSync(path.join(path.dirname(target), '.coff2-report-'));
    // A folder of its own in there, whose permissions are the usual ones.
    const whole = path.join(staging, 'report');
    fs.mkdirSync(whole);
    for (const [name, bytes] of pictures) {
      fs.mkdirSync(path.dirname(path.join(whole, name)), { recursive: true });
      fs.writeFileSync(path.join(whole, name), bytes);
    }
    fs.writeFileSync(path.join(whole, INDEX), htmlPage(data));
    replaceFolder(target, whole, path.join(staging, 'before'));
  } catch (error) {
    if (staging !== null) fs.rmSync(staging, { recursive: true, force: true });
    if (made !== undefined) fs.rmSync(made, { recursive: true, force: true });
    throw error;
  }
  fs.rmSync(staging, { recursive: true });
}

/**
 * Whether a report can be written to a folder: it is not there, is empty, or has a report in it and
 * nothing else. To be asked before a long run, too.
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
  const foreign = names.find((name) => name !== INDEX && name !== PICTURES);
  if (foreign === undefined && isOurs(path.join(folder, INDEX))) return;
  throw new ReportError(
    `${folder}: there is ${foreign ?? names[0] ?? ''} in it, which no report of coff2 wrote. ` +
      `Only a report is overwritten; ${advice}`,
  );
}

function isOurs(index: string): boolean {
  if (fs.statSync(index, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const file = fs.openSync(index, 'r');
  try {
    const head = Buffer.alloc(HEAD_LENGTH);
    return head.toString('utf8', 0, fs.readSync(file, head)).includes(PAGE_MARK);
  } finally {
    fs.closeSync(file);
  }
}

/** Puts a folder in the place of another, which is kept until that is done. */
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

/** Pictures and changes of other images than those that were judged would mislead. */
function checkGoldens({ suite, linker }: RunReport): void {
  if (suite === packageVersion() && linker === LINKER_REVISION) return;
  throw new ReportError(
    `the report was made by version ${suite} of the suite with goldens of ${linker}, and its page ` +
      `needs these; this is version ${packageVersion()} with goldens of ${LINKER_REVISION}: write ` +
      'the page with the version that made the report, or run again',
  );
}
