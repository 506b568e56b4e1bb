import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { slowTest } from '../../reference/testing/slow-test';
import { TemporaryFolder } from '../testing/temporary-folder';
import { ProgramStarter } from './program-starter';
import { RunnerUnable } from './runner-unable';

const folder = TemporaryFolder.forEachTest();
let starter: ProgramStarter;

beforeEach(() => {
  starter = new ProgramStarter();
});

afterEach(() => {
  starter.stop();
});

const PATH = process.env.PATH ?? '';

/** Runs a shell script. */
const shell = (script: string, limit = 60_000) =>
  starter.run(
    { command: 'sh', args: ['-c', script], cwd: folder.path(), env: { PATH, WORD: 'hello' } },
    limit,
  );

/** Whether a process of a number is there, and has not ended without being waited for. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits, for ten seconds at most. */
async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; waited < 1000 && !isSo(); waited += 1) await sleep(10);
  expect(isSo()).toBe(true);
}

describe('a program that is started from another process', () => {
  it('is told by what it prints, as it is, and by its exit code', async () => {
    expect(await shell("printf 'hällo\\r\\n\\n'; echo a crash >&2; exit 7")).toEqual({
      stdout: 'hällo\r\n\n',
      stderr: 'a crash\n',
      exitCode: 7,
      timedOut: false,
    });
  });

  it('may print what is no text, which is not taken for other text', async () => {
    const { stdout } = await shell(String.raw`printf 'a\377b'`);
    expect(stdout).toBe('a\udcff' + 'b');
  });

  it('has nothing to read, and no other environment than the given one', async () => {
    const { stdout } = await shell('cat; echo "$WORD$HOME"');
    expect(stdout).toBe('hello\n');
  });

  it('that a signal ends has no exit code', async () => {
    expect(await shell('echo begun; kill -SEGV $$')).toEqual({
      stdout: 'begun\n',
      stderr: '',
      exitCode: null,
      timedOut: false,
    });
  });

  it('is killed after its time, though what it has started holds its output open', async () => {
    const run = await shell('echo begun; sleep 60 & sleep 60', 300);
    expect(run).toMatchObject({ stdout: 'begun\n', exitCode: null, timedOut: true });
  });

  it('may run while others do, and print more than a pipe holds', async () => {
    const runs = [1, 2, 3].map((n) => shell(`head -c ${n}00000 /dev/zero; exit ${n}`));
    const ends = (await Promise.all(runs)).map(({ stdout, exitCode }) => [stdout.length, exitCode]);
    expect(ends).toEqual([
      [100_000, 1],
      [200_000, 2],
      [300_000, 3],
    ]);
  });

  slowTest('that ends before what it has started is told from one that does not end', async () => {
    const limit = 500;
    const outlived = await shell('sleep 60 & echo begun', limit);
    expect(outlived).toMatchObject({ stdout: 'begun\n', timedOut: true, isOutlived: true });
    expect(await shell('exec sleep 60', limit)).not.toHaveProperty('isOutlived');
  });

  slowTest('that prints without end is ended, and has no exit code', async () => {
    expect(await shell('yes')).toMatchObject({ exitCode: null, timedOut: false, isEndless: true });
  });

  slowTest('that does not exist has no exit code, and the reason is told', async () => {
    const run = await starter.run(
      { command: '/no/such/program', args: [], cwd: folder.path(), env: {} },
      1000,
    );
    expect(run).toMatchObject({ stdout: '', exitCode: null, timedOut: false });
    expect(run.stderr).toContain('ENOENT');
  });

  slowTest(
    'is ended with the process that starts it, which is no fault of the program',
    async () => {
      const lost = shell('kill -KILL $PPID; sleep 60');
      await expect(lost).rejects.toThrow(RunnerUnable);
      await expect(lost).rejects.toThrow('it ended with SIGKILL');
      expect((await shell('echo again')).stdout).toBe('again\n');
    },
  );

  slowTest('is ended where nobody waits for it any more', async () => {
    const file = folder.path('pid');
    const running = shell(`echo $$ >'${file}'; exec sleep 60`);
    const pid = (): number => Number(fs.readFileSync(file, 'utf8'));
    await until(() => fs.existsSync(file) && isAlive(pid()));
    starter.stop();
    await expect(running).rejects.toThrow('it was stopped');
    await until(() => !isAlive(pid()));
  });
});
