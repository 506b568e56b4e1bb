import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { colors } from '../text/colors';
import { fuzz, type FuzzFailure, type FuzzResult } from '../zig/fuzz/fuzz';
import { fuzzCase } from '../zig/fuzz/fuzz-case';
import { findRunner } from '../system/find-runner';
import { NO_WINE } from '../system/no-runner';
import { shellText } from '../system/shell-text';
import { UsageError } from '../system/usage-error';
import { NO_ZIG, type Zig } from '../zig/zig';
import type { ModeChoice } from '../zig/zig-context';
import { ZigJudge } from '../zig/zig-judge';
import { ExitCode } from './exit-code';
import { withInterrupt } from './interrupt';
import type { Io } from './io';
import { Progress } from './progress';
import { COMPILER_TIMEOUT, repeating, ZIG, zigOf } from './zig-option';

/** How long a run takes, in seconds, unless something else ends it. */
const TIME = 60;

/** The longest time to shrink a failure, in milliseconds. */
const SHRINK_TIME = 180_000;

/** The most seeds of similar failures that are listed. */
const SEEDS_TOLD = 5;

interface FuzzCommandOptions {
  readonly linker: string;
  readonly zig?: string;
  readonly seed?: number;
  readonly runs?: number;
  /** Seconds. */
  readonly time?: number;
  readonly updates: number;
  readonly kinds: number;
  readonly jobs: number;
  readonly out: string;
  readonly wine: 'required' | 'off';
  /** Seconds. */
  readonly timeout: number;
}

/** `coff2 fuzz`: incremental and whole builds of random programs. */
export function fuzzCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('fuzz')
    .addOption(new Option('--linker <name>', 'what to try').choices([ZIG]).default(ZIG))
    .option('--zig <command>', 'the compiler: its program and first arguments')
    .option(
      '--seed <number>',
      'seed of the first program; each later one has the next number',
      integer,
    )
    .option('--runs <n>', 'stop after so many programs', positive)
    .option(
      '--time <time>',
      'start no program after this time: 90, 90s or 10m (default: 60s, without --runs)',
      time,
    )
    .option('--updates <k>', 'maximum number of updates of a program', positive, 12)
    .option('--kinds <n>', 'stop after so many kinds of failures', positive, 1)
    .addOption(
      new Option('--jobs <n>', 'how many programs to try at a time')
        .argParser(positive)
        .default(os.availableParallelism(), 'one for each processor'),
    )
    .option('--out <dir>', 'folder for the case files of failures', 'fuzz')
    .option(
      '--timeout <seconds>',
      'time limit of the compiler for an update',
      positive,
      COMPILER_TIMEOUT,
    )
    .addOption(
      new Option('--wine <use>', 'run the images under Wine, or only build and check them')
        .choices(['required', 'off'])
        .default('required'),
    )
    .addHelpText(
      'after',
      `
The output of each program is known from its model. A program fails if its image is not valid, prints
anything else, or does not exist although the program is right. A failure is shrunk and written as a
case file, with the commands that repeat it.

Exit codes: 0 no failure was found, 1 one was found, 2 wrong usage or a file error, 130 interrupted.`,
    )
    .action(async (options: FuzzCommandOptions) => {
      finish(await withInterrupt((stop) => fuzzZig(options, stop, io), io.stderr));
    });
}

async function fuzzZig(options: FuzzCommandOptions, stop: AbortSignal, io: Io): Promise<ExitCode> {
  const zig = await zigOf(options.zig);
  if (zig === null) throw new UsageError(NO_ZIG);
  const runner = options.wine === 'off' ? undefined : findRunner({ stop });
  if (runner !== undefined) {
    const why =
      runner.kind === 'none' ? NO_WINE : await runner.prove({ machine: 'AMD64', subsystem: 3 });
    if (why !== null) {
      await runner.stop();
      throw new UsageError(`${why}; --wine off only builds and checks`);
    }
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-fuzz-'));
  const repeat = repeating(zig, 'both');
  const judged = (mode: ModeChoice): ZigJudge =>
    new ZigJudge(zig, {
      ...{ mode, runner, repeat, stop },
      ...{ keep: null, only: null },
      timeLimit: options.timeout * 1000,
    });
  const judgeOf = {
    both: judged('both'),
    incremental: judged('incremental'),
    fresh: judged('fresh'),
  };
  const seed = options.seed ?? Math.floor(Math.random() * 0x7fff_ffff);
  const start = performance.now();
  const seconds = options.time ?? (options.runs === undefined ? TIME : Infinity);
  const progress = new Progress(io, 'fuzz', options.runs ?? seconds * 1000);
  io.stdout.write(`Zig ${zig.version}, seed ${seed}\n`);
  try {
    const result = await fuzz(judgeOf, {
      ...options,
      seed,
      runs: options.runs ?? Infinity,
      end: start + seconds * 1000,
      shrinkTime: SHRINK_TIME,
      folder,
      stop,
      onProgress: ({ runs, updates, failures }) => {
        const done = options.runs === undefined ? performance.now() - start : runs;
        progress.update(done, `${runs} programs, ${updates} updates, ${failures} failures`);
      },
    });
    progress.stop();
    tell(result, zig, repeat, options, io);
    io.stdout.write(
      `${result.runs} programs, ${result.updates} updates, ${result.failures} failures, ` +
        `${((performance.now() - start) / 1000).toFixed(1)} s\n`,
    );
    return result.failures > 0 ? ExitCode.FAILED : ExitCode.OK;
  } finally {
    progress.stop();
    for (const judge of Object.values(judgeOf)) judge.close();
    await runner?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function tell(
  { found }: FuzzResult,
  zig: Zig,
  repeat: string,
  { out, updates }: FuzzCommandOptions,
  io: Io,
): void {
  for (const failure of found) {
    const file = writeCase(failure, zig, repeat, out, updates);
    io.stdout.write(
      `${colors.red(`seed ${failure.seed}: ${failure.what}`)}\n` +
        `  ${failure.history.length} updates${failure.isCutShort ? ', not fully shrunk' : ''}: ${file}\n` +
        `  repeat it: ${repeat} ${shellText([file])}\n` +
        alikeLine(failure),
    );
  }
}

function alikeLine({ alike }: FuzzFailure): string {
  if (alike.length === 0) return '';
  const seeds = alike.slice(0, SEEDS_TOLD).join(', ');
  const more = alike.length > SEEDS_TOLD ? ', ...' : '';
  return `  and ${alike.length} more that fail on that level in the same way, perhaps for another reason: ${seeds}${more}\n`;
}

/** @returns the path of the file */
function writeCase(
  { seed, history, what }: FuzzFailure,
  zig: Zig,
  repeat: string,
  out: string,
  updates: number,
): string {
  const file = path.join(out, `zig-${zig.version}-${seed}.incr`);
  const text = fuzzCase(history, [
    `Found with Zig ${zig.version}, by coff2 fuzz --seed ${seed} --runs 1 --updates ${updates}:`,
    what,
    `Repeat it: ${repeat} ${shellText([file])}`,
  ]);
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(file, text ?? '');
  return file;
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
