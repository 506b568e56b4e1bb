import * as os from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { FUZZ_PACKAGES, requirePackages } from '../system/optional-package';
import { expectOutputFolder } from '../system/output-file';
import { UsageError } from '../system/usage-error';
import type { ExitCode } from './exit-code';
import { FUZZ_MAX_IMAGE, type FuzzCommandOptions } from './fuzz-options';
import { hostOption } from './host-option';
import { withInterrupt } from './interrupt';
import type { Io } from './io';
import { checkWinePrefix } from './run-options';
import { ZIG } from './zig-option';

/** `coff2 fuzz`: random link scripts for a linker, or random programs for a compiler. */
export function fuzzCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('fuzz')
    .option(
      '--linker <name>',
      `what to try: a linker, or ${ZIG} (default: the reference against itself)`,
    )
    .option('--adapter <command>', 'try the linker behind this adapter')
    .option('--zig <command>', 'try this Zig compiler: its program and first arguments')
    .option(
      '--seed <number>',
      'seed of the first script or program; each later one has the next number',
      integer,
    )
    .option('--runs <n>', 'stop after so many scripts or programs', positive)
    .option(
      '--time <time>',
      'start nothing after this time: 90, 90s or 10m (default: 60s, without --runs)',
      time,
    )
    .option(
      '--updates <k>',
      'maximum number of updates (default: 6 of a script, 12 of a program)',
      positive,
    )
    .option(
      '--kinds <n>',
      'stop after so many kinds of failures (default: 10 of a linker, 1 of a compiler)',
      positive,
    )
    .addOption(
      new Option('--jobs <n>', 'how many to try at a time')
        .argParser(positive)
        .default(os.availableParallelism(), 'one for each processor'),
    )
    .option('--out <dir>', 'folder for the files of failures', 'fuzz')
    .option(
      '--timeout <seconds>',
      'time limit of an adapter for a script (default: 10), or of a compiler for an update (60)',
      positive,
    )
    .addOption(hostOption())
    .option(
      '--levels <list>',
      'levels to judge a linker on, of valid, meaning, same, incremental, nodes, bytes, runs (default: the first four)',
    )
    .option('--config <file>', 'configuration that names more linkers')
    .option('--max-image <MiB>', 'largest image of an adapter', positive, FUZZ_MAX_IMAGE)
    .addOption(
      new Option(
        '--wine <use>',
        'run the images of a compiler under Wine, or only build and check them; those of a linker with --levels runs alone',
      )
        .choices(['required', 'off'])
        .default('required'),
    )
    .option(
      '--wine-prefix <dir>',
      'a Wine prefix to use as it is (default: one in your cache folder, about 700 MB, made once)',
    )
    .addHelpText(
      'after',
      `
Without a linker, the reference is held against itself. What a known upstream finding explains is counted,
and is no failure; also with --linker reference. A linker that is named is judged on each level as coff2 run
judges it. With runs among its levels, the scripts make programs that run, and whose output is known.

The output of a compiler's program is known from its model. It fails if its image is not valid, prints
anything else, or does not exist although the program is right; or if the patched image is not the same
program as the one built from scratch.

A failure is shrunk and written to a file, with the command that repeats it. Ctrl-C ends the run with what
it has found.

Exit codes: 0 no failure was found, 1 one was found, or nothing could be judged, 2 wrong usage or a file
error, 130 interrupted.`,
    )
    .action(async (options: FuzzCommandOptions) => {
      expectOutputFolder(options.out);
      checkWinePrefix(options);
      const fuzz = await loadFuzz(isCompiler(options));
      finish(await withInterrupt((stop) => fuzz(options, stop, io), io.stderr));
    });
}

type Fuzz = (options: FuzzCommandOptions, stop: AbortSignal, io: Io) => Promise<ExitCode>;

/** @throws UsageError if the package that makes random choices is not installed */
async function loadFuzz(isOfCompiler: boolean): Promise<Fuzz> {
  requirePackages(FUZZ_PACKAGES);
  return isOfCompiler
    ? (await import('./fuzz-zig.js')).fuzzZig
    : (await import('./fuzz-scripts.js')).fuzzLinker;
}

/** @throws UsageError for options that go only with the other */
function isCompiler({ linker, zig, adapter, host, levels, config }: FuzzCommandOptions): boolean {
  if (linker !== undefined && adapter !== undefined) {
    throw new UsageError('--linker and --adapter both say what to try; give one of them');
  }
  if (zig === undefined && linker !== ZIG) return false;
  if (linker !== undefined && linker !== ZIG) {
    throw new UsageError(`--zig goes only with --linker ${ZIG}`);
  }
  for (const [name, value] of Object.entries({ adapter, host, levels, config })) {
    if (value !== undefined) throw new UsageError(`--${name} does not go with a compiler`);
  }
  return true;
}

function integer(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('expected an integer');
  if (value !== (value | 0)) throw new InvalidArgumentError('expected an integer of 32 bits');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('expected 1 or more');
  return value;
}

/** Seconds of "90", "90s" or "10m". */
function time(text: string): number {
  const [, count = '', unit = 's'] = /^(\d+(?:\.\d+)?)([smh])?$/.exec(text) ?? [];
  if (count === '') throw new InvalidArgumentError('expected a time such as 90, 90s or 10m');
  return Number(count) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
}
