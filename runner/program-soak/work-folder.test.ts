import { execFileSync } from 'node:child_process';
import { TemporaryFolder } from '../testing/temporary-folder';
import { COMMANDS, WorkFolder } from './work-folder';

const folder = TemporaryFolder.forEachTest();

describe('a folder of a program', () => {
  it('is empty at first, whatever an earlier run left there', () => {
    new WorkFolder(folder.path('seed-1')).write('old', '');
    const again = new WorkFolder(folder.path('seed-1'));
    expect(() => again.read('old')).toThrow(/ENOENT/);
  });

  it('keeps the commands that made its files', async () => {
    const work = new WorkFolder(folder.path('seed-1'));
    const script = 'require("fs").writeFileSync("made", "it\'s $HOME")';
    expect(await work.run(process.execPath, ['-e', script])).toBeNull();
    const made = work.read('made');
    work.write('made', 'something else');
    execFileSync('sh', [work.file(COMMANDS)], { cwd: work.path });
    expect(work.read('made')).toEqual(made);
    expect(Buffer.from(made).toString()).toBe("it's $HOME");
  });

  it.each([
    [
      'what a program says',
      'console.error("warning\\nfile.c: error: no"); process.exit(1)',
      'file.c: error: no',
    ],
    ['that it does not end', 'setInterval(() => {}, 1000)', 'does not end within 0.5 s'],
  ])('says why one fails: %s', async (_what, script, reason) => {
    const work = new WorkFolder(folder.path('seed-1'));
    expect(await work.run(process.execPath, ['-e', script], 500)).toBe(`node: ${reason}`);
  });

  it('says that a program is not there', async () => {
    const work = new WorkFolder(folder.path('seed-1'));
    expect(await work.run('no-such-program', [])).toMatch(/^no-such-program: .*ENOENT/);
  });
});
