import { withCommandsBelow, type CompletedCommand } from './completed-command';

/**
 * The completion for PowerShell, from version 5 on. Where it offers nothing, PowerShell offers the names of
 * files.
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/register-argumentcompleter
 */
export function powershellCompletion(program: CompletedCommand): string {
  const all = withCommandsBelow(program);
  return `# Completion of ${program.name} for PowerShell: dot-source this file from $PROFILE.
Register-ArgumentCompleter -Native -CommandName ${program.name} -ScriptBlock {
  param($word, $ast, $cursor)
  # By the words of a command: what can follow it, each with a description.
  $words = @{
${all.map((command) => `    ${quoted(command.path.join(' '))} = [ordered]@{\n${wordRows(command)}\n    }`).join('\n')}
  }
  # By a command and its option: the values of that.
  $values = @{
${all.flatMap(valueRows).join('\n')}
  }
  $typed = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } |
    Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $command = ''
  foreach ($one in $typed) {
    $longer = "$command $one".Trim()
    if ($words.ContainsKey($longer)) { $command = $longer }
  }
  $before = if ($typed.Count -gt 0) { $typed[-1] } else { '' }
  if ($values.ContainsKey("$command $before")) {
    $values["$command $before"] | Where-Object { $_ -like "$word*" } | ForEach-Object {
      [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
    return
  }
  $words[$command].GetEnumerator() | Where-Object {
    $_.Key -like "$word*" -and ($word -like '-*' -or $_.Key -notlike '-*')
  } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
  }
}
`;
}

function wordRows({ commands, options, values }: CompletedCommand): string {
  const rows = [
    ...commands.map(({ name, summary }) => [name, summary] as const),
    ...values.map((value) => [value, value] as const),
    ...options.flatMap(({ names, summary }) => names.map((name) => [name, summary] as const)),
  ];
  return rows.map(([word, text]) => `      ${quoted(word)} = ${quoted(text)}`).join('\n');
}

/** An option of any value has an empty list: then PowerShell offers files. */
function valueRows({ path, options }: CompletedCommand): readonly string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .flatMap(({ names, values }) =>
      names.map((name) => {
        const key = [path.join(' '), name].join(' ');
        return `    ${quoted(key)} = @(${values.map(quoted).join(', ')})`;
      }),
    );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
