import { isNativeError } from 'node:util/types';
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../system/package-root';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { UsageError } from '../system/usage-error';

/** Makes a command. Its action passes the exit code to `finish`. */
type MakeCommand = (io: Io, finish: (code: ExitCode) => void) => Command;

/** All commands, in the order of the help. A command's modules are loaded when it is called. */
const COMMANDS: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  run: async () => (await import('./run-command.js')).runCommand,
  new: async () => (await import('./new-command.js')).newCommand,
  oracle: async () => (await import('./oracle-command.js')).oracleCommand,
  goldens: async () => (await import('./goldens-command.js')).goldensCommand,
  fuzz: async () => (await import('./fuzz-command.js')).fuzzCommand,
  check: async () => (await import('./check-command.js')).checkCommand,
  inspect: async () => (await import('./inspect-command.js')).inspectCommand,
  diff: async () => (await import('./diff-command.js')).diffCommand,
  same: async () => (await import('./same-command.js')).sameCommand,
  replay: async () => (await import('./replay-command.js')).replayCommand,
  script: async () => (await import('./script-command.js')).scriptCommand,
  steps: async () => (await import('./steps-command.js')).stepsCommand,
  explore: async () => (await import('./explore-command.js')).exploreCommand,
  fmt: async () => (await import('./fmt-command.js')).fmtCommand,
  import: async () => (await import('./import-command.js')).importCommand,
  serve: async () => (await import('./serve-command.js')).serveCommand,
  report: async () => (await import('./report-command.js')).reportCommand,
  'adapter-test': async () => (await import('./adapter-test-command.js')).adapterTestCommand,
};

/**
 * Runs `coff2` with the given arguments.
 * @returns the exit code
 * @throws only for a defect of this program
 */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = ExitCode.OK;
  const finish = (result: ExitCode): void => {
    code = result;
  };
  const program = new Command('coff2')
    .description('Conformance suite and reference implementation for Coff2')
    .version(packageVersion())
    // Options after the program of an adapter belong to the adapter.
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 something was judged and failed, 2 wrong usage or a file error.',
    );
  for (const make of await neededCommands(args)) program.addCommand(make(io, finish));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    }
    if (!(error instanceof UsageError) && !isFileError(error)) throw error;
    io.stderr.write(`coff2: ${error.message}\n`);
    return ExitCode.USAGE;
  }
  return code;
}

/** The message of a file system error has its path and reason. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'syscall' in error && 'code' in error;
}

/** The command that is called, or all commands for the help. The version needs none. */
function neededCommands([name = '']: readonly string[]): Promise<readonly MakeCommand[]> {
  if (name === '--version' || name === '-V') return Promise.resolve([]);
  const called = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const needed = called === undefined ? Object.values(COMMANDS) : [called];
  return Promise.all(needed.map((load) => load()));
}
