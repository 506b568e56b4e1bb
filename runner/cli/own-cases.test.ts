import * as fs from 'node:fs';
import { caseNames } from '../case/case-store';
import { smallCase, firstUpdate } from '../case/testing/small-case';
import { TemporaryFolder } from '../testing/temporary-folder';
import { CapturedIo, coff2, type CommandOutcome } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

const run = (...args: readonly string[]): Promise<CommandOutcome> =>
  coff2(['run', '--wine', 'off', ...args], new CapturedIo({ columns: 200 }));

/** A folder of two cases. @returns its path */
function cases(): string {
  fs.mkdirSync(folder.path('tests'));
  for (const name of ['alpha', 'beta']) {
    folder.write(`tests/${name}.incr`, smallCase(firstUpdate('first', 1)));
  }
  return folder.path('tests');
}

const judged = ({ stdout }: CommandOutcome): readonly string[] =>
  [...stdout.matchAll(/│ (\w+) +│ +\d+ │/g)].map(([, name = '']) => name);

describe('a folder of cases of one’s own', () => {
  it('is judged in place of the suite’s with --cases', async () => {
    const outcome = await run('--cases', cases());
    expect(outcome.code).toBe(0);
    expect(judged(outcome)).toEqual(['alpha', 'beta']);
  });

  it('is judged beside the suite’s where the configuration names it', async () => {
    cases();
    const config = folder.write('c.json', JSON.stringify({ cases: 'tests' }));
    const outcome = await run('--config', config, '--filter', '^(alpha|hello)$');
    expect(judged(outcome)).toEqual(['hello', 'alpha']);
    expect(caseNames()).toContain('hello');
  });

  it('names cases, as the suite does', async () => {
    expect(judged(await run('--cases', cases(), 'beta', 'hello'))).toEqual(['beta', 'hello']);
  });

  it('leaves expectations of other cases alone: they are not stale', async () => {
    const outcome = await run('--linker', 'reference', '--cases', cases());
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('must be there, and have cases', async () => {
    expect(await run('--cases', folder.path('none'))).toMatchObject({
      code: 2,
      stderr: `coff2: --cases: expected a folder of cases, got ${folder.path('none')}; make it first\n`,
    });
    fs.mkdirSync(folder.path('empty'));
    expect(await run('--cases', folder.path('empty'))).toMatchObject({
      code: 2,
      stderr: `coff2: ${folder.path('empty')}: there is no case in it; coff2 new NAME writes one\n`,
    });
    const config = folder.write('c.json', JSON.stringify({ cases: 'none' }));
    expect((await run('--config', config)).stderr).toContain(`${config}: cases: expected a folder`);
  });
});
