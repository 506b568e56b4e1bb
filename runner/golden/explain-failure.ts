import * as path from 'node:path';
import type { HostName } from '../../reference';
import { explainDifferences } from '../difference/explain-differences';
import { renderDifferences } from '../difference/render-differences';
import { writeDifferenceReport } from '../difference/report-file';
import type { GoldenCase } from './golden-case';
import { GOLDEN_HOST } from '../case/golden-host';

/** Differences, or groups of them, that are told at once. */
const SHOWN = 20;
/** Lines of disassembly or bytes of each. */
const DETAILS_SHOWN = 8;

/**
 * Explains how an update's image and dump differ from their goldens.
 * @param reports folder for the whole of it
 * @returns lines: what matters most, and the path of a file with everything
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
