import { TemporaryFolder } from '../../testing/temporary-folder';
import { threadsPay } from './threads-pay';

const folder = TemporaryFolder.forEachTest();

/** Case files of so many updates each. */
const files = (...updates: readonly number[]): readonly string[] =>
  updates.map((count, index) => folder.write(`${index}.incr`, '#update=x\n'.repeat(count)));

describe('threads', () => {
  it.each([
    ['many cases', [40, 40, 40], 3, true],
    ['many cases, of which one is long', [500, 40, 40], 3, true],
    ['one case at a time', [40, 40, 40], 1, false],
    ['one case', [500], 3, false],
    ['a few small cases', [2, 3, 4], 3, false],
    ['little beside one long case', [500, 2], 3, false],
  ] as const)('are worth their start, or not: %s', (_what, updates, jobs, pay) => {
    expect(threadsPay(files(...updates), jobs, true)).toBe(pay);
  });

  it('are not started where they are not there', () => {
    expect(threadsPay(files(40, 40, 40), 3, false)).toBe(false);
    // This suite runs from sources.
    expect(threadsPay(files(40, 40, 40), 3)).toBe(false);
  });
});
