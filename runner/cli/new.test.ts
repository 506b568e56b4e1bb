import * as fs from 'node:fs';
import * as path from 'node:path';
import { slowTest } from '../../reference/testing/slow-test';
import { coff2, type CommandOutcome } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';

const folder = TemporaryFolder.forEachTest();

/** Writes a case to a folder of the test. */
const make = (name: string): Promise<CommandOutcome> =>
  coff2(['new', name, '--cases', folder.path()]);

const run = (...args: readonly string[]): Promise<CommandOutcome> =>
  coff2(['run', '--wine', 'off', ...args]);

describe('coff2 new', () => {
  it('writes a case that holds at once, and says what to do next', async () => {
    const { code, stdout } = await make('mine');
    expect(code).toBe(0);
    const file = folder.path('mine.incr');
    expect(stdout).toContain(`  npx coff2 run ${path.relative('', file)}\n`);
    expect(fs.readFileSync(file, 'utf8')).toContain(
      `\n// Run it with:  npx coff2 run ${path.relative('', file)}\n`,
    );
    const judged = await run(file);
    expect(judged.code).toBe(0);
    expect(judged.stdout).toMatch(/\n1 of 1 cases hold on .*: 2 updates, 24 judgements passed/);
    expect((await coff2(['fmt', '--check', file])).code).toBe(0);
  });

  slowTest('writes a case whose goldens can be accepted, and are judged from then on', async () => {
    await make('mine');
    const file = folder.path('mine.incr');
    expect((await coff2(['goldens', file])).code).toBe(0);
    expect((await run(file)).stdout).toMatch(/: 2 updates, 38 judgements passed/);
  });

  it('overwrites nothing', async () => {
    const file = folder.write('mine.incr', 'my own');
    const { code, stderr } = await make('mine');
    expect(code).toBe(2);
    expect(stderr).toBe(`coff2: ${file} is there already; choose another name, or remove it\n`);
    expect(fs.readFileSync(file, 'utf8')).toBe('my own');
  });

  it('does not write through a link', async () => {
    fs.symlinkSync(folder.path('elsewhere'), folder.path('mine.incr'));
    expect((await make('mine')).stderr).toContain('mine.incr is there already; ');
    expect(folder.list()).toEqual(['mine.incr']);
  });

  it.each(['../mine', 'a b', '', '1st', 'nul', 'mine.incr', '-x'])(
    'refuses a name that is none: %j',
    async (name) => {
      const { code, stderr } = await coff2(['new', '--cases', folder.path(), '--', name]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^coff2: expected a name of letters, digits and _ /);
      expect(folder.list()).toEqual([]);
    },
  );

  it('refuses the name of a case of the suite, for reports go by names', async () => {
    const { code, stderr } = await make('hello');
    expect(code).toBe(2);
    expect(stderr).toBe('coff2: the suite has a case that is named hello; choose another name\n');
  });

  it('writes to the folder that the configuration names, and makes it', async () => {
    const config = folder.write('c.json', JSON.stringify({ cases: 'tests/link' }));
    expect((await coff2(['new', 'mine', '--config', config])).code).toBe(0);
    expect(folder.list('tests/link')).toEqual(['mine.incr']);
  });

  it.each(['here', 'here/tests'])('refuses a folder where a file is: %s', async (name) => {
    folder.write('here', 'a file');
    expect(await coff2(['new', 'mine', '--cases', folder.path(name)])).toMatchObject({
      code: 2,
      stderr: `coff2: --cases: expected a folder of cases, got ${folder.path(name)}, where a file is\n`,
    });
  });
});
