import { Command } from 'commander';
import { CaseError } from '../case/case-error';
import { isLinked, scriptText } from '../case/case-script';
import { namedCase } from './case-argument';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { casesOption, type OwnCasesOptions } from './own-cases';
import { UsageError } from '../system/usage-error';

/** `coff2 script`: prints a case as a link script. */
export function scriptCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('script')
    .argument('<case>', 'name of a case, or path of a case file')
    .addOption(casesOption())
    .addHelpText('after', '\nExit codes: 0 printed, 1 the case was refused, 2 wrong usage.')
    .action((name: string, options: OwnCasesOptions) => {
      finish(print(name, options, io));
    });
}

function print(name: string, options: OwnCasesOptions, io: Io): ExitCode {
  try {
    const stored = namedCase(name, options);
    if (!isLinked(stored.case)) {
      throw new UsageError(
        `${stored.file} has no #link block: only a compiler can be judged by it`,
      );
    }
    io.stdout.write(scriptText(stored.case.script));
    return ExitCode.OK;
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return ExitCode.FAILED;
  }
}
