import { Command, CommanderError } from 'commander';
import { fileErrorText, isFileError } from '../system/file-error';
import { packageVersion } from '../system/package-root';
import { writesTo } from './command-output';
import { COMMANDS, type ListedCommand } from './commands';
import { expectNoDash } from './dash-option';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { fittedMessage } from './output-width';
import { UsageError } from '../system/usage-error';

/**
 * Runs `coff2` with the given arguments.
 * @returns the exit code
 * @throws only for a defect of this program
 */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = ExitCode.OK;
  const program = await programFor(args, io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // For "coff2 help" commander takes the code that this process would end with.
      const isHelp = error.code === 'commander.help' && args[0] === 'help';
      return error.exitCode === 0 || isHelp ? ExitCode.OK : ExitCode.USAGE;
    }
    if (!(error instanceof UsageError) && !isFileError(error)) throw error;
    const text = `coff2: ${isFileError(error) ? fileErrorText(error) : error.message}\n`;
    io.stderr.write(fittedMessage(text, io));
    return ExitCode.USAGE;
  }
  return code;
}

/** `coff2` with the command that the arguments call, and a line of help for each other one. */
async function programFor(
  args: readonly string[],
  io: Io,
  finish: (code: ExitCode) => void,
): Promise<Command> {
  const program = new Command('coff2')
    .description('Conformance suite and reference implementation for Coff2')
    .version(packageVersion())
    // Options after the program of an adapter belong to the adapter.
    .enablePositionalOptions()
    // Arguments and options are in the help of each command.
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .hook('preAction', (_program, command) => {
      expectNoDash(command);
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 something was judged and failed, 2 wrong usage or a file error.',
    );
  const called = calledCommand(args);
  for (const listed of COMMANDS) {
    const isNeeded = listed === called || called?.describesAll === true;
    const command = isNeeded ? (await listed.load())(io, finish) : new Command(listed.name);
    program.addCommand(command.description(listed.summary));
  }
  for (const command of [program, ...program.commands]) {
    writesTo(command, io);
  }
  return program;
}

/** The command that runs, or whose help is asked for; undefined if that is no command. */
function calledCommand(args: readonly string[]): ListedCommand | undefined {
  const [name, next] = args.filter((arg) => !arg.startsWith('-'));
  const called = name === 'help' ? next : name;
  return COMMANDS.find((command) => command.name === called);
}
