import {
  withCommandsBelow,
  type CompletedCommand,
  type CompletedOption,
} from './completed-command';

/**
 * The completion for zsh: a function for each command, of specifications for `_arguments`.
 * @see https://zsh.sourceforge.io/Doc/Release/Completion-System.html
 */
export function zshCompletion(program: CompletedCommand): string {
  return `#compdef ${program.name}
# Completion of ${program.name} for zsh: save it as _${program.name} in a folder of $fpath.
${withCommandsBelow(program).map(commandFunction).join('\n')}
if [ "$funcstack[1]" = "_${program.name}" ]; then
  _${program.name} "$@"
else
  compdef _${program.name} ${program.name}
fi
`;
}

function commandFunction(command: CompletedCommand): string {
  const options = command.options.flatMap(optionSpecs).map((spec) => `    ${spec} \\`);
  if (command.commands.length === 0) {
    return `${functionName(command)}() {
  _arguments \\
${options.join('\n')}
    ${argumentSpec(command)}
}
`;
  }
  return `${functionName(command)}() {
  local curcontext=$curcontext state line
  local -a commands=(
${command.commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  _arguments -C \\
${options.join('\n')}
    '1: :->command' \\
    '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      case $line[1] in
${command.commands.map((one) => `        ${one.name}) ${functionName(one)} ;;`).join('\n')}
      esac
      ;;
  esac
}
`;
}

function functionName({ path }: CompletedCommand): string {
  return ['_coff2', ...path].join('_');
}

function optionSpecs({ names, summary, takesValue, values }: CompletedOption): readonly string[] {
  // In a specification a colon ends a part, and a bracket the description.
  const text = summary.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
  const value = values.length === 0 ? '_files' : `(${values.join(' ')})`;
  return names.map((name) => quoted(`*${name}[${text}]${takesValue ? `: :${value}` : ''}`));
}

function argumentSpec({ values }: CompletedCommand): string {
  if (values.length === 0) return quoted('*: :_files');
  return quoted(`*: :{_alternative 'values: :(${values.join(' ')})' 'files: :_files'}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
