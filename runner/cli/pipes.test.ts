import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { TWO_UPDATES } from '../case/testing/small-case';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { coff2 } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

// Windows has no pipes in folders.
const describePipes = process.platform === 'win32' ? describe.skip : describe;

// A command that reads the pipe waits for ever, and so does the test of it.
describePipes('a pipe that no command line names', () => {
  /** Makes a pipe. @returns what is said of it */
  const pipe = (name: string): string => {
    execFileSync('mkfifo', [folder.path(name)]);
    return `${folder.path(name)}: expected a file, got a pipe`;
  };

  it('in place of a block is named by explore', async () => {
    const file = folder.write('good.incr', TWO_UPDATES);
    fs.mkdirSync(folder.path('lib'));
    const place = pipe('lib/pipe.link');
    expect(await coff2(['explore', file, '--out', folder.path('out')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(place) as string,
    });
  });

  it('in place of a configuration is named', async () => {
    const place = pipe('coff2.config.json');
    const config = folder.path('coff2.config.json');
    expect(await coff2(['run', 'hello', '--config', config])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(place) as string,
    });
  });

  it('in place of the node dump beside an image is named', async () => {
    const golden = path.join(packageRoot(), 'goldens', 'hello', '01-initial-version.exe');
    const image = folder.write('a.exe', fs.readFileSync(golden));
    const place = pipe('a.nodes');
    expect(await coff2(['diff', image, golden])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(place) as string,
    });
  });
});

describePipes('a pipe in a folder of cases', () => {
  beforeEach(() => {
    folder.write('good.incr', TWO_UPDATES);
    execFileSync('mkfifo', [folder.path('pipe.incr')]);
  });

  const place = (): string => `${folder.path('pipe.incr')}: expected a file, got a pipe`;

  it('refuses its case, and no other one', async () => {
    const { code, stdout } = await coff2([
      'run',
      '--cases',
      folder.path(),
      '--wine',
      'off',
      '--reports',
      folder.path('reports'),
    ]);
    expect(code).toBe(1);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`pipe: ${place()}; move it away`);
    expect(stdout).toMatch(/1 of 2 cases hold/);
  });

  it.each([['list'], ['fmt', '--check']])('is named by %s', async (...command) => {
    const { code, stderr } = await coff2([...command, '--cases', folder.path()]);
    expect(code).toBe(2);
    expect(stderr).toContain(place());
  });
});

describe('a case named as what is no file', () => {
  it.each([['run'], ['fmt'], ['goldens'], ['script'], ['steps'], ['explore']])(
    'is told as what it is by coff2 %s: a folder',
    async (command) => {
      const { code, stderr } = await coff2([command, folder.path()]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `coff2: ${folder.path()}: expected a case file, got a folder; name a case file in it\n`,
      });
    },
  );
});

describePipes('a case named as a pipe', () => {
  it('is told as that', async () => {
    execFileSync('mkfifo', [folder.path('a.incr')]);
    const { code, stderr } = await coff2(['run', folder.path('a.incr')]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `coff2: ${folder.path('a.incr')}: expected a case file, got a pipe; write the case to a file NAME.incr first: its name is the case's\n`,
    });
  });
});
