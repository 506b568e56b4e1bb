import type { Argument, Command, Option } from 'commander';
import { caseNames } from '../../case/case-store';

/** An option that a shell completes. */
export interface CompletedOption {
  /** As it is typed: "-h" and "--help". */
  readonly names: readonly string[];
  readonly summary: string;
  readonly takesValue: boolean;
  /** The values that it can have; empty if it can have others, such as the path of a file. */
  readonly values: readonly string[];
}

/** A command that a shell completes. */
export interface CompletedCommand {
  /** The words that call it, after `coff2`: empty for `coff2` itself, or "report" and "merge". */
  readonly path: readonly string[];
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What its arguments can be, beside the paths of files. */
  readonly values: readonly string[];
  readonly commands: readonly CompletedCommand[];
}

/** The name of arguments that name a case. */
const CASE = 'case';

/** What a shell has to know of a command, and of the commands below it. */
export function completedCommand(command: Command, path: readonly string[] = []): CompletedCommand {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((one) => one.name() !== 'help');
  return {
    path,
    name: command.name(),
    summary: command.description(),
    options: help.visibleOptions(command).map(completedOption),
    values: [...new Set(command.registeredArguments.flatMap(valuesOf))],
    commands: commands.map((one) => completedCommand(one, [...path, one.name()])),
  };
}

/** A command and all below it, from the top. */
export function withCommandsBelow(command: CompletedCommand): readonly CompletedCommand[] {
  return [command, ...command.commands.flatMap(withCommandsBelow)];
}

function completedOption({ short, long, description, required, optional, argChoices }: Option) {
  return {
    names: [short, long].filter((name) => name !== undefined),
    summary: description,
    takesValue: required || optional,
    values: argChoices ?? [],
  };
}

function valuesOf(argument: Argument): readonly string[] {
  if (argument.argChoices !== undefined) return argument.argChoices;
  return argument.name() === CASE ? caseNames() : [];
}
