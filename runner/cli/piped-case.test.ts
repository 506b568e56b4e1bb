import { execFileSync } from 'node:child_process';
import { TWO_UPDATES } from '../case/testing/small-case';
import { TemporaryFolder } from '../testing/temporary-folder';
import { coff2 } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

// Windows has no pipes in folders.
const describePipes = process.platform === 'win32' ? describe.skip : describe;

// A command that reads the pipe waits for ever, and so does this test.
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
