import * as os from 'node:os';
import * as path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { caseNames } from '../case/case-store';
import { implementationHolds, type ImplementationResult } from '../judge/result/case-result';
import { caseProblems, caseSummary, levelSummary } from '../report/terminal/case-summary';
import { caseTable } from '../report/terminal/case-table';
import { judgeSubject } from '../judge/judge-subject';
import { NO_WINE } from '../judge/level/runs';
import { writeExpectations } from '../judge/expectations/expectation-file';
import { suggestExpectations } from '../judge/expectations/suggest-expectations';
import { goldenFolder } from '../golden/golden-files';
import { CONFIG_FILE } from '../linker/config';
import { BUILT_IN } from '../linker/named-implementation';
import { makeReport } from '../report/make-report';
import { ProgramRunner } from '../system/program-runner';
import { Wine } from '../system/wine';
import { namedCaseFile } from './case-argument';
import { ExitCode } from './exit-code';
import { hostOption, hostsOf } from './host-option';
import { withInterrupt } from './interrupt';
import type { Io } from './io';
import { ADAPTER_TIMEOUT, chosenLinkers, type LinkerOptions } from './linker-option';
import { Progress } from './progress';
import {
  checkReportFiles,
  withReportOptions,
  writeReports,
  type ReportFiles,
} from './report-files';
import { ofShard, shard, type Shard } from './shard-option';
import { COMPILER_TIMEOUT, ZIG } from './zig-option';
import { UsageError } from '../system/usage-error';
import { type ChosenLinker } from './chosen-linker';

/** Assumed where standard output is no terminal: enough for all columns of three hosts. */
const DEFAULT_WIDTH = 200;

interface RunOptions extends LinkerOptions, ReportFiles {
  readonly shard?: Shard;
  readonly host?: string;
  readonly filter?: RegExp;
  readonly jobs: number;
  readonly wine: 'auto' | 'required' | 'off';
  readonly reports: string;
  readonly suggestExpectations?: true;
}

/** `coff2 run`: the conformance run. */
export function runCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return withReportOptions(new Command('run'))
    .description('have linkers link the cases, and judge each update on each level')
    .argument('[case...]', 'names of cases, or paths of case files; all cases if none is named')
    .option(
      '--linker <name>',
      `what to judge, once or more: ${[...BUILT_IN, ZIG].join(', ')}, or one of ${CONFIG_FILE} (default: reference)`,
      (name: string, before: readonly string[] | undefined) => [...(before ?? []), name],
    )
    .option('--adapter <command>', 'an adapter to judge: its program and arguments')
    .option('--expectations <file>', 'what the adapter, or the compiler, is expected to fail')
    .option('--config <file>', 'where linkers are named', CONFIG_FILE)
    .addOption(
      new Option(
        '--timeout <seconds>',
        `what an adapter may take for a case (${ADAPTER_TIMEOUT}), a compiler for an update (${COMPILER_TIMEOUT})`,
      ).argParser(positiveNumber),
    )
    .addOption(
      new Option('--max-image <MiB>', 'what an image of an adapter may have')
        .argParser(positiveNumber)
        .default(64),
    )
    .option('--zig <command>', 'the compiler of --linker zig: its program and first arguments')
    .addOption(
      new Option('--mode <mode>', 'how --linker zig builds: patching, whole, or both, compared')
        .choices(['incremental', 'fresh', 'both'])
        .default('incremental'),
    )
    .option('--keep <dir>', 'where each image of --linker zig is kept')
    .addOption(
      new Option(
        '--update <n>',
        'the only update to judge, from 1, with --linker zig: those before it are just built',
      ).argParser(positive),
    )
    .addOption(hostOption())
    .option('--filter <pattern>', 'only cases whose name matches this regular expression', pattern)
    .option(
      '--shard <i/n>',
      'only every n-th case, from the i-th: a part of a run to be merged',
      shard,
    )
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
    .option('--reports <dir>', 'where differences are told at length', 'differences')
    .option('--suggest-expectations', 'write the expectations that would make this run hold')
    .addHelpText(
      'after',
      `
Levels: valid (the PE format holds), runs (prints and exits as expected under Wine), meaning (the image
is the program, wherever it lies), nodes (the dump equals the golden), bytes (the image does).

In the table, "6" updates hold, "5/6": one does not; "+1x" fails as expected; "6?" cannot be judged
here; "-" has nothing to judge.

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
  const isWhole = names.length === 0 && options.filter === undefined && options.shard === undefined;
  checkReportFiles(options);
  checkUpdate(options);
  const linkers = (await chosenLinkers(options)).map((linker) => ({
    ...linker,
    files: chosenFiles(names, linker.moreFiles, options),
  }));
  const wine = options.wine === 'off' ? null : Wine.find();
  if (wine === null && options.wine === 'required') {
    io.stderr.write(`coff2: --wine required: ${NO_WINE}\n`);
    return ExitCode.FAILED;
  }
  const runner = wine === null ? null : new ProgramRunner(wine);
  const progress = new Progress(io, 'cases', linkers.flatMap(({ files }) => files).length);
  const results: ImplementationResult[] = [];
  let done = 0;
  try {
    for (const { name, judge, expectations, files } of linkers) {
      const judging = {
        goldens: goldenFolder(),
        runner: options.wine === 'off' ? undefined : runner,
        reports: linkers.length > 1 ? path.join(options.reports, name) : options.reports,
        stop,
        hosts: options.host === undefined ? null : hostsOf(options.host),
      };
      const result = await judgeSubject(judge(judging), {
        files,
        isWhole,
        expectations,
        jobs: options.jobs,
        stop,
        onCase: () => {
          done += 1;
          progress.update(done);
        },
      });
      results.push(result);
    }
  } finally {
    progress.stop();
    await runner?.stop();
  }
  tell(results, io);
  writeReports(makeReport(results), options);
  if (options.suggestExpectations === true && !stop.aborted) suggest(results, linkers, io);
  return results.every(implementationHolds) ? ExitCode.OK : ExitCode.FAILED;
}

/** @throws UsageError if one update alone cannot be judged so */
function checkUpdate({ update, linker, adapter, suggestExpectations }: RunOptions): void {
  if (update === undefined) return;
  if (adapter !== undefined || linker === undefined || linker.some((name) => name !== ZIG)) {
    throw new UsageError(`--update is for --linker ${ZIG} alone`);
  }
  if (suggestExpectations === true) {
    throw new UsageError('--suggest-expectations needs all updates, without --update');
  }
}

/** @throws UsageError if there is none */
function chosenFiles(
  names: readonly string[],
  more: readonly string[],
  { filter, shard }: RunOptions,
): readonly string[] {
  const all =
    names.length === 0 ? [...caseNames().map(namedCaseFile), ...more] : names.map(namedCaseFile);
  const files = all
    .filter((file) => filter?.test(path.basename(file, '.incr')) ?? true)
    .filter((_file, index) => ofShard(index, shard));
  if (files.length === 0) throw new UsageError('no case matches the filter, or is in the shard');
  return files;
}

function tell(results: readonly ImplementationResult[], io: Io): void {
  const width = io.stdout.columns ?? DEFAULT_WIDTH;
  for (const { implementation, identity, variants: hosts, cases, stale, milliseconds } of results) {
    const by = identity === null ? implementation : `${implementation} (${identity})`;
    if (results.length > 1 || implementation !== 'reference') io.stdout.write(`${by}\n`);
    io.stdout.write(`${caseTable(cases, hosts, width)}\n`);
    const problems = [caseProblems(cases), ...stale].filter((text) => text !== '').join('\n');
    if (problems !== '') io.stdout.write(`\n${problems}\n\n`);
    const levels = levelSummary(cases);
    if (levels !== '') io.stdout.write(`${levels}\n`);
    io.stdout.write(`${caseSummary(cases, hosts)}, ${(milliseconds / 1000).toFixed(1)} s\n`);
  }
}

function suggest(
  results: readonly ImplementationResult[],
  linkers: readonly ChosenLinker[],
  io: Io,
): void {
  for (const [index, { cases }] of results.entries()) {
    const { expectations, expectedAs } = linkers[index] as ChosenLinker;
    const suggested = suggestExpectations(cases, expectations.expectations);
    writeExpectations(expectations.file, expectedAs, suggested);
    io.stdout.write(
      `${expectations.file}: ${suggested.length} expectations; see that each reason is true\n`,
    );
  }
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

function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a positive number.');
}
