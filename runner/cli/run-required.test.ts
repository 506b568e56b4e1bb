import * as fs from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { smallAdapter } from '../linker/protocol/testing/small-adapter';
import type * as JudgeSubject from '../judge/judge-subject';
import type * as FindRunner from '../system/find-runner';
import { KNOWN_EXIT_CODE, KNOWN_OUTPUT } from '../system/known-good-image';
import type { ProgramRun } from '../system/program-runner';
import { ProvenRunner } from '../system/runner-probe';
import { RunnerUnable } from '../system/runner-unable';
import { UsageError } from '../system/usage-error';
import { TemporaryFolder } from '../testing/temporary-folder';
import { CapturedIo, coff2, type CommandOutcome } from './testing/captured-io';

/** What runs the first image, which proves that images can be run. */
const proof = jest.fn<Promise<ProgramRun>, []>();
const stop = jest.fn(() => Promise.resolve());

jest.mock('../system/find-runner', (): Partial<typeof FindRunner> => ({
  findRunner: () =>
    new ProvenRunner({
      kind: 'wine',
      machines: ['AMD64'],
      start: () => Promise.resolve(),
      run: proof,
      stop,
    }),
}));

const { judgeSubject: reallyJudge } =
  jest.requireActual<typeof JudgeSubject>('../judge/judge-subject');
const judgeSubject = jest.fn(reallyJudge);

jest.mock('../judge/judge-subject', (): Partial<typeof JudgeSubject> => ({
  judgeSubject: (...args) => judgeSubject(...args),
}));

const GOOD: ProgramRun = {
  ...{ stdout: KNOWN_OUTPUT, stderr: '', exitCode: KNOWN_EXIT_CODE, timedOut: false },
};

const folder = TemporaryFolder.forEachTest();

/** Judges a linker that says in a file that it was asked, and makes no image. */
function run(...args: readonly string[]): Promise<CommandOutcome> {
  const asked = JSON.stringify(folder.path('asked'));
  const adapter = smallAdapter(folder, `fs.writeFileSync(${asked}, '');`).join(' ');
  const all = ['run', '--wine', 'required', '--adapter', adapter, ...args, 'hello'];
  return coff2(all, new CapturedIo({ columns: 200 }));
}

beforeEach(() => {
  proof.mockReset();
  stop.mockClear();
});

describe('coff2 run --wine required', () => {
  it('has linkers link while Wine starts', async () => {
    proof.mockImplementation(async () => {
      // It would never end if nothing were judged before.
      while (!fs.existsSync(folder.path('asked'))) await wait(10);
      return GOOD;
    });
    const { stdout } = await run();
    expect(stdout).toMatch(/^adapter \(small 1\.0\)\n/);
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('judges nothing where no image can be run, and says why', async () => {
    proof.mockResolvedValue({ ...GOOD, stdout: '', exitCode: 1 });
    const report = folder.path('report.json');
    const { code, stdout, stderr } = await run('--json', report);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^coff2: --wine required: .*Wine/);
    expect(fs.existsSync(report)).toBe(false);
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('says only that it was interrupted where that happens while Wine starts', async () => {
    proof.mockImplementation(() => {
      process.emit('SIGINT');
      return Promise.reject(new RunnerUnable('Wine was interrupted while it started'));
    });
    expect(await run()).toEqual({
      code: 130,
      stdout: '',
      stderr: 'coff2: interrupted; cleaning up (once more ends at once)\n',
    });
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('ends Wine when it has started, also where judging cannot go on', async () => {
    const steps: string[] = [];
    proof.mockImplementation(async () => {
      await wait(300);
      steps.push('started');
      return GOOD;
    });
    stop.mockImplementation(() => {
      steps.push('ended');
      return Promise.resolve();
    });
    judgeSubject.mockRejectedValueOnce(new UsageError('the disk is full'));
    const { code, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'coff2: the disk is full\n' });
    expect(steps).toEqual(['started', 'ended']);
  });
});
