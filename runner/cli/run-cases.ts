import * as path from 'node:path';
import { implementationHolds, type ImplementationResult } from '../judge/result/case-result';
import { judgeSubject } from '../judge/judge-subject';
import { usefulThreads } from '../judge/threads/useful-threads';
import { FailedImages } from '../report/failed-images';
import { runVersions } from './run-versions';
import { CaseLines } from '../report/case-lines';
import { githubReport } from '../report/github-report';
import { makeReport } from '../report/make-report';
import type { Repeating } from '../judge/keep-failure';
import { shellText } from '../system/shell-text';
import { findRunner } from '../system/find-runner';
import { NO_WINE } from '../system/no-runner';
import type { ProvenRunner } from '../system/runner-probe';
import { expectOutputFolder } from '../system/output-file';
import type { ChosenLinker } from './chosen-linker';
import { chosenFiles } from './chosen-cases';
import { ExitCode } from './exit-code';
import { hostsOf } from './host-option';
import type { Io } from './io';
import { fittedMessage } from './output-width';
import { DEFAULT_MAX_IMAGE } from './linker-limits';
import { chosenLinkers } from './linker-option';
import { ownCases } from './own-cases';
import { Progress } from './progress';
import { checkReportFiles, tellPage, writeReports } from './report-files';
import {
  checkUpdate,
  checkWinePrefix,
  checkZigOptions,
  DEFAULT_REPORTS,
  type RunOptions,
} from './run-options';
import { tell, tellUnmet } from './run-output';
import { expectSuggestible, writeSuggested } from './suggested-expectations';

/** Judges the chosen linkers by the chosen cases, and reports what they do. */
export async function runCases(
  names: readonly string[],
  options: RunOptions,
  stop: AbortSignal,
  io: Io,
): Promise<ExitCode> {
  const own = ownCases(options);
  const isWhole =
    names.length === 0 &&
    options.filter === undefined &&
    options.shard === undefined &&
    own?.isAlone !== true;
  checkReportFiles(options);
  if (options.keep !== undefined) expectOutputFolder(options.keep);
  // The usual folder is not asked for: without it, only the whole explanations are missing.
  if (options.reports !== DEFAULT_REPORTS) expectOutputFolder(options.reports);
  checkUpdate(options);
  checkWinePrefix(options);
  checkZigOptions(options);
  const linkers = (await chosenLinkers(options)).map((linker) => ({
    ...linker,
    files: chosenFiles(names, linker.moreFiles, own, options),
  }));
  if (options.suggestExpectations === true) expectSuggestible(linkers);
  const runner = chosenRunner(options, stop);
  try {
    const missing = options.wine === 'required' ? await missingRunner(runner) : null;
    if (missing !== null) {
      io.stderr.write(fittedMessage(`coff2: --wine required: ${missing}\n`, io));
      return ExitCode.FAILED;
    }
    return await judgeAll(linkers, runner, isWhole, options, stop, io);
  } finally {
    await runner?.stop();
  }
}

/** A linker, and the case files that it is judged by. */
interface LinkerWithFiles extends ChosenLinker {
  readonly files: readonly string[];
}

async function judgeAll(
  linkers: readonly LinkerWithFiles[],
  runner: ProvenRunner | null | undefined,
  isWhole: boolean,
  options: RunOptions,
  stop: AbortSignal,
  io: Io,
): Promise<ExitCode> {
  const progress = new Progress(io, 'cases', linkers.flatMap(({ files }) => files).length);
  const results: ImplementationResult[] = [];
  const failed = options.html === undefined ? undefined : new FailedImages();
  let done = 0;
  try {
    for (const { name, judge, expectations, files, selection } of linkers) {
      const ofLinker = (folder: string): string =>
        linkers.length > 1 ? path.join(folder, name) : folder;
      const keep = options.keep === undefined ? null : ofLinker(options.keep);
      const again = repeating(selection, options, keep);
      const judging = {
        keep,
        repeating: name === 'reference' && keep === null ? null : again,
        ...(failed === undefined ? {} : { onFailure: failed.add.bind(failed) }),
        goldens: options.goldens ?? null,
        runner,
        reports: ofLinker(options.reports),
        stop,
        threads: usefulThreads(files, options.jobs),
        hosts: options.host === undefined ? null : hostsOf(options.host),
      };
      const result = await judgeSubject(judge(judging), {
        files,
        isWhole,
        expectations,
        jobs: options.jobs,
        bail: options.bail ?? null,
        stop,
        onCase: () => {
          done += 1;
          progress.update(done);
        },
      });
      const versions = await runVersions(runner);
      results.push({ ...result, versions, command: again.run });
    }
  } finally {
    progress.stop();
  }
  tell(results, options, io);
  const report = makeReport(results);
  if (options.format === 'github') {
    const lines = new CaseLines();
    io.stdout.write(githubReport(report, (file, update) => lines.lineOf(file, update)));
  }
  writeReports(report, options, failed);
  tellPage(options, io);
  if (options.suggestExpectations === true && !stop.aborted) writeSuggested(results, linkers, io);
  const isMissing = tellUnmet(results, options.require ?? [], io);
  return !isMissing && results.every(implementationHolds) ? ExitCode.OK : ExitCode.FAILED;
}

/** What runs images; null where nothing can, undefined if that was not asked for. */
function chosenRunner(
  { wine, winePrefix }: RunOptions,
  stop: AbortSignal,
): ProvenRunner | null | undefined {
  if (wine === 'off') return undefined;
  const runner = findRunner({ prefix: winePrefix ?? null, stop });
  return runner.kind === 'none' ? null : runner;
}

/** Why no image can be run here; null if images can be. */
async function missingRunner(runner: ProvenRunner | null | undefined): Promise<string | null> {
  return runner == null ? NO_WINE : runner.prove({ machine: 'AMD64', subsystem: 3 });
}

/** The commands that repeat a failure of a linker: those of this run, with its options. */
function repeating(
  selection: readonly string[],
  options: RunOptions,
  keep: string | null,
): Repeating {
  const given = (name: string, value: string | number | undefined, usual?: unknown): string[] =>
    value === undefined || value === usual ? [] : [name, String(value)];
  const limits = [
    ...given('--timeout', options.timeout),
    ...given('--max-image', options.maxImage, DEFAULT_MAX_IMAGE),
  ];
  const run = [
    ...given('--host', options.host),
    ...given('--goldens', options.goldens),
    ...given('--wine', options.wine, 'auto'),
    ...given('--wine-prefix', options.winePrefix),
  ];
  return {
    run: shellText(['npx', 'coff2', 'run', ...selection, ...limits, ...run]),
    replay: shellText(['npx', 'coff2', 'replay', ...selection, ...limits]),
    keep,
  };
}
