import * as fs from 'node:fs';
import * as path from 'node:path';
import { caseFolder, caseNames } from '../case/case-store';
import { TWO_UPDATES } from '../case/testing/small-case';
import { TemporaryFolder } from '../testing/temporary-folder';
import { guessedWork } from './case-work';

const folder = TemporaryFolder.forEachTest();

describe('the guess at how long a case takes', () => {
  it('finds the longest of the suite’s own: the one with the most bytes, and the one with the most updates', () => {
    const work = new Map(
      caseNames().map((name) => [name, guessedWork(path.join(caseFolder(), `${name}.incr`))]),
    );
    const longest = [...work].sort(([, a], [, b]) => b - a).map(([name]) => name);
    expect(longest.slice(0, 2).sort()).toEqual(['large_section', 'many_updates']);
  });

  it('counts updates, and the bytes that a variable is filled with', () => {
    const small = guessedWork(folder.write('small.incr', TWO_UPDATES));
    expect(small).toBeGreaterThan(0);
    const more = (lines: string): number =>
      guessedWork(folder.write('more.incr', TWO_UPDATES + lines));
    expect(more('#update=third\n')).toBe(1.5 * small);
    expect(more('  splat 0x20 1000000\n')).toBeGreaterThan(small);
    expect(more('  splat 0x20 0xf4240\n')).toBe(more('  splat 0x20 1000000\n'));
    expect(more('  splat 0x20 many\n')).toBe(small);
  });

  it('is nothing of a file that cannot be read, or that is larger than what is read', () => {
    expect(guessedWork(folder.path('missing.incr'))).toBe(0);
    const huge = folder.write('huge.incr', TWO_UPDATES);
    fs.truncateSync(huge, 0x1_0000_0000);
    expect(guessedWork(huge)).toBe(0);
  });
});
