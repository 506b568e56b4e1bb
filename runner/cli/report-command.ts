import { Command } from 'commander';
import { writeFileAtomically } from '../../reference';
import { caseSummary, levelSummary } from '../conformance/case-summary';
import { junitReport } from '../conformance/report-junit';
import { checkReportFolder, writeHtmlReport } from '../report/html-report';
import { jsonReport } from '../report/make-report';
import { mergeReports } from '../report/merge-reports';
import { ReportError } from '../report/report-error';
import { readReport } from '../report/report-file';
import type { RunReport } from '../report/run-report';
import { tapReport } from '../report/tap-report';
import { ExitCode, UsageError } from './exit-code';
import type { Io } from './io';

interface MergeOptions {
  readonly html?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly tap?: string;
}

/** `coff2 report`: makes other reports of what runs wrote. */
export function reportCommand(io: Io, finish: (code: ExitCode) => void): Command {
  const merge = new Command('merge')
    .description('make one report of one or several runs: of shards, or of several linkers')
    .argument('<report...>', 'files that coff2 run --json wrote')
    .option('--html <dir>', 'write a page for the browser to DIR')
    .option('--json <file>', 'write every judgement to FILE')
    .option('--junit <file>', 'write JUnit XML to FILE')
    .option('--tap <file>', 'write TAP 14 to FILE')
    .addHelpText(
      'after',
      `
Cases of one linker join, whichever file they are in; several linkers stand side by side. A case of
one linker that two files judge differently is refused, and so are files of different versions.

Exit codes: 0 all cases hold, 1 one does not, 2 wrong usage, or a file that cannot be read or does
not go with the others.`,
    )
    // What program.ts does for commands, it does not for those below them.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .action((files: readonly string[], options: MergeOptions) => {
      finish(mergeFiles(files, options, io));
    });
  return new Command('report')
    .description('merge the reports of runs, and show them in other forms')
    .addCommand(merge);
}

function mergeFiles(files: readonly string[], options: MergeOptions, io: Io): ExitCode {
  try {
    if (options.html !== undefined) checkReportFolder(options.html);
    const report = mergeReports(files.map((file) => ({ file, report: readReport(file) })));
    write(report, options);
    tell(report, io);
    return report.holds ? ExitCode.OK : ExitCode.FAILED;
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(error.message);
    throw error;
  }
}

function write(report: RunReport, { html, json, junit, tap }: MergeOptions): void {
  if (html !== undefined) writeHtmlReport(report, html);
  if (json !== undefined) writeFileAtomically(json, Buffer.from(jsonReport(report)));
  if (junit !== undefined) writeFileAtomically(junit, Buffer.from(junitReport(report)));
  if (tap !== undefined) writeFileAtomically(tap, Buffer.from(tapReport(report)));
}

function tell({ implementations }: RunReport, io: Io): void {
  for (const { implementation, identity, hosts, cases, stale } of implementations) {
    io.stdout.write(
      identity === null ? `${implementation}\n` : `${implementation} (${identity})\n`,
    );
    if (stale.length > 0) io.stdout.write(`${stale.join('\n')}\n`);
    io.stdout.write(`${levelSummary(cases)}\n${caseSummary(cases, hosts)}\n`);
  }
}
