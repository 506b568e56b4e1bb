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
 * @param reports folder for the full explanation
 * @returns lines with the most important differences, and the path of a file with all of them
 */
export function explainFailure(
  golden: GoldenCase,
  index: number,
  host: HostName,
  reports: string,
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
  const folder = path.join(reports, path.basename(golden.folder));
  const report = writeDifferenceReport(folder, name, differences, { before, after });
  const text = renderDifferences(differences, {
    limit: SHOWN,
    detailLimit: DETAILS_SHOWN,
    more: report,
  });
  return [...text.trimEnd().split('\n'), `everything, with both node dumps: ${report}`];
}
