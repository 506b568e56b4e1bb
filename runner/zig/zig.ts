import * as path from 'node:path';
import { findProgram } from '../system/find-program';
import { oneLine } from '../text/one-line';
import { parseZigString } from '../text/zig-string';
import { UsageError } from '../system/usage-error';
import { askZig } from './ask-zig';

/** Characters that a message tells of what a program said that is no release. */
const SAID = 300;

/** The message if there is no compiler. */
export const NO_ZIG =
  'there is no Zig compiler; name one with --zig COMMAND, or pip install ziglang==0.16.0 in an active virtual environment';

/** A Zig compiler that exists and reports its release. */
export interface Zig {
  /** The program and the arguments before the compiler's own. */
  readonly command: readonly string[];
  /** "0.16.0", "0.17.0-dev.12+0123456789". */
  readonly version: string;
  /** Its `lib` folder, with the standard library; null if it does not say where that is. */
  readonly library: string | null;
}

/**
 * The compiler of a command. Without a command, `zig` on PATH, or else Python's package `ziglang`.
 * @returns null if no command is given and there is no compiler
 * @throws UsageError if the command does not report a release
 */
export async function findZig(command: readonly string[] | null): Promise<Zig | null> {
  if (command !== null) return askVersion(command);
  const onPath = findProgram('zig', process.env.PATH ?? '');
  if (onPath !== null) return askVersion([onPath]);
  try {
    return await askVersion(['python3', '-m', 'ziglang']);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return null;
  }
}

async function askVersion(command: readonly string[]): Promise<Zig> {
  const { stdout, stderr, exitCode, failure } = await askZig([...command, 'version']);
  const version = stdout.trim();
  if (failure === null && exitCode === 0 && /^\d+\.\d+\.\d+\S*$/.test(version)) {
    return { command, version, library: await askLibrary(command) };
  }
  const said = oneLine(`${version} ${stderr.trim()}`.trim()).slice(0, SAID);
  throw new UsageError(
    `${command.join(' ')} version: expected a release such as 0.16.0, got ` +
      (failure === null
        ? `exit code ${exitCode ?? ''}, ${JSON.stringify(said)}`
        : oneLine(failure)),
  );
}

/** `zig env` prints ZON, older releases JSON; the folder may be relative to the working directory. */
async function askLibrary(command: readonly string[]): Promise<string | null> {
  const { stdout } = await askZig([...command, 'env']);
  const [, folder] = /^\s*(?:\.lib_dir = |"lib_dir": )("[^"\n]*")/m.exec(stdout) ?? [];
  const text = folder === undefined ? null : parseZigString(folder);
  return text === null ? null : path.resolve(text);
}
