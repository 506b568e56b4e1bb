import * as os from 'node:os';
import { guessedWork } from '../case-work';
import { JudgingThreads } from './judging-threads';

/** Milliseconds that a thread takes to start: it loads the program again. */
const START = 500;

/**
 * How many threads are to judge the cases of a run. To start them costs more than they save where there are few
 * cases, or one that takes longer than all others. And no run is over before its longest case is: threads that only
 * wait for that one are not started. As the work is a guess, there are twice as many as would be enough.
 * Threads beyond the number of processors would only take memory.
 * @param jobs how many cases are judged at a time, at most
 * @param areThere whether threads can be started at all
 * @param processors how many there are
 * @returns 0 if the main thread is to judge
 */
export function usefulThreads(
  files: readonly string[],
  jobs: number,
  areThere = JudgingThreads.areThere(),
  processors = os.availableParallelism(),
): number {
  const most = Math.min(jobs, processors, files.length);
  if (most <= 1 || !areThere) return 0;
  const work = files.map(guessedWork);
  const alone = work.reduce((sum, one) => sum + one, 0);
  const longest = Math.max(...work);
  if (alone - Math.max(alone / most, longest) <= START) return 0;
  return Math.min(most, 2 * Math.ceil(alone / longest));
}
