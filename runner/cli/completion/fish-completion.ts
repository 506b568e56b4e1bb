import {
  withCommandsBelow,
  type CompletedCommand,
  type CompletedOption,
} from './completed-command';

/**
 * The completion for fish.
 * @see https://fishshell.com/docs/current/cmds/complete.html
 */
export function fishCompletion(program: CompletedCommand): string {
  const lines = withCommandsBelow(program).flatMap((command) =>
    commandLines(command).map((line) => `complete -c ${program.name} ${line}\n`),
  );
  return `# Completion of ${program.name} for fish: save it as ~/.config/fish/completions/${program.name}.fish.\n${lines.join('')}`;
}

function commandLines(command: CompletedCommand): readonly string[] {
  const isCalled = quoted(condition(command));
  const values = command.values.length === 0 ? [] : [`-n ${isCalled} -a ${list(command.values)}`];
  return [
    ...command.commands.map(
      ({ name, summary }) => `-f -n ${isCalled} -a ${name} -d ${quoted(summary)}`,
    ),
    ...values,
    ...command.options.map((option) => `-n ${isCalled} ${optionWords(option)}`),
  ];
}

/** When the words so far call this command, and none below it. */
function condition({ path, commands }: CompletedCommand): string {
  const called = path.map((name) => `__fish_seen_subcommand_from ${name}`);
  if (commands.length === 0) return called.join('; and ');
  const below = commands.map(({ name }) => name).join(' ');
  return [...called, `not __fish_seen_subcommand_from ${below}`].join('; and ');
}

function optionWords({ names, summary, takesValue, values }: CompletedOption): string {
  const flags = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const value = values.length === 0 ? '-r' : `-x -a ${list(values)}`;
  return [...flags, ...(takesValue ? [value] : []), `-d ${quoted(summary)}`].join(' ');
}

function list(values: readonly string[]): string {
  return quoted(values.join(' '));
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
