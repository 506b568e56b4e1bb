import * as path from 'node:path';
import { caseNames, sourceCaseFolder } from '../case/case-store';
import { readExpectations, type ExpectationFile } from '../judge/expectations/expectation-file';
import { commandWords } from '../system/command-words';
import { packageRoot } from '../system/package-root';
import { shellText } from '../system/shell-text';
import { UsageError } from '../system/usage-error';
import { findZig, NO_ZIG, type Zig } from '../zig/zig';
import type { ModeChoice } from '../zig/zig-context';
import { ZigJudge } from '../zig/zig-judge';
import { type ChosenLinker } from './chosen-linker';
import { givenOption } from './given-options';

/** The name of a Zig compiler of any release on the command line. */
export const ZIG = 'zig';

/** Default time limit of a compiler for an update, in seconds. The first update fills a cache. */
export const COMPILER_TIMEOUT = 60;

/** The options for a compiler. */
export interface ZigOptions {
  readonly zig?: string;
  /** If absent: incremental. */
  readonly mode?: ModeChoice;
  /** Number of the only update to judge, from 1. */
  readonly update?: number;
  /** Seconds. */
  readonly timeout?: number;
  /** Path of the file of what is expected to fail. */
  readonly expectations?: string;
  /** Whether the images are run. */
  readonly wine?: 'auto' | 'required' | 'off';
  /** Path of a Wine prefix. */
  readonly winePrefix?: string;
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
  const expectations = expectationsOf(expectedAs, options.expectations);
  return {
    name: ZIG,
    expectedAs,
    expectations,
    moreFiles: sourceCaseFiles(),
    selection: ['--linker', ZIG],
    judge: ({ runner, stop, keep, onFailure }) =>
      new ZigJudge(zig, {
        mode,
        runner,
        keep,
        only: options.update ?? null,
        spellings: expectations.spellings ?? [],
        timeLimit: (options.timeout ?? COMPILER_TIMEOUT) * 1000,
        repeat: repeating(zig, mode, options),
        onFailure,
        stop,
      }),
  };
}

/** The compiler of `--zig`, or one on PATH. @throws UsageError if it does not report its release */
export async function zigOf(command: string | undefined): Promise<Zig | null> {
  return findZig(words(command));
}

function words(command: string | undefined): readonly string[] | null {
  if (command === undefined) return null;
  const [program = '', ...rest] = commandWords(command);
  // The compiler runs in another folder.
  return [/[/\\]/.test(program) ? path.resolve(program) : program, ...rest];
}

/**
 * Without a file about its release, a compiler is expected to fail nothing. A file that is given may be
 * about another release, from which the compiler was branched.
 */
function expectationsOf(name: string, given: string | undefined): ExpectationFile {
  if (given !== undefined) return readExpectations(given, name, (other) => /^zig\b/.test(other));
  return readExpectations(path.join(packageRoot(), 'expectations', `${name}.json`), name);
}

/** Cases without #link blocks, for compilers only. */
function sourceCaseFiles(): readonly string[] {
  const folder = sourceCaseFolder();
  return caseNames(folder).map((name) => path.join(folder, `${name}.incr`));
}

/** The options that decide a verdict, besides the compiler itself. */
type Decisive = Pick<ZigOptions, 'timeout' | 'wine' | 'winePrefix'>;

/** A command that judges cases with this compiler; their names follow. */
export function repeating(zig: Zig, mode: ModeChoice, options: Decisive): string {
  const words = ['--linker', ZIG, ...compilerWords(zig), '--mode', mode, ...decisiveWords(options)];
  return `npx coff2 run ${shellText(words)}`;
}

/** The command that tries this compiler with random programs; their seed follows. */
export function fuzzing(zig: Zig, options: Decisive): string {
  return `npx coff2 fuzz ${shellText([...compilerWords(zig), ...decisiveWords(options)])}`;
}

function compilerWords({ command }: Zig): readonly string[] {
  return ['--zig', shellText(command)];
}

function decisiveWords({ timeout, wine, winePrefix }: Decisive): readonly string[] {
  return [
    ...givenOption('--timeout', timeout),
    ...(wine === 'off' ? ['--wine', wine] : []),
    ...givenOption('--wine-prefix', winePrefix),
  ];
}
