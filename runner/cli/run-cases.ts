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
import { givenOption } from './given-options';
import { hostsOf } from './host-option';
import type { Io } from './io';
import { fittedMessage } from './output-width';
import { DEFAULT_MAX_IMAGE } from './linker-limits';
import { chosenLinkers } from './linker-option';
import { ownCases } from './own-cases';
import { Progress } from './progress';
import { shardText } from './shard-option';
import { checkReportFiles, tellPage, writeReports } from './report-files';
import {
  checkExpectations,
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
  checkExpectations(options);
  if (options.suggestExpectations === true) expectSuggestible(linkers);
  const runner = chosenRunner(options, stop);
  const ending = new AbortController();
  const end = (): void => {
    ending.abort();
  };
  stop.addEventListener('abort', end);
  const proving = options.wine === 'required' ? missingRunner(runner, end) : null;
  try {
    // Wine takes a second to start. What needs no image to run is judged meanwhile.
    const [missing, judged] = await Promise.all([
      proving,
      judgeAll(linkers, runner, isWhole, options, ending.signal, io),
    ]);
    if (missing !== null) {
      // What was interrupted while Wine started proves nothing.
      if (!stop.aborted) {
        io.stderr.write(fittedMessage(`coff2: --wine required: ${missing}\n`, io));
      }
      return ExitCode.FAILED;
    }
    return report(judged, options, stop, io);
  } finally {
    stop.removeEventListener('abort', end);
    // Where judging threw, Wine may still start: if it ended now, its prefix would seem broken.
    await Promise.allSettled([proving]);
    await runner?.stop();
  }
}

/** A linker, and the case files that it is judged by. */
interface LinkerWithFiles extends ChosenLinker {
  readonly files: readonly string[];
}

/** What is known of all linkers once each was judged. */
interface JudgedRun {
  readonly linkers: readonly LinkerWithFiles[];
  readonly results: readonly ImplementationResult[];
  /** Images that failed; undefined where no page shows them. */
  readonly failed: FailedImages | undefined;
}

async function judgeAll(
  linkers: readonly LinkerWithFiles[],
  runner: ProvenRunner | null | undefined,
  isWhole: boolean,
  options: RunOptions,
  stop: AbortSignal,
  io: Io,
): Promise<JudgedRun> {
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
      const shards = options.shard === undefined ? {} : { shards: [shardText(options.shard)] };
      results.push({ ...result, versions, command: again.run, ...shards });
    }
  } finally {
    progress.stop();
  }
  return { linkers, results, failed };
}

/** Tells the results, and writes the reports that are asked for. */
function report(
  { linkers, results, failed }: JudgedRun,
  options: RunOptions,
  stop: AbortSignal,
  io: Io,
): ExitCode {
  tell(results, options, io);
  const made = makeReport(results);
  if (options.format === 'github') {
    const lines = new CaseLines();
    io.stdout.write(githubReport(made, (file, update) => lines.lineOf(file, update)));
  }
  writeReports(made, options, failed);
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

/**
 * Why no image can be run here; null if images can be.
 * @param end is called if none can
 */
async function missingRunner(
  runner: ProvenRunner | null | undefined,
  end: () => void,
): Promise<string | null> {
  const missing = runner == null ? NO_WINE : await runner.prove({ machine: 'AMD64', subsystem: 3 });
  if (missing !== null) end();
  return missing;
}

/** The commands that repeat a failure of a linker: those of this run, with its options. */
function repeating(
  selection: readonly string[],
  options: RunOptions,
  keep: string | null,
): Repeating {
  const limits = [
    ...givenOption('--timeout', options.timeout),
    ...givenOption('--max-image', options.maxImage, DEFAULT_MAX_IMAGE),
  ];
  const run = [
    ...givenOption('--host', options.host),
    ...givenOption('--goldens', options.goldens),
    ...givenOption('--wine', options.wine, 'auto'),
    ...givenOption('--wine-prefix', options.winePrefix),
  ];
  return {
    run: shellText(['npx', 'coff2', 'run', ...selection, ...limits, ...run]),
    replay: shellText(['npx', 'coff2', 'replay', ...selection, ...limits]),
    keep,
  };
}
