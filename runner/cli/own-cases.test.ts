import * as fs from 'node:fs';
import { slowTest } from '../../reference/testing/slow-test';
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

  slowTest('is judged beside the suite’s where the configuration names it', async () => {
    cases();
    const config = folder.write('c.json', JSON.stringify({ cases: 'tests' }));
    const outcome = await run('--config', config, '--filter', '^(alpha|hello)$');
    expect(judged(outcome)).toEqual(['hello', 'alpha']);
    expect(caseNames()).toContain('hello');
  });

  slowTest('names cases, as the suite does', async () => {
    expect(judged(await run('--cases', cases(), 'beta', 'hello'))).toEqual(['beta', 'hello']);
  });

  slowTest('is where goldens are accepted, and nowhere else', async () => {
    const before = folder.list();
    const accepted = await coff2(['goldens', '--cases', cases()]);
    expect(accepted).toMatchObject({ code: 0, stderr: '' });
    expect(accepted.stdout).toMatch(/^goldens: 8 files written or removed\n/);
    expect(fs.readdirSync(folder.path('tests'))).toEqual([
      'alpha.goldens',
      'alpha.incr',
      'beta.goldens',
      'beta.incr',
    ]);
    expect(folder.list()).toEqual([...before, 'tests']);
    const one = await coff2(['goldens', '--cases', folder.path('tests'), 'beta']);
    expect(one.stdout).toMatch(/^goldens: nothing/);
    const outcome = await run('--cases', folder.path('tests'), '--require', 'bytes');
    expect(outcome.code).toBe(0);
  });

  it('is what fmt lays out, and its names are known to fmt, steps and script', async () => {
    const tests = cases();
    const file = folder.write(
      'tests/alpha.incr',
      smallCase(firstUpdate('first', 1)).replace('  c3  ret', '   c3'),
    );
    const check = await coff2(['fmt', '--check', '--cases', tests]);
    expect(check.code).toBe(1);
    expect(check.stderr).toMatch(
      new RegExp(`^${file}:\\d+: layout differs; fix it with: coff2 fmt\n$`),
    );
    expect(await coff2(['fmt', '--cases', tests, 'alpha'])).toMatchObject({ code: 0 });
    expect(fs.readFileSync(file, 'utf8')).toContain('  c3  ret');
    const script = await coff2(['script', '--cases', tests, 'alpha']);
    expect(script.stdout).toContain('"nav":"main.number"');
    const steps = await coff2(['steps', '--cases', tests, 'beta']);
    expect(steps).toMatchObject({ code: 0, stderr: '' });
    expect(steps.stdout).toContain('1 first, linux-tmpfs');
    expect((await coff2(['script', 'alpha'])).code).toBe(2);
  });

  it('leaves expectations of other cases alone: they are not stale', async () => {
    const outcome = await run('--linker', 'reference', '--cases', cases());
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('must be there, and have cases', async () => {
    expect(await run('--cases', folder.path('none'))).toMatchObject({
      code: 2,
      stderr: `coff2: --cases: expected a folder of cases, got ${folder.path('none')}; coff2 new NAME makes it, with a first case\n`,
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
