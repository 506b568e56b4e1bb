import { guessedWork } from '../case-work';
import { JudgingThreads } from './judging-threads';

/** Milliseconds that a thread takes to start: it loads the program again. */
const START = 500;

/**
 * Whether a run is over sooner if threads judge its cases. To start them costs more than they save where there are
 * few cases, or one that takes longer than all others.
 * @param jobs how many cases are judged at a time
 * @param areThere whether threads can be started at all
 */
export function threadsPay(
  files: readonly string[],
  jobs: number,
  areThere = JudgingThreads.areThere(),
): boolean {
  if (jobs === 1 || !areThere) return false;
  const work = files.map(guessedWork);
  const alone = work.reduce((sum, one) => sum + one, 0);
  return alone - Math.max(alone / jobs, ...work) > START;
}
