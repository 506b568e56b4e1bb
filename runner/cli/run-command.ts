import * as os from 'node:os';
import * as path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { caseNames } from '../case/case-store';
import {
  caseFails,
  caseIsJudged,
  implementationHolds,
  judgementsOf,
  type CaseResult,
  type ImplementationResult,
} from '../judge/result/case-result';
import { LEVELS, type Level } from '../judge/result/level';
import { caseProblems, caseSummary, levelSummary } from '../report/terminal/case-summary';
import { failureSummary } from '../report/terminal/failure-summary';
import { caseTable } from '../report/terminal/case-table';
import { judgeSubject } from '../judge/judge-subject';
import { writeExpectations } from '../judge/expectations/expectation-file';
import { suggestExpectations } from '../judge/expectations/suggest-expectations';
import { CONFIG_FILE } from '../linker/config';
import { BUILT_IN } from '../linker/named-implementation';
import { CaseLines } from '../report/case-lines';
import { githubReport } from '../report/github-report';
import { makeReport } from '../report/make-report';
import type { Repeating } from '../judge/keep-failure';
import { shellText } from '../system/shell-text';
import { findRunner } from '../system/find-runner';
import { NO_WINE } from '../system/no-runner';
import type { ProvenRunner } from '../system/runner-probe';
import { namedCaseFile } from './case-argument';
import { filesOf, ownCases, type OwnCases } from './own-cases';
import { ExitCode } from './exit-code';
import { hostOption, hostsOf } from './host-option';
import { withInterrupt } from './interrupt';
import type { Io } from './io';
import {
  ADAPTER_TIMEOUT,
  chosenLinkers,
  DEFAULT_MAX_IMAGE,
  type LinkerOptions,
} from './linker-option';
import { positive, positiveNumber } from './number-option';
import { fitted, outputWidth } from './output-width';
import { Progress } from './progress';
import {
  checkReportFiles,
  tellPage,
  withReportOptions,
  writeReports,
  type ReportFiles,
} from './report-files';
import { ofShard, shard, type Shard } from './shard-option';
import { COMPILER_TIMEOUT, ZIG } from './zig-option';
import { didYouMean } from '../text/nearest-name';
import { expectOutputFolder } from '../system/output-file';
import { UsageError } from '../system/usage-error';
import { type ChosenLinker } from './chosen-linker';

/** The folder for the full explanations of differences, unless another one is named. */
const DEFAULT_REPORTS = 'differences';

interface RunOptions extends LinkerOptions, ReportFiles {
  readonly cases?: string;
  readonly shard?: Shard;
  readonly host?: string;
  readonly filter?: RegExp;
  readonly jobs: number;
  readonly wine: 'auto' | 'required' | 'off';
  readonly winePrefix?: string;
  readonly require?: readonly Level[];
  readonly goldens?: string;
  readonly reports: string;
  readonly keep?: string;
  readonly suggestExpectations?: true;
  readonly format: 'text' | 'github';
  readonly all?: true;
  readonly summary?: true;
  /** Ends the run after so many failing cases. */
  readonly bail?: number;
}

/** `coff2 run`: the conformance run. */
export function runCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return withReportOptions(new Command('run'))
    .argument('[case...]', 'names of cases, or paths of case files; without a name, all cases')
    .option(
      '--linker <name>',
      `a linker to judge: ${[...BUILT_IN, ZIG].join(', ')}, or one that ${CONFIG_FILE} names; may be repeated (default: reference)`,
      (name: string, before: readonly string[] | undefined) => [...(before ?? []), name],
    )
    .option(
      '--adapter <command>',
      'an adapter to judge: its program and arguments',
      once('--adapter'),
    )
    .option(
      '--name <name>',
      'what to call the linker of --adapter in reports, and in expectations/NAME.json (default: adapter)',
    )
    .option('--expectations <file>', 'expected failures of the adapter or compiler')
    .option('--config <file>', `file that names linkers (default: ${CONFIG_FILE}, if it is there)`)
    .addOption(
      new Option(
        '--timeout <seconds>',
        `time limit of an adapter for a case (${ADAPTER_TIMEOUT}), or of a compiler for an update (${COMPILER_TIMEOUT})`,
      ).argParser(positiveNumber),
    )
    .addOption(
      new Option('--max-image <MiB>', 'largest image that an adapter may make')
        .argParser(positiveNumber)
        .default(DEFAULT_MAX_IMAGE),
    )
    .option('--zig <command>', 'the compiler of --linker zig: its program and first arguments')
    .addOption(
      new Option(
        '--mode <mode>',
        'how --linker zig builds: patch one image (incremental), build from scratch, or do both and compare',
      ).choices(['incremental', 'fresh', 'both']),
    )
    .option(
      '--keep <dir>',
      'folder to keep what belongs to each failing update in: image, dump, answer, script, transcript; of --linker zig, all images',
    )
    .addOption(
      new Option(
        '--update <n>',
        'judge only this update, counted from 1; earlier ones are only built (with --linker zig)',
      ).argParser(positive),
    )
    .addOption(hostOption())
    .option(
      '--cases <dir>',
      `folder of cases of your own, judged in place of the suite's if no case is named (key cases of ${CONFIG_FILE}: judged beside them)`,
    )
    .option(
      '--filter <pattern>',
      'judge only cases whose name matches this regular expression',
      pattern,
    )
    .option(
      '--shard <i/n>',
      'judge only every n-th case, from the i-th on: one part of a run; merge the reports later',
      shard,
    )
    .addOption(
      new Option('--jobs <n>', 'how many cases to judge at a time')
        .argParser(positive)
        .default(os.availableParallelism(), 'one for each processor'),
    )
    .addOption(
      new Option(
        '--wine <use>',
        'whether to run the images under Wine; auto: only if it is installed',
      )
        .choices(['auto', 'required', 'off'])
        .default('auto'),
    )
    .option(
      '--goldens <dir>',
      "folder of goldens, one folder a case (default: the suite's; of other cases, NAME.goldens beside the file)",
    )
    .option(
      '--require <levels>',
      'levels, separated by commas, on which every judgement must be made: UNSUPPORTED fails the run',
      levels,
    )
    .option(
      '--wine-prefix <dir>',
      'a Wine prefix to use as it is (default: one in your cache folder, about 700 MB, made once)',
    )
    .option('--reports <dir>', 'folder for the full explanations of differences', DEFAULT_REPORTS)
    .addOption(
      new Option(
        '--format <form>',
        'github: also print failures as annotations of GitHub Actions, beside the lines of the cases',
      )
        .choices(['text', 'github'])
        .default('text'),
    )
    .option('--all', 'list every failure below the groups of failures')
    .addOption(
      new Option('--summary', 'print only the table and the groups of failures').conflicts('all'),
    )
    .addOption(
      new Option('--bail [n]', 'judge no more cases of a linker once n have failed')
        .argParser(positive)
        .preset('1')
        .conflicts('suggestExpectations'),
    )
    .option('--suggest-expectations', 'write the expected failures with which this run would hold')
    .addHelpText(
      'after',
      `
Levels:
  valid    the image keeps the rules of the PE format
  runs     under Wine, it prints and exits as expected
  meaning  it contains the program that was handed over, wherever the linker placed it
  same     it is the same program as one that the reference links from scratch
  nodes    the node dump equals the golden
  bytes    the image equals the golden

The table counts judgements: "6" passed; "5/6" are 5 of 6; "+1x" failed as expected; "6?" could not be
judged here; "-" has nothing to judge.

Exit codes: 0 all cases hold, 1 one does not, 2 wrong usage or a file error, 130 interrupted.`,
    )
    .action(async (names: string[], options: RunOptions) => {
      finish(await withInterrupt((stop) => runCases(names, options, stop, io), io.stderr));
    });
}

async function runCases(
  names: readonly string[],
  options: RunOptions,
  stop: AbortSignal,
  io: Io,
): Promise<ExitCode> {
  const own = ownCases(options);
  const isWhole =
    names.length === 0 &&
    options.filter === undefined &&
    options.shard === undefined &&
    own?.isAlone !== true;
  checkReportFiles(options);
  if (options.keep !== undefined) expectOutputFolder(options.keep);
  // The usual folder is not asked for: without it, only the whole explanations are missing.
  if (options.reports !== DEFAULT_REPORTS) expectOutputFolder(options.reports);
  checkUpdate(options);
  checkZigOptions(options);
  const linkers = (await chosenLinkers(options)).map((linker) => ({
    ...linker,
    files: chosenFiles(names, linker.moreFiles, own, options),
  }));
  if (options.suggestExpectations === true) {
    for (const { expectations } of linkers) expectOutputFolder(path.dirname(expectations.file));
  }
  const runner = chosenRunner(options, stop);
  try {
    const missing = options.wine === 'required' ? await missingRunner(runner) : null;
    if (missing !== null) {
      io.stderr.write(`coff2: --wine required: ${missing}\n`);
      return ExitCode.FAILED;
    }
    return await judgeAll(linkers, runner, isWhole, options, stop, io);
  } finally {
    await runner?.stop();
  }
}

/** A linker, and the case files that it is judged by. */
interface LinkerWithFiles extends ChosenLinker {
  readonly files: readonly string[];
}

async function judgeAll(
  linkers: readonly LinkerWithFiles[],
  runner: ProvenRunner | null | undefined,
  isWhole: boolean,
  options: RunOptions,
  stop: AbortSignal,
  io: Io,
): Promise<ExitCode> {
  const progress = new Progress(io, 'cases', linkers.flatMap(({ files }) => files).length);
  const results: ImplementationResult[] = [];
  let done = 0;
  try {
    for (const { name, judge, expectations, files, selection } of linkers) {
      const ofLinker = (folder: string): string =>
        linkers.length > 1 ? path.join(folder, name) : folder;
      const keep = options.keep === undefined ? null : ofLinker(options.keep);
      const judging = {
        keep,
        repeating:
          name === 'reference' && keep === null ? null : repeating(selection, options, keep),
        goldens: options.goldens ?? null,
        runner,
        reports: ofLinker(options.reports),
        stop,
        hosts: options.host === undefined ? null : hostsOf(options.host),
      };
      const result = await judgeSubject(judge(judging), {
        files,
        isWhole,
        expectations,
        jobs: options.jobs,
        bail: options.bail ?? null,
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
  }
  tell(results, options, io);
  const report = makeReport(results);
  if (options.format === 'github') {
    const lines = new CaseLines();
    io.stdout.write(githubReport(report, (file, update) => lines.lineOf(file, update)));
  }
  writeReports(report, options);
  tellPage(options, io);
  if (options.suggestExpectations === true && !stop.aborted) suggest(results, linkers, io);
  const isMissing = tellUnmet(results, options.require ?? [], io);
  return !isMissing && results.every(implementationHolds) ? ExitCode.OK : ExitCode.FAILED;
}

/**
 * Says what was not judged although the run is for it: a linker judged on nothing, and levels that are
 * required.
 * @returns whether there is any
 */
function tellUnmet(
  results: readonly ImplementationResult[],
  required: readonly Level[],
  io: Io,
): boolean {
  const lines = results.flatMap(({ implementation, cases, unjudged }) => {
    const judgements = cases.flatMap(judgementsOf);
    const isNothing =
      unjudged === undefined && !cases.some((one) => caseIsJudged(one) || caseFails(one));
    return [
      ...(isNothing ? [`${implementation} was judged on nothing: the run fails`] : []),
      ...required.flatMap((level) => {
        const those = judgements.filter((one) => one.level === level);
        const missing = those.filter(({ verdict }) => verdict === 'unsupported');
        if (those.length > 0 && missing.length === 0) return [];
        const [first] = missing;
        const why =
          first === undefined
            ? 'nothing was judged on it'
            : `${missing.length} judgements are UNSUPPORTED: ${first.reason ?? ''}`;
        return [`${implementation}, --require ${level}: ${why}`];
      }),
    ];
  });
  for (const line of lines) io.stdout.write(`${line}\n`);
  return lines.length > 0;
}

/** What runs images; null where nothing can, undefined if that was not asked for. */
function chosenRunner(
  { wine, winePrefix }: RunOptions,
  stop: AbortSignal,
): ProvenRunner | null | undefined {
  if (wine === 'off') return undefined;
  const runner = findRunner({ prefix: winePrefix ?? null, stop });
  return runner.kind === 'none' ? null : runner;
}

/** The commands that repeat a failure of a linker: those of this run, with its options. */
function repeating(
  selection: readonly string[],
  options: RunOptions,
  keep: string | null,
): Repeating {
  const given = (name: string, value: string | number | undefined, usual?: unknown): string[] =>
    value === undefined || value === usual ? [] : [name, String(value)];
  const limits = [
    ...given('--timeout', options.timeout),
    ...given('--max-image', options.maxImage, DEFAULT_MAX_IMAGE),
  ];
  const run = [
    ...given('--host', options.host),
    ...given('--goldens', options.goldens),
    ...given('--wine', options.wine, 'auto'),
    ...given('--wine-prefix', options.winePrefix),
  ];
  return {
    run: shellText(['coff2', 'run', ...selection, ...limits, ...run]),
    replay: shellText(['coff2', 'replay', ...selection, ...limits]),
    keep,
  };
}

/** Why no image can be run here; null if images can be. */
async function missingRunner(runner: ProvenRunner | null | undefined): Promise<string | null> {
  return runner == null ? NO_WINE : runner.prove({ machine: 'AMD64', subsystem: 3 });
}

/** An option that may be given once: a second one would replace the first without a word. */
function once(name: string): (value: string, before: string | undefined) => string {
  return (value, before) => {
    if (before === undefined) return value;
    throw new InvalidArgumentError(
      `${name} can be given once; name more linkers in ${CONFIG_FILE}.`,
    );
  };
}

/** @throws UsageError if an option is about a linker that is not judged */
function checkZigOptions({ zig, mode, linker }: RunOptions): void {
  const isZig = linker?.includes(ZIG) === true;
  const given = { '--zig': zig, '--mode': mode };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !isZig)
      throw new UsageError(`${name} goes only with --linker ${ZIG}`);
  }
}

/** @throws UsageError if one update alone cannot be judged so */
function checkUpdate({ update, linker, adapter, suggestExpectations }: RunOptions): void {
  if (update === undefined) return;
  if (adapter !== undefined || linker === undefined || linker.some((name) => name !== ZIG)) {
    throw new UsageError(`--update goes only with --linker ${ZIG}`);
  }
  if (suggestExpectations === true) {
    throw new UsageError(
      '--suggest-expectations cannot be combined with --update: it needs all updates',
    );
  }
}

/** @throws UsageError if there is none */
function chosenFiles(
  names: readonly string[],
  more: readonly string[],
  own: OwnCases | null,
  { filter, shard }: RunOptions,
): readonly string[] {
  const all =
    names.length === 0
      ? allFiles(more, own)
      : names.map((name) => namedCaseFile(name, own?.folder ?? null));
  const files = all
    .filter((file) => filter?.test(path.basename(file, '.incr')) ?? true)
    .filter((_file, index) => ofShard(index, shard));
  if (files.length === 0) throw new UsageError('no case matches --filter and --shard');
  checkNames(files);
  return files;
}

/** What is judged if no case is named. @throws UsageError if a folder of cases has none */
function allFiles(more: readonly string[], own: OwnCases | null): readonly string[] {
  const ownFiles = own === null ? [] : filesOf(own.folder);
  if (own?.isAlone === true) return ownFiles;
  return [...caseNames().map((name) => namedCaseFile(name)), ...more, ...ownFiles];
}

/** Results and goldens are told apart by the name of their case. @throws UsageError */
function checkNames(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const name = path.basename(file, '.incr');
    const before = seen.get(name);
    if (before !== undefined) {
      const where = before === file ? file : `${before} and ${file}`;
      throw new UsageError(
        `the case ${name} is named twice (${where}); name it once, or rename one`,
      );
    }
    seen.set(name, file);
  }
}

/** What is listed below the table. */
function toldProblems(
  cases: readonly CaseResult[],
  stale: readonly string[],
  { all, summary }: RunOptions,
): string {
  const groups = failureSummary(cases);
  const rest = summary === true ? '' : caseProblems(cases, all === true ? 'all' : 'no failures');
  return [groups, [rest, ...stale].filter((text) => text !== '').join('\n')]
    .filter((text) => text !== '')
    .join('\n\n');
}

function tell(results: readonly ImplementationResult[], options: RunOptions, io: Io): void {
  const width = outputWidth(io);
  for (const result of results) {
    const {
      implementation,
      identity,
      variants: hosts,
      cases,
      stale,
      milliseconds,
      unjudged,
    } = result;
    const by = identity === null ? implementation : `${implementation} (${identity})`;
    if (results.length > 1 || implementation !== 'reference') io.stdout.write(`${by}\n`);
    io.stdout.write(`${caseTable(cases, hosts, width)}\n`);
    const problems = toldProblems(cases, stale, options);
    if (problems !== '') io.stdout.write(`\n${fitted(problems, io)}\n\n`);
    const levels = levelSummary(cases);
    if (levels !== '') io.stdout.write(`${fitted(levels, io)}\n`);
    const summary = `${caseSummary(cases, hosts, { unjudged, bail: options.bail })}, ${(milliseconds / 1000).toFixed(1)} s`;
    io.stdout.write(`${fitted(summary, io)}\n`);
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
    writeExpectations({ ...expectations, expectations: suggested }, expectedAs);
    io.stdout.write(
      `${expectations.file}: ${suggested.length} expectations; check that each reason is true\n`,
    );
  }
}

function levels(text: string): readonly Level[] {
  return text.split(',').map((name) => {
    const level = LEVELS.find((one) => one === name.trim());
    if (level !== undefined) return level;
    throw new InvalidArgumentError(
      `Expected levels (${LEVELS.join(', ')}), got ${name}${didYouMean(name, LEVELS)}.`,
    );
  });
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
