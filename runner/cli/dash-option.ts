import type { Command, Option } from 'commander';
import { UsageError } from '../system/usage-error';

/** The name of standard input on a command line. */
export const STANDARD_INPUT = '-';

/** What stands in help for a value that is a path: `--json <file>`, `--out <dir>`. */
const PATH_VALUE = /<(?:file|dir|folder)>/;

/**
 * Checks the options of a command that are paths, before it runs. Elsewhere "-" is standard input or output; no
 * option takes it, and a file of that name would surprise whoever expects that.
 * @throws UsageError that names the option, and says what to write
 */
export function expectNoDash(command: Command): void {
  const wrong = command.options.find(
    (option: Option) =>
      PATH_VALUE.test(option.flags) &&
      command.getOptionValue(option.attributeName()) === STANDARD_INPUT,
  );
  if (wrong === undefined) return;
  const name = wrong.long ?? wrong.flags;
  throw new UsageError(
    `${name} -: it takes neither standard input nor standard output; name a file or folder (./- if it is named so)`,
  );
}
