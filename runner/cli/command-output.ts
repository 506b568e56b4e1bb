import type { Command } from 'commander';
import type { Io } from './io';
import { fitted, fittedMessage, outputWidth } from './output-width';

/** Columns that the description of an option may have beside its name, at least; else the line stays whole. */
const LEAST_BESIDE = 20;

/**
 * Has a command write to these streams and never end the process. Its help is as wide as the terminal, or as
 * COLUMNS says.
 */
export function writesTo(command: Command, io: Io): void {
  command
    .exitOverride()
    .configureHelp({ ...command.configureHelp(), minWidthToWrap: LEAST_BESIDE })
    .configureOutput({
      writeOut: (text) => io.stdout.write(fitted(text, io)),
      writeErr: (text) => io.stderr.write(fittedMessage(text, io)),
      getOutHelpWidth: () => outputWidth(io),
      getErrHelpWidth: () => outputWidth(io),
    });
}
