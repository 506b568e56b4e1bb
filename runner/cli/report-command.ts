import { Command, Option } from 'commander';
import { caseSummary, levelSummary, unsupportedReasons } from '../report/terminal/case-summary';
import { compareReports } from '../report/compare-reports';
import { mergeReports, type ReportSource } from '../report/merge-reports';
import { comparisonText } from '../report/terminal/comparison-text';
import { ReportError } from '../report/report-error';
import { readReport } from '../report/report-file';
import type { RunReport } from '../report/run-report';
import { writesTo } from './command-output';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import {
  checkReportFiles,
  tellPage,
  withReportOptions,
  writeReports,
  type ReportFiles,
} from './report-files';
import { UsageError } from '../system/usage-error';
import { printable, printableTexts } from '../text/printable';

/** `coff2 report`: makes reports from the reports of runs. */
export function reportCommand(io: Io, finish: (code: ExitCode) => void): Command {
  const merge = withReportOptions(new Command('merge'))
    .description('make one report of several runs: of shards, or of several linkers')
    .argument('<report...>', 'files that coff2 run --json wrote')
    .option('--partial', 'shards may be missing')
    .addHelpText(
      'after',
      `
The cases of one linker are joined; several linkers are shown side by side. Two files that judge a case
of the same linker differently are refused, and so are files of different versions of the suite, and shards
of which one is missing.

Exit codes: 0 all cases hold, 1 one does not, 2 wrong usage, or a file that cannot be read or merged.`,
    )
    .action((files: readonly string[], options: MergeCommandOptions) => {
      finish(mergeFiles(files, options, io));
    });
  const compare = new Command('compare')
    .description('tell what got better and worse between two reports of one linker')
    .argument('<old>', 'file that coff2 run --json wrote')
    .argument('<new>', 'a later one')
    .option('--all', 'list every change in place of groups of one likely cause')
    .addOption(new Option('--json', 'print one JSON document').conflicts('all'))
    .addHelpText(
      'after',
      `
Worse is what fails and did not fail before, and what passed and is not judged any more. An expected
failure is a failure here. Linkers are matched by name, unless each report has only one.

Exit codes: 0 nothing is worse, 1 something is, 2 wrong usage, or a file that cannot be read.`,
    )
    .action((old: string, now: string, options: CompareOptions) => {
      finish(compareFiles(old, now, options, io));
    });
  const report = new Command('report');
  for (const command of [merge, compare]) {
    // program.ts does this for commands, but not for their subcommands.
    writesTo(command, io);
    report.addCommand(command);
  }
  return report;
}

interface MergeCommandOptions extends ReportFiles {
  readonly partial?: true;
}

interface CompareOptions {
  readonly all?: true;
  readonly json?: true;
}

function compareFiles(old: string, now: string, { all, json }: CompareOptions, io: Io): ExitCode {
  try {
    const [before, after] = [old, now].map((file) => ({ file, report: readReport(file) })) as [
      ReportSource,
      ReportSource,
    ];
    const comparison = compareReports(before, after);
    io.stdout.write(
      json === true
        ? `${JSON.stringify(comparison, null, 2)}\n`
        : comparisonText(printableTexts(comparison), all === true),
    );
    return comparison.isWorse ? ExitCode.FAILED : ExitCode.OK;
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(linesOf(error));
    throw error;
  }
}

function mergeFiles(files: readonly string[], options: MergeCommandOptions, io: Io): ExitCode {
  try {
    checkReportFiles(options);
    const sources = files.map((file) => ({ file, report: readReport(file) }));
    const report = mergeReports(sources, { isPartial: options.partial === true });
    writeReports(report, options);
    tell(printableTexts(report), io);
    tellPage(options, io);
    return report.holds ? ExitCode.OK : ExitCode.FAILED;
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(linesOf(error));
    throw error;
  }
}

/** What an error says, with names out of reports as a terminal shows them. */
function linesOf({ message }: ReportError): string {
  return message.split('\n').map(printable).join('\n');
}

function tell({ implementations }: RunReport, io: Io): void {
  for (const one of implementations) {
    const { implementation, identity, variants: hosts, cases, stale } = one;
    io.stdout.write(
      identity === null ? `${implementation}\n` : `${implementation} (${identity})\n`,
    );
    const notes = [...unsupportedReasons(cases), ...stale];
    if (notes.length > 0) io.stdout.write(`${notes.join('\n')}\n`);
    io.stdout.write(`${levelSummary(cases)}\n${caseSummary(cases, hosts, one)}\n`);
  }
}
