import { TemporaryFolder } from '../../testing/temporary-folder';
import { usefulThreads } from './useful-threads';

const folder = TemporaryFolder.forEachTest();

/** Case files of so many updates each. */
const files = (...updates: readonly number[]): readonly string[] =>
  updates.map((count, index) => folder.write(`${index}.incr`, '#update=x\n'.repeat(count)));

describe('threads', () => {
  it.each([
    ['many cases', [40, 40, 40], 3, 64, 3],
    ['many cases, of which one is long', [500, 40, 40], 3, 64, 3],
    ['many processors, and one long case', [500, 40, 40, 40, 40], 64, 64, 4],
    ['many processors, and cases of one length', [40, 40, 40], 64, 64, 3],
    ['more at a time than processors', [40, 40, 40, 40], 64, 3, 3],
    ['one processor', [40, 40, 40], 64, 1, 0],
    ['one case at a time', [40, 40, 40], 1, 64, 0],
    ['one case', [500], 3, 64, 0],
    ['a few small cases', [2, 3, 4], 3, 64, 0],
    ['little beside one long case', [500, 2], 3, 64, 0],
    ['nothing', [], 3, 64, 0],
  ] as const)(
    'are as many as are worth their start: %s',
    (_what, updates, jobs, processors, threads) => {
      expect(usefulThreads(files(...updates), jobs, true, processors)).toBe(threads);
    },
  );

  it('are not started where they are not there', () => {
    expect(usefulThreads(files(40, 40, 40), 3, false)).toBe(0);
    // This suite runs from sources.
    expect(usefulThreads(files(40, 40, 40), 3)).toBe(0);
  });
});
