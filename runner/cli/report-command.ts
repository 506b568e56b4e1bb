import { Command } from 'commander';
import { caseSummary, levelSummary } from '../report/terminal/case-summary';
import { mergeReports } from '../report/merge-reports';
import { ReportError } from '../report/report-error';
import { readReport } from '../report/report-file';
import type { RunReport } from '../report/run-report';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import {
  checkReportFiles,
  withReportOptions,
  writeReports,
  type ReportFiles,
} from './report-files';
import { UsageError } from '../system/usage-error';

/** `coff2 report`: makes reports from the reports of runs. */
export function reportCommand(io: Io, finish: (code: ExitCode) => void): Command {
  const merge = withReportOptions(new Command('merge'))
    .description('make one report of several runs: of shards, or of several linkers')
    .argument('<report...>', 'files that coff2 run --json wrote')
    .addHelpText(
      'after',
      `
The cases of one linker are joined; several linkers are shown side by side. Two files that judge a case
of the same linker differently are refused, and so are files of different versions of the suite.

Exit codes: 0 all cases hold, 1 one does not, 2 wrong usage, or a file that cannot be read or merged.`,
    )
    // program.ts does this for commands, but not for their subcommands.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .action((files: readonly string[], options: ReportFiles) => {
      finish(mergeFiles(files, options, io));
    });
  return new Command('report')
    .description('merge the reports of runs, and write them in other forms')
    .addCommand(merge);
}

function mergeFiles(files: readonly string[], options: ReportFiles, io: Io): ExitCode {
  try {
    checkReportFiles(options);
    const report = mergeReports(files.map((file) => ({ file, report: readReport(file) })));
    writeReports(report, options);
    tell(report, io);
    return report.holds ? ExitCode.OK : ExitCode.FAILED;
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(error.message);
    throw error;
  }
}

function tell({ implementations }: RunReport, io: Io): void {
  for (const { implementation, identity, variants: hosts, cases, stale } of implementations) {
    io.stdout.write(
      identity === null ? `${implementation}\n` : `${implementation} (${identity})\n`,
    );
    if (stale.length > 0) io.stdout.write(`${stale.join('\n')}\n`);
    io.stdout.write(`${levelSummary(cases)}\n${caseSummary(cases, hosts)}\n`);
  }
}
