import { Command } from 'commander';
import { linkCase } from '../case/case-replay';
import { isLinked } from '../case/case-script';
import { caseFolder, loadCase } from '../case/case-store';
import { canRenderPng } from '../difference/picture/render-png';
import { missingText, PICTURE_PACKAGES } from '../system/optional-package';
import { expectOutputFolder } from '../system/output-file';
import { acceptUpdates, type GoldenChange } from '../golden/accept';
import { allStaleGoldens } from '../golden/all-goldens';
import { changeSummary } from '../golden/change-summary';
import { explainBriefly } from '../golden/explain';
import { GoldenCase } from '../golden/golden-case';
import { goldenFolder, removeGoldens, updatesWithGoldens } from '../golden/golden-files';
import { refusalText } from '../judge/refusal-text';
import { namedCaseFile } from './case-argument';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { fitted, fittedMessage } from './output-width';
import { casesOption, filesOf, ownCases, type OwnCasesOptions } from './own-cases';
import { Progress } from './progress';

interface GoldensOptions extends OwnCasesOptions {
  readonly goldens?: string | null;
}

/** `coff2 goldens`: accepts what the reference links as goldens. */
export function goldensCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('goldens')
    .argument(
      '[case...]',
      "names of cases; without a name, all of your folder, or else all of the suite's and stale goldens are removed",
    )
    .option(
      '--goldens <dir>',
      "folder for the goldens, one folder a case (default: the suite's; of other cases, NAME.goldens beside the file)",
    )
    .addOption(casesOption())
    .addHelpText('after', '\nExit codes: 0 accepted, 1 a case was refused, 2 wrong usage.')
    .action((names: string[], { goldens = null, ...options }: GoldensOptions) => {
      finish(acceptCases(names, goldens, ownCases(options)?.folder ?? null, io));
    });
}

function acceptCases(
  names: readonly string[],
  given: string | null,
  own: string | null,
  io: Io,
): ExitCode {
  const files =
    names.length === 0
      ? filesOf(own ?? caseFolder())
      : names.map((name) => namedCaseFile(name, own));
  if (given !== null) expectOutputFolder(given);
  const changes: GoldenChange[] = [];
  let code: ExitCode = ExitCode.OK;
  const progress = new Progress(io, 'goldens', files.length);
  for (const [done, file] of files.entries()) {
    try {
      changes.push(...acceptCase(file, given));
    } catch (error) {
      io.stderr.write(fittedMessage(`${refusalText(error)}\n`, io));
      code = ExitCode.FAILED;
    }
    progress.update(done + 1);
  }
  progress.stop();
  // Only of the suite's own folder it is known which cases there should be.
  if (names.length === 0 && given === null && own === null) {
    const stale = allStaleGoldens();
    removeGoldens(goldenFolder(), stale);
    const why = ['it belongs to no case or update'];
    changes.push(...stale.map((file): GoldenChange => ({ file, kind: 'removed', why })));
  }
  io.stdout.write(`${changeSummary(changes)}\n`);
  if (changes.length > 0 && !canRenderPng()) {
    io.stdout.write(fitted(`No pictures were written. ${missingText(PICTURE_PACKAGES)}\n`, io));
  }
  return code;
}

function acceptCase(file: string, given: string | null): readonly GoldenChange[] {
  const stored = loadCase(file);
  if (!isLinked(stored.case)) return [];
  const golden = new GoldenCase(stored, linkCase(stored.case, file), given);
  const indices = updatesWithGoldens(stored.case.updates);
  return acceptUpdates(golden, stored, indices, explainBriefly);
}
