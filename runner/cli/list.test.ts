import * as fs from 'node:fs';
import * as path from 'node:path';
import { caseNames, sourceCaseFolder } from '../case/case-store';
import { TemporaryFolder } from '../testing/temporary-folder';
import { CapturedIo, coff2 } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

const wide = (): CapturedIo => new CapturedIo({ columns: 1000 });

describe('coff2 list', () => {
  it('has a line for each case: its name, its updates, what it is about', async () => {
    const { code, stdout } = await coff2(['list'], wide());
    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      ...caseNames(),
      ...caseNames(sourceCaseFolder()),
    ]);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^hello +2 updates {2}The string that a program prints gets longer: .*\.$/,
      ),
    );
    expect(stdout).toMatch(/^data_outgrows .*\(sources only\) A variable outgrows/m);
  });

  it('fits the terminal', async () => {
    const { stdout } = await coff2(['list'], new CapturedIo({ columns: 90 }));
    const widths = stdout.split('\n').map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(90);
    expect(stdout).toMatch(/^hello .*…$/m);
  });

  it('of a linker leaves out what cannot judge it, and says what it is expected to fail', async () => {
    const { stdout } = await coff2(['list', '--linker', 'reference'], wide());
    expect(stdout).not.toContain('sources only');
    expect(stdout).toMatch(/^dll_exports .*\(\d+ expected failures?\)/m);
    expect((await coff2(['list', '--linker', 'zig'], wide())).stdout).toContain('sources only');
  });

  it('says why a case cannot be read, and lists the others', async () => {
    const cases = folder.path('cases');
    fs.mkdirSync(cases);
    folder.write(
      'cases/good.incr',
      '// A good one.\n#target=x86_64-windows-selfhosted\n#update=one\n#link\n',
    );
    fs.symlinkSync('nowhere', path.join(cases, 'gone.incr'));
    expect(await coff2(['list', '--cases', cases], wide())).toEqual({
      code: 2,
      stdout: 'good  1 update  A good one.\n',
      stderr: `coff2: no such file: ${path.join(cases, 'gone.incr')}; put it back\n`,
    });
  });

  it('lists a folder of one’s own, with cases that are wrong', async () => {
    folder.write('mine.incr', '// Mine.\n#update=a\n#frob\n');
    const { code, stdout } = await coff2(['list', '--cases', folder.path()], wide());
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'mine  1 update  (sources only) Mine.\n' });
  });

  it('does not know any linker', async () => {
    const { code, stderr } = await coff2(['list', '--linker', 'refrence']);
    expect(code).toBe(2);
    expect(stderr).toContain('no linker is named refrence (did you mean reference?)');
  });
});
