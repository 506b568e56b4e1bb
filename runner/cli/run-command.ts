import * as path from 'node:path';
import * as os from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import pLimit from 'p-limit';
import { writeFileAtomically, type HostName } from '../../reference';
import { caseNames } from '../case/case-store';
import { caseHolds, type CaseResult } from '../conformance/case-result';
import { caseProblems, caseSummary } from '../conformance/case-summary';
import { caseTable } from '../conformance/case-table';
import { judgeCase } from '../conformance/judge-case';
import { NO_WINE } from '../conformance/judge-run';
import { jsonReport } from '../conformance/report-json';
import { junitReport } from '../conformance/report-junit';
import { goldenFolder } from '../golden/golden-files';
import { ProgramRunner } from '../wine/program-runner';
import { Wine } from '../wine/wine';
import { namedCaseFile } from './case-argument';
import { ExitCode, UsageError } from './exit-code';
import { hostOption, hostsOf } from './host-option';
import { withInterrupt } from './interrupt';
import type { Io } from './io';
import { Progress } from './progress';

/** Assumed where standard output is no terminal. */
const DEFAULT_WIDTH = 140;

interface RunOptions {
  readonly host: string;
  readonly filter?: RegExp;
  readonly jobs: number;
  readonly wine: 'auto' | 'required' | 'off';
  readonly json?: string;
  readonly junit?: string;
  readonly reports: string;
}

/** `coff2 run`: the conformance run. */
export function runCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('run')
    .description('link the cases with the reference, hold them against the goldens, and run them')
    .argument('[case...]', 'names of cases, or paths of case files; all cases if none is named')
    .addOption(hostOption('all'))
    .option('--filter <pattern>', 'only cases whose name matches this regular expression', pattern)
    .addOption(
      new Option('--jobs <n>', 'cases to judge at a time')
        .argParser(positive)
        .default(os.availableParallelism()),
    )
    .addOption(
      new Option('--wine <use>', 'run the images under Wine: if it is installed, or it must be')
        .choices(['auto', 'required', 'off'])
        .default('auto'),
    )
    .option('--json <file>', 'write every judgement to FILE')
    .option('--junit <file>', 'write JUnit XML to FILE')
    .option('--reports <dir>', 'where differences are told at length', 'differences')
    .addHelpText(
      'after',
      `
In the table, "6" updates hold, "5/6": one does not; "+1x" fails as its case expects; "6?" cannot be
judged here; "-" has nothing to judge.

Exit codes: 0 all cases hold, 1 one does not, 2 wrong usage or a file error, 130 interrupted.`,
    )
    .action(async (names: string[], options: RunOptions) => {
      finish(await withInterrupt((stop) => runCases(names, options, stop, io)));
    });
}

async function runCases(
  names: readonly string[],
  options: RunOptions,
  stop: AbortSignal,
  io: Io,
): Promise<ExitCode> {
  const files = (names.length === 0 ? caseNames() : names)
    .map(namedCaseFile)
    .filter((file) => options.filter?.test(path.basename(file, '.incr')) ?? true);
  if (files.length === 0) throw new UsageError('no case matches the filter');
  const hosts = hostsOf(options.host);
  const wine = options.wine === 'off' ? null : Wine.find();
  if (wine === null && options.wine === 'required') {
    io.stderr.write(`coff2: --wine required: ${NO_WINE}\n`);
    return ExitCode.FAILED;
  }
  const start = performance.now();
  const runner = wine === null ? null : new ProgramRunner(wine);
  let results: readonly CaseResult[];
  try {
    results = await judgeAll(files, hosts, options, runner, stop, io);
  } finally {
    await runner?.stop();
  }
  report(results, hosts, options, performance.now() - start, io);
  return results.every(caseHolds) ? ExitCode.OK : ExitCode.FAILED;
}

async function judgeAll(
  files: readonly string[],
  hosts: readonly HostName[],
  { jobs, wine, reports }: RunOptions,
  runner: ProgramRunner | null,
  stop: AbortSignal,
  io: Io,
): Promise<readonly CaseResult[]> {
  const limit = pLimit(jobs);
  const progress = new Progress(io, 'cases', files.length);
  let done = 0;
  const results = files.map((file) =>
    limit(async () => {
      if (stop.aborted) return null;
      const result = await judgeCase(file, {
        hosts,
        goldens: goldenFolder(),
        runner: wine === 'off' ? undefined : runner,
        reports,
        stop,
      });
      done += 1;
      progress.update(done);
      return result;
    }),
  );
  try {
    return (await Promise.all(results)).filter((result) => result !== null);
  } finally {
    progress.stop();
  }
}

function report(
  results: readonly CaseResult[],
  hosts: readonly HostName[],
  { json, junit }: RunOptions,
  milliseconds: number,
  io: Io,
): void {
  io.stdout.write(`${caseTable(results, hosts, io.stdout.columns ?? DEFAULT_WIDTH)}\n`);
  const problems = caseProblems(results);
  if (problems !== '') io.stdout.write(`\n${problems}\n\n`);
  io.stdout.write(`${caseSummary(results, hosts)}, ${(milliseconds / 1000).toFixed(1)} s\n`);
  if (json !== undefined) {
    writeFileAtomically(json, Buffer.from(jsonReport(results, hosts, milliseconds)));
  }
  if (junit !== undefined) writeFileAtomically(junit, Buffer.from(junitReport(results)));
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a positive integer.');
}
