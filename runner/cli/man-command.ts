import { Command } from 'commander';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { manualPage } from './manual-page';

/** `coff2 man`: the manual page of all commands. */
export function manCommand(io: Io, finish: (code: ExitCode) => void): Command {
  const command = new Command('man').addHelpText(
    'after',
    `
Read it: coff2 man | man -l -

Exit codes: 0 printed, 2 wrong usage.`,
  );
  return command.action(() => {
    io.stdout.write(manualPage(command.parent ?? command));
    finish(ExitCode.OK);
  });
}
