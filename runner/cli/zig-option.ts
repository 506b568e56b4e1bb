import * as path from 'node:path';
import { caseNames, sourceCaseFolder } from '../case/case-store';
import { readExpectations, type ExpectationFile } from '../judge/expectations/expectation-file';
import { packageRoot } from '../system/package-root';
import { UsageError } from '../system/usage-error';
import { findZig, NO_ZIG, type Zig } from '../zig/zig';
import type { Mode } from '../zig/zig-context';
import { ZigJudge } from '../zig/zig-judge';
import { type ChosenLinker } from './chosen-linker';

/** The name of a real Zig compiler, of whatever release, on the command line. */
export const ZIG = 'zig';

/** Seconds that a compiler may take for an update: the first of a run fills a cache. */
export const COMPILER_TIMEOUT = 60;

/** The options about a compiler. */
export interface ZigOptions {
  readonly zig?: string;
  /** If absent: incremental. */
  readonly mode?: Mode;
  readonly keep?: string;
  /** Number of the only update to judge, from 1. */
  readonly update?: number;
  /** Seconds. */
  readonly timeout?: number;
  /** Path of the file of what is expected to fail. */
  readonly expectations?: string;
}

/**
 * The compiler that the options name.
 * @throws UsageError if there is none, or it does not tell its release; ExpectationError if its expectations are wrong
 */
export async function chosenZig(options: ZigOptions): Promise<ChosenLinker> {
  const zig = await zigOf(options.zig);
  if (zig === null) throw new UsageError(NO_ZIG);
  const { mode = 'incremental' } = options;
  const expectedAs = `zig-${zig.version}`;
  return {
    name: ZIG,
    expectedAs,
    expectations: expectationsOf(expectedAs, options.expectations),
    moreFiles: sourceCaseFiles(),
    judge: ({ runner, stop }) =>
      new ZigJudge(zig, {
        mode,
        runner,
        keep: options.keep ?? null,
        only: options.update ?? null,
        timeLimit: (options.timeout ?? COMPILER_TIMEOUT) * 1000,
        repeat: repeating(zig, mode),
        stop,
      }),
  };
}

/** The compiler of `--zig`, or one that is found. @throws UsageError if it does not tell its release */
export async function zigOf(command: string | undefined): Promise<Zig | null> {
  return findZig(await words(command));
}

async function words(command: string | undefined): Promise<readonly string[] | null> {
  if (command === undefined) return null;
  const { parseCommandString } = await import('execa');
  const [program = '', ...rest] = parseCommandString(command);
  // It runs in another folder.
  return [/[/\\]/.test(program) ? path.resolve(program) : program, ...rest];
}

/**
 * A release that no file is about is expected to fail nothing. A file that is given may be about
 * another release: that of which the compiler is a branch.
 */
function expectationsOf(name: string, given: string | undefined): ExpectationFile {
  if (given !== undefined) return readExpectations(given, name, (other) => /^zig\b/.test(other));
  return readExpectations(path.join(packageRoot(), 'expectations', `${name}.json`), name);
}

/** Cases that say nothing to a linker alone. */
function sourceCaseFiles(): readonly string[] {
  const folder = sourceCaseFolder();
  return caseNames(folder).map((name) => path.join(folder, `${name}.incr`));
}

/** A command that judges cases with this compiler, but for their names. */
export function repeating(zig: Zig, mode: Mode): string {
  return `coff2 run --linker ${ZIG} --zig ${JSON.stringify(zig.command.join(' '))} --mode ${mode}`;
}
