import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Command } from 'commander';
import { CaseLines } from '../report/case-lines';
import { junitReport } from '../report/junit-report';
import { explorerData, withOwnCases } from '../explore/explorer-entries';
import type { ExplorerEntry } from '../explore/explorer-data';
import { isBundled, writeExplorer } from '../explore/write-explorer';
import { isOwnCase } from '../golden/golden-files';
import { caseFails } from '../judge/result/case-result';
import { checkReportFolder, writeHtmlReport, type ReportExplorer } from '../report/html-report';
import type { FailedImages } from '../report/failed-images';
import { jsonReport } from '../report/make-report';
import { ReportError } from '../report/report-error';
import type { RunReport } from '../report/run-report';
import { tapReport } from '../report/tap-report';
import type { Io } from './io';
import {
  expectOutputFile,
  expectOutputFolder,
  namingFile,
  writeOutputFile,
} from '../system/output-file';
import { readableText } from '../system/unreadable-file';
import { UsageError } from '../system/usage-error';

/** The files of the reports, if they are asked for. */
export interface ReportFiles {
  readonly html?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly tap?: string;
}

/** Adds the options of {@link ReportFiles}. */
export function withReportOptions(command: Command): Command {
  return command
    .option('--html <dir>', 'write a page for the browser to DIR')
    .option('--json <file>', 'write every judgement to FILE')
    .option('--junit <file>', 'write JUnit XML to FILE')
    .option('--tap <file>', 'write TAP 14 to FILE');
}

/**
 * Checks the paths of reports before a long run.
 * @throws UsageError if a report cannot be written there
 */
export function checkReportFiles({ html, json, junit, tap }: ReportFiles): void {
  const files = [json, junit, tap].filter((file) => file !== undefined);
  for (const [index, file] of files.entries()) {
    expectOutputFile(file);
    const isNamedTwice = files
      .slice(0, index)
      .some((one) => path.resolve(one) === path.resolve(file));
    if (isNamedTwice && !isDevice(file)) {
      throw new UsageError(`${file}: two reports would be written to it; name a file for each`);
    }
  }
  if (html !== undefined)
    told(() => {
      checkReportFolder(html);
      expectOutputFolder(html);
    });
}

/** Whether a file is a device or pipe, which takes several reports, one after the other. */
function isDevice(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === false;
}

/**
 * Writes the reports that were asked for.
 * @param failed the images that did not hold, for the page; absent if they are not here
 * @throws UsageError if the page cannot be written
 * @throws the file system's error
 */
export function writeReports(
  report: RunReport,
  { html, json, junit, tap }: ReportFiles,
  failed?: FailedImages,
): void {
  if (json !== undefined) writeOutputFile(json, Buffer.from(jsonReport(report)));
  if (junit !== undefined) {
    const lines = new CaseLines();
    const text = junitReport(report, (file, update) => lines.lineOf(file, update));
    writeOutputFile(junit, Buffer.from(text));
  }
  if (tap !== undefined) writeOutputFile(tap, Buffer.from(tapReport(report)));
  if (html !== undefined)
    told(() => {
      namingFile(html, () => {
        writeHtmlReport(report, html, { explorer: reportExplorer(report), failed });
      });
    });
}

/** Says where the page is that {@link writeReports} wrote. */
export function tellPage({ html }: ReportFiles, io: Io): void {
  if (html !== undefined) io.stdout.write(`the page: ${path.join(html, 'index.html')}\n`);
}

/** The explorer for what fails; null if nothing does, or if `npm run build` has not bundled it. */
function reportExplorer({ implementations }: RunReport): ReportExplorer | null {
  const failing = implementations.flatMap(({ cases }) => cases).filter((one) => caseFails(one));
  if (failing.length === 0 || !isBundled()) return null;
  const others = failing.filter(({ file }) => !isOwnCase(file));
  const data = withOwnCases(explorerData(null), [...new Set(others.map(({ file }) => file))]);
  // A case that only has the name of one of the suite is not that case.
  const isOpened = ({ name, file }: (typeof failing)[number]): boolean =>
    isOwnCase(file) || data.entries.some((entry) => entry.name === name && isTextOf(entry, file));
  const names = new Set(failing.filter(isOpened).map(({ name }) => name));
  const cases = data.entries.map(({ name }) => name).filter((name) => names.has(name));
  if (cases.length === 0) return null;
  return {
    cases,
    write: (folder, made) => {
      writeExplorer({ ...data, made }, folder);
    },
  };
}

function isTextOf({ text }: ExplorerEntry, file: string): boolean {
  return readableText(file) === text;
}

function told(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(error.message);
    throw error;
  }
}
