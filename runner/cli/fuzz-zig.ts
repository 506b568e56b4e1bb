import * as fs from 'node:fs';
import { makeFolder } from '../system/make-folder';
import { shellText } from '../system/shell-text';
import { writeOutputFile } from '../system/output-file';
import * as os from 'node:os';
import * as path from 'node:path';
import { colors } from '../text/colors';
import { fuzz, type FuzzFailure, type FuzzResult } from '../zig/fuzz/fuzz';
import { fuzzCase } from '../zig/fuzz/fuzz-case';
import { findRunner } from '../system/find-runner';
import { NO_WINE } from '../system/no-runner';
import { UsageError } from '../system/usage-error';
import { NO_ZIG, type Zig } from '../zig/zig';
import type { ModeChoice } from '../zig/zig-context';
import { ZigJudge } from '../zig/zig-judge';
import { ExitCode } from './exit-code';
import { SEEDS_TOLD, TIME, type FuzzCommandOptions } from './fuzz-options';
import type { Io } from './io';
import { Progress } from './progress';
import { COMPILER_TIMEOUT, fuzzing, repeating, zigOf } from './zig-option';

/** The most updates of a program. */
const UPDATES = 12;

/** The longest time to shrink a failure, in milliseconds. */
const SHRINK_TIME = 180_000;

/** Incremental and whole builds of random programs, by a Zig compiler. */
export async function fuzzZig(
  options: FuzzCommandOptions,
  stop: AbortSignal,
  io: Io,
): Promise<ExitCode> {
  const zig = await zigOf(options.zig);
  if (zig === null) throw new UsageError(NO_ZIG);
  const runner =
    options.wine === 'off' ? undefined : findRunner({ prefix: options.winePrefix ?? null, stop });
  if (runner !== undefined) {
    const why =
      runner.kind === 'none' ? NO_WINE : await runner.prove({ machine: 'AMD64', subsystem: 3 });
    if (why !== null) {
      await runner.stop();
      throw new UsageError(`${why}; --wine off only builds and checks`);
    }
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-fuzz-'));
  const repeat = repeating(zig, 'both', options);
  const judged = (mode: ModeChoice): ZigJudge =>
    new ZigJudge(zig, {
      ...{ mode, runner, repeat, stop },
      ...{ keep: null, only: null, spellings: [] },
      timeLimit: (options.timeout ?? COMPILER_TIMEOUT) * 1000,
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
      updates: options.updates ?? UPDATES,
      jobs: options.jobs,
      kinds: options.kinds ?? 1,
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
        `${result.unjudged} not judged, ` +
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
  options: FuzzCommandOptions,
  io: Io,
): void {
  for (const failure of found) {
    const file = writeCase(failure, zig, repeat, options);
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
  options: FuzzCommandOptions,
): string {
  const { out, updates = UPDATES } = options;
  const file = path.join(out, `zig-${zig.version}-${seed}.incr`);
  const text = fuzzCase(history, [
    `Found with Zig ${zig.version}, by ${fuzzing(zig, options)} --seed ${seed} --runs 1 --updates ${updates}:`,
    what,
    `Repeat it: ${repeat} ${shellText([file])}`,
  ]);
  makeFolder(out);
  writeOutputFile(file, Buffer.from(text ?? ''));
  return file;
}
