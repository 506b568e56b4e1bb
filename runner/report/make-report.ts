import {
  caseHolds,
  countVerdicts,
  implementationHolds,
  ownShare,
  type ImplementationResult,
  type OtherTimes,
} from '../judge/result/case-result';
import { LINKER_REVISION } from '../golden/digests';
import { packageVersion } from '../system/package-root';
import { REPORT_SCHEMA, type ReportedImplementation, type RunReport } from './run-report';

/** The report of a run. */
export function makeReport(results: readonly ImplementationResult[]): RunReport {
  const implementations = results.map(reported);
  return {
    schema: REPORT_SCHEMA,
    suite: packageVersion(),
    linker: LINKER_REVISION,
    holds: implementations.length > 0 && implementations.every(({ holds }) => holds),
    implementations,
  };
}

function reported(result: ImplementationResult): ReportedImplementation {
  const share = ownShare(result.cases);
  return {
    ...result,
    ...(share === null ? {} : { ownShare: Number(share.toFixed(4)) }),
    holds: implementationHolds(result),
    milliseconds: Math.round(result.milliseconds),
    verdicts: countVerdicts(result.cases),
    cases: result.cases.map((one) => ({
      ...one,
      holds: caseHolds(one),
      milliseconds: Math.round(one.milliseconds),
      ...(one.others === undefined ? {} : { others: rounded(one.others) }),
    })),
  };
}

function rounded({ compiler, wine }: OtherTimes): OtherTimes {
  return { compiler: Math.round(compiler), wine: Math.round(wine) };
}

/** A report in the form of `--json`. */
export function jsonReport(report: RunReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
