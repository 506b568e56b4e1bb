import { isNativeError } from 'node:util/types';
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../package-root';
import { ExitCode, UsageError } from './exit-code';
import type { Io } from './io';
import { adapterTestCommand } from './adapter-test-command';
import { checkCommand } from './check-command';
import { diffCommand } from './diff-command';
import { fmtCommand } from './fmt-command';
import { goldensCommand } from './goldens-command';
import { importCommand } from './import-command';
import { inspectCommand } from './inspect-command';
import { replayCommand } from './replay-command';
import { oracleCommand } from './oracle-command';
import { reportCommand } from './report-command';
import { runCommand } from './run-command';
import { serveCommand } from './serve-command';
import { scriptCommand } from './script-command';
import { stepsCommand } from './steps-command';

/**
 * Runs `coff2` with the given arguments.
 * @returns the exit code
 * @throws only what is a defect of this program
 */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = ExitCode.OK;
  const finish = (result: ExitCode): void => {
    code = result;
  };
  const program = new Command('coff2')
    .description('Conformance suite and reference implementation for Coff2')
    .version(packageVersion())
    // So that options behind an adapter's program are the adapter's.
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 something was judged and failed, 2 wrong usage or a file error.',
    );
  for (const make of [
    runCommand,
    oracleCommand,
    goldensCommand,
    checkCommand,
    inspectCommand,
    diffCommand,
    replayCommand,
    scriptCommand,
    stepsCommand,
    fmtCommand,
    importCommand,
    serveCommand,
    reportCommand,
    adapterTestCommand,
  ]) {
    program.addCommand(make(io, finish));
  }
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

/** An error of the file system tells its path and reason by itself. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'syscall' in error && 'code' in error;
}
