import { withCommandsBelow, type CompletedCommand } from './completed-command';

/**
 * The completion for bash, from version 3.2 on. Where it offers nothing, bash offers the names of files.
 * @see https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html
 */
export function bashCompletion(program: CompletedCommand): string {
  const all = withCommandsBelow(program);
  const below = all.filter(({ path }) => path.length > 0);
  return `# Completion of ${program.name} for bash: source this file.
_${program.name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  local command= values= index
  # bash takes "--host=windows" apart at the equals sign.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$command/\${COMP_WORDS[index]}" in
      ${below.map(({ path }) => `/${path.join('/')}`).join(' | ')})
        command=$command/\${COMP_WORDS[index]}
        ;;
    esac
  done
  case "$command $before" in
${all.flatMap(valueBranches).join('\n')}
    *)
      case "$command" in
${all.map(wordBranch).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$values" -- "$word"))
}
complete -o default -F _${program.name} ${program.name}
`;
}

/** The key of a command in the script: "/report/merge", and nothing for the program itself. */
function keyOf({ path }: CompletedCommand): string {
  return path.map((name) => `/${name}`).join('');
}

/** What can follow an option that takes a value. */
function valueBranches(command: CompletedCommand): readonly string[] {
  return command.options
    .filter(({ takesValue }) => takesValue)
    .map(({ names, values }) => {
      const patterns = names.map((name) => `'${keyOf(command)} ${name}'`).join(' | ');
      return `    ${patterns}) values='${values.join(' ')}' ;;`;
    });
}

/** What can stand where an option or argument of a command starts. */
function wordBranch(command: CompletedCommand): string {
  const options = command.options.flatMap(({ names }) => names);
  const words = [...command.commands.map(({ name }) => name), ...command.values];
  return `        '${keyOf(command)}')
          if [[ $word == -* ]]; then
            values='${options.join(' ')}'
          else
            values='${words.join(' ')}'
          fi
          ;;`;
}
