import type { HostName } from '../../reference';
import { LINKER_REVISION } from '../golden/digests';
import { packageVersion } from '../package-root';
import { caseHolds, countVerdicts, type CaseResult } from './case-result';

/** A run as `--json` writes it: what was judged, and each judgement. */
export function jsonReport(
  results: readonly CaseResult[],
  hosts: readonly HostName[],
  milliseconds: number,
): string {
  const report = {
    suite: packageVersion(),
    linker: LINKER_REVISION,
    hosts,
    holds: results.every(caseHolds),
    milliseconds: Math.round(milliseconds),
    verdicts: countVerdicts(results),
    cases: results.map((result) => ({
      ...result,
      holds: caseHolds(result),
      milliseconds: Math.round(result.milliseconds),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
