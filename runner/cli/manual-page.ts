import type { Command } from 'commander';
import { packageVersion } from '../system/package-root';

/**
 * The manual page of a program and its commands, in section 1.
 * @see man(7): the macros of a manual page
 */
export function manualPage(program: Command): string {
  const help = program.createHelp();
  const commands = help.visibleCommands(program).filter((one) => one.name() !== 'help');
  const name = program.name();
  return [
    `.TH ${name.toUpperCase()} 1 "" "${name} ${packageVersion()}" "User Commands"`,
    '.SH NAME',
    roff(`${name} - ${program.description()}`),
    '.SH SYNOPSIS',
    `.B ${name}`,
    '.I command',
    '[options] [arguments]',
    '.SH OPTIONS',
    ...optionLines(program),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandLines(command, name)),
    '.SH EXIT STATUS',
    ...exampleLines(textAfterHelp(program)),
    '',
  ].join('\n');
}

function commandLines(command: Command, parent: string): readonly string[] {
  const help = command.createHelp();
  const name = `${parent} ${command.name()}`;
  const below = help.visibleCommands(command).filter((one) => one.name() !== 'help');
  if (below.length > 0) return below.flatMap((one) => commandLines(one, name));
  return [
    `.SS "${roff(`${name} ${command.usage()}`)}"`,
    roff(sentence(command.description())),
    ...help
      .visibleArguments(command)
      .flatMap((one) => ['.TP', `.I ${roff(one.name())}`, roff(help.argumentDescription(one))]),
    ...optionLines(command),
    ...exampleLines(textAfterHelp(command)),
  ];
}

function optionLines(command: Command): readonly string[] {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .flatMap((option) => [
      '.TP',
      `.B ${roff(help.optionTerm(option))}`,
      roff(help.optionDescription(option)),
    ]);
}

/** What the help of a command says after its options. */
function textAfterHelp(command: Command): string {
  let text = '';
  const before = command.configureOutput();
  command.configureOutput({
    ...before,
    writeOut: (piece) => {
      text += piece;
    },
  });
  try {
    command.outputHelp();
  } finally {
    command.configureOutput(before);
  }
  return text.slice(command.helpInformation().length).trim();
}

/** Text whose lines stay as they are. */
function exampleLines(text: string): readonly string[] {
  return text === '' ? [] : ['.PP', '.nf', ...text.split('\n').map(roff), '.fi'];
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** Text as roff has it: no escape sequence, no request at the start of a line, plain hyphens. */
function roff(text: string): string {
  return text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll('"', String.raw`\(dq`)
    .replaceAll(/^[.']/gm, String.raw`\&$&`);
}
