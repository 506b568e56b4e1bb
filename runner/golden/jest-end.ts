import type { Config } from '@jest/types';
import type { GoldenChange } from './accept';
import type * as AllGoldens from './all-goldens';
import { takeChangeLog } from './change-log';
import { changeSummary } from './change-summary';

/** Whether all tests run. Only then is a golden without a test stale. */
export function isWholeRun(config: Config.GlobalConfig): boolean {
  return (
    (config.testNamePattern ?? '') === '' &&
    config.testPathPatterns.patterns.length === 0 &&
    config.shard === undefined &&
    config.filter === undefined &&
    config.changedSince === undefined &&
    !config.runTestsByPath &&
    !config.findRelatedTests &&
    !config.onlyChanged &&
    !config.onlyFailures &&
    !config.lastCommit &&
    !config.watch &&
    !config.watchAll
  );
}

/** Loads what reads all cases: a run of one test has no use for it, and would take a third longer. */
function loadAllGoldens(): typeof AllGoldens {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what jest starts without ts-node cannot import()
  return require('./all-goldens') as typeof AllGoldens;
}

/**
 * After all tests: prints which goldens were accepted and why. In a run of all tests, goldens without a
 * case or update fail the run; with `-u` they are removed.
 * @throws Error that names them, which makes jest exit with 1
 */
export default function end(config: Config.GlobalConfig): void {
  const changes = takeChangeLog();
  const stale = isWholeRun(config) ? loadAllGoldens().allStaleGoldens() : [];
  const removed: readonly GoldenChange[] = stale.map((file) => ({
    file,
    kind: 'removed',
    why: ['it belongs to no case or update'],
  }));
  if (config.updateSnapshot === 'all') {
    if (stale.length > 0) loadAllGoldens().removeStaleGoldens(stale);
    process.stderr.write(`\n${changeSummary([...changes, ...removed])}\n`);
    return;
  }
  if (changes.length > 0) process.stderr.write(`\n${changeSummary(changes)}\n`);
  if (stale.length > 0) {
    throw new Error(
      `these goldens belong to no case or update; remove them with npm run goldens:\n${stale.map((file) => `  goldens/${file}`).join('\n')}`,
    );
  }
}
