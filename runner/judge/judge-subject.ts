import * as path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pLimit from 'p-limit';
import { applyExpectations } from './expectations/apply-expectations';
import type { ExpectationFile } from './expectations/expectation-file';
import { guessedWork } from './case-work';
import type { Subject } from './subject';
import { caseFails, type CaseResult, type ImplementationResult } from './result/case-result';

/** The cases of a run, and how they are judged. */
export interface CasesRun {
  /** Paths of case files. */
  readonly files: readonly string[];
  /** Whether these are all cases. */
  readonly isWhole: boolean;
  readonly expectations: ExpectationFile;
  /** Number of cases that are judged at a time. */
  readonly jobs: number;
  /** No more cases are judged after so many fail; null if all are judged. */
  readonly bail: number | null;
  /** Ends the run before the next case. */
  readonly stop: AbortSignal;
  /** Called after each case. */
  readonly onCase: () => void;
}

/** Judges something by many cases, and applies the expectations. */
export async function judgeSubject(
  judge: Subject,
  { files, isWhole, expectations, jobs, bail, stop, onCase }: CasesRun,
): Promise<ImplementationResult> {
  const start = performance.now();
  const started = new Date().toISOString();
  const limit = pLimit(Math.min(jobs, judge.most ?? jobs));
  const isStopped = (): boolean => stop.aborted;
  const isPartial = judge.isPartial === true;
  let failing = 0;
  let isOver = false;
  const fails = (result: CaseResult): boolean =>
    applyExpectations(
      { cases: [result], variants: judge.variants, isWhole: false, isPartial },
      expectations,
    ).cases.some(caseFails);
  const judged = files.map((): CaseResult | null => null);
  const ordered = jobs > 1 && bail === null ? longestFirst(files) : [...files.entries()];
  try {
    await Promise.all(
      ordered.map(([index, file]) =>
        limit(async () => {
          // A case that runs no other program never waits. Without this, a signal would only be heard after the last one.
          await nextTurn();
          if (isOver || isStopped() || (bail !== null && failing >= bail)) return;
          const result = await judge.judge(file);
          if (bail !== null && fails(result)) failing += 1;
          onCase();
          // Of a case that was cut off some updates are missing.
          if (!isStopped()) judged[index] = result;
        }),
      ),
    );
  } finally {
    // After an error, a case may be about to begin.
    isOver = true;
    limit.clearQueue();
    await judge.close?.();
  }
  const cases = judged.filter((result) => result !== null);
  const { variants } = judge;
  const unjudged = files
    .filter((_file, index) => judged[index] === null)
    .map((file) => path.basename(file, path.extname(file)));
  const known = {
    cases,
    variants,
    isWhole: isWhole && cases.length === files.length,
    isPartial,
  };
  return {
    implementation: judge.name,
    identity: judge.identity,
    variants,
    ...applyExpectations(known, expectations),
    started,
    milliseconds: performance.now() - start,
    ...(unjudged.length > 0
      ? {
          unjudged: unjudged.length,
          unjudgedCases: unjudged,
          ended: isStopped() ? ('interrupted' as const) : ('bail' as const),
        }
      : {}),
  };
}

/** The files with their numbers. A long case that is begun last would be judged alone at the end. */
function longestFirst(files: readonly string[]): readonly (readonly [number, string])[] {
  return files
    .map((file, index) => ({ file, index, work: guessedWork(file) }))
    .sort((a, b) => b.work - a.work)
    .map(({ file, index }) => [index, file] as const);
}
