import * as fs from 'node:fs';
import * as path from 'node:path';
import type { HostName } from '../../reference';
import { explainDifferences } from '../difference/explain-differences';
import { renderDifferences } from '../difference/render-differences';
import { writeDifferenceReport } from '../difference/report-file';
import type { GoldenCase } from './golden-case';
import { GOLDEN_HOST } from '../case/golden-host';

/** The most differences, or groups of them, that are printed. */
const SHOWN = 20;
/** The most lines of disassembly or bytes for each. */
const DETAILS_SHOWN = 8;

/**
 * Explains how the image and the dump of an update differ from their goldens.
 * @param reports folder for the full explanation; null if it is not written
 * @returns lines with the most important differences, and the path of a file with all of them
 */
export function explainFailure(
  golden: GoldenCase,
  index: number,
  host: HostName,
  reports: string | null,
): readonly string[] {
  const before = golden.golden(index);
  if (before === null) return [];
  if (host !== GOLDEN_HOST) {
    return [`only digests are kept for ${host}; the differences on ${GOLDEN_HOST} may explain it`];
  }
  const after = golden.actual(index, host);
  const differences = explainDifferences(before, after);
  if (differences.length === 0) return [];
  const name = path.basename(golden.file(index, '.exe'), '.exe');
  const [report, where] =
    reports === null
      ? [null, null]
      : wholeReport(() => {
          const folder = path.join(reports, path.basename(golden.folder));
          return writeDifferenceReport(folder, name, differences, { before, after });
        });
  const text = renderDifferences(differences, {
    limit: SHOWN,
    detailLimit: DETAILS_SHOWN,
    more: report ?? 'coff2 diff',
  });
  return [...text.trimEnd().split('\n'), ...(where === null ? [] : [where])];
}

/** The path of the file with everything, and a line that names it. A verdict does not depend on it. */
function wholeReport(write: () => string): readonly [string | null, string] {
  try {
    const report = write();
    return [report, `everything, with both node dumps: ${report}`];
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    return [null, `everything, with both node dumps, cannot be written: ${message}`];
  }
}

/** Removes the explanations that an earlier run wrote of a case, and their folder if nothing else is in it. */
export function forgetExplanations(golden: GoldenCase, reports: string): void {
  const folder = path.join(reports, path.basename(golden.folder));
  // Something in the way is told of by what is to be written there.
  if (!fs.existsSync(folder) || !fs.statSync(folder).isDirectory()) return;
  try {
    for (const name of fs.readdirSync(folder)) {
      if (name.endsWith('.diff.txt')) fs.rmSync(path.join(folder, name));
    }
    if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    process.emitWarning(`the explanations of an earlier run stay in ${folder}: ${message}`);
  }
}
