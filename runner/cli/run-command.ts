import * as os from 'node:os';
import { Command, Option } from 'commander';
import { CONFIG_FILE } from '../linker/config-file';
import { BUILT_IN } from '../linker/named-implementation';
import type { ExitCode } from './exit-code';
import { hostOption } from './host-option';
import { withInterrupt } from './interrupt';
import type { Io } from './io';
import { ADAPTER_TIMEOUT, DEFAULT_MAX_IMAGE } from './linker-limits';
import { positive, positiveNumber } from './number-option';
import { withReportOptions } from './report-files';
import { runCases } from './run-cases';
import { bail, DEFAULT_REPORTS, levels, once, pattern, type RunOptions } from './run-options';
import { shard } from './shard-option';
import { COMPILER_TIMEOUT, ZIG } from './zig-option';

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
        .argParser(bail)
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
  incremental  it says what it wrote, and the patched image is the program that a new process makes
  nodes    the node dump equals the golden
  bytes    the image equals the golden
  picture  the drawing of the layout equals the golden

The table counts judgements: "6" passed; "5/6" are 5 of 6; "+1x" failed as expected; "6?" could not be
judged here; "-" has nothing to judge.

Exit codes: 0 all cases hold, 1 one does not, 2 wrong usage or a file error, 130 interrupted.`,
    )
    .action(async (names: string[], options: RunOptions) => {
      finish(await withInterrupt((stop) => runCases(names, options, stop, io), io.stderr));
    });
}
