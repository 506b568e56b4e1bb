import { Argument, Command } from 'commander';
import { bashCompletion } from './completion/bash-completion';
import { completedCommand, type CompletedCommand } from './completion/completed-command';
import { fishCompletion } from './completion/fish-completion';
import { powershellCompletion } from './completion/powershell-completion';
import { zshCompletion } from './completion/zsh-completion';
import { ExitCode } from './exit-code';
import type { Io } from './io';

const SHELLS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
} as const satisfies Readonly<Record<string, (program: CompletedCommand) => string>>;

/** `coff2 completion`: completion scripts of all commands and options. */
export function completionCommand(io: Io, finish: (code: ExitCode) => void): Command {
  const command = new Command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      `
bash:        source <(coff2 completion bash)
zsh:         coff2 completion zsh > "\${fpath[1]}/_coff2"
fish:        coff2 completion fish > ~/.config/fish/completions/coff2.fish
PowerShell:  coff2 completion powershell | Out-String | Invoke-Expression

Exit codes: 0 printed, 2 wrong usage.`,
    );
  return command.action((shell: keyof typeof SHELLS) => {
    io.stdout.write(SHELLS[shell](completedCommand(command.parent ?? command)));
    finish(ExitCode.OK);
  });
}
