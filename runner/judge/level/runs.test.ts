import type { HostName } from '../../../reference/index';
import type { ExpectedFailure, Outcome, Update } from '../../case/case';
import { NO_WINE } from '../../system/no-runner';
import type { ProgramRun } from '../../system/program-runner';
import { RunnerUnable } from '../../system/runner-unable';
import type { Judgement } from '../result/case-result';
import { judgeRun } from './runs';

const HOST: HostName = 'linux-ext4';
const IMAGE = Buffer.from('MZ');

/** What the case expects of the image. */
const HELLO: Outcome = { kind: 'run', stdout: 'hello\n', exitCode: 0 };
/** What an image does that is as it should be. */
const RAN: ProgramRun = { stdout: 'hello\n', stderr: '', exitCode: 0, timedOut: false };

const FAILS_HERE: ExpectedFailure = { hosts: ['windows', HOST], reason: 'a known bug' };
const FAILS_ELSEWHERE: ExpectedFailure = { hosts: ['windows'], reason: 'a known bug' };

/**
 * Judges a run that is always the same. A failure has what was expected and got besides: that is
 * compared here.
 */
async function judge(
  run: ProgramRun | null,
  outcome: Outcome | null = HELLO,
  expectedFailure: ExpectedFailure | null = null,
): Promise<Judgement | null> {
  const update: Update = { ...UPDATE, outcome, expectedFailure };
  const images: Uint8Array[] = [];
  const runner = {
    run: (image: Uint8Array): Promise<ProgramRun> => {
      images.push(image);
      return run === null ? Promise.reject(new Error('not asked for')) : Promise.resolve(run);
    },
  };
  const judged = await judgeRun(update, HOST, IMAGE, runner, true);
  expect(new Set(images)).toEqual(new Set(run === null ? [] : [IMAGE]));
  if (judged === null || run === null) return judged;
  const { run: told, ...rest } = judged;
  const isWrong = judged.verdict === 'fail' || judged.verdict === 'xfail';
  const { stdout, exitCode } = run;
  const expected = outcome?.kind === 'run' ? outcome : null;
  expect(told).toEqual(
    isWrong
      ? {
          expected: { stdout: expected?.stdout, exitCode: expected?.exitCode },
          got: { stdout, exitCode },
        }
      : undefined,
  );
  return rest;
}

const UPDATE: Update = {
  ...{ name: 'first', line: 1, writes: [], removes: [], link: [] },
  ...{ outcome: HELLO, expectedFailure: null },
};

const judged = (
  verdict: Judgement['verdict'],
  reason: string | null,
  ...details: readonly string[]
): Judgement => ({ level: 'runs', variant: HOST, verdict, reason, details });

describe('the run of an image', () => {
  it('passes where it prints what it should and exits as it should', async () => {
    expect(await judge(RAN)).toEqual(judged('pass', null));
  });

  it('passes whatever Wine says of it on standard error', async () => {
    expect(await judge({ ...RAN, stderr: 'wine: a word' })).toEqual(judged('pass', null));
  });

  it('fails where it crashes, though that exits as the case expects', async () => {
    const crash = 'wine: Unhandled page fault on read access to 0000000000000000';
    const run: ProgramRun = { stdout: '', stderr: crash, exitCode: 5, timedOut: false, crash };
    const five: Outcome = { kind: 'run', stdout: null, exitCode: 5 };
    expect(await judge(run, five)).toEqual(
      judged('fail', `crashes, which exits with 5 as well: ${crash}`, crash),
    );
    // What it started may crash.
    expect(await judge({ ...RAN, crash })).toEqual(judged('pass', null));
  });

  it('fails where what it started outlives it, which is told', async () => {
    const run: ProgramRun = { ...RAN, exitCode: null, timedOut: true, isOutlived: true };
    expect(await judge(run)).toEqual(
      judged('fail', 'ends, but what it started still runs after 10 s'),
    );
  });

  it('is not judged by an exit code of which Wine tells a part', async () => {
    const large: Outcome = { kind: 'run', stdout: 'hello\n', exitCode: 0x107 };
    const wine: ProgramRun = { ...RAN, exitCodeBits: 8, exitCode: 7 };
    const reason = 'Wine tells only the lowest 8 bits of an exit code, and 263 has more';
    expect(await judge(wine, large)).toEqual(judged('unsupported', reason));
    const none: Outcome = { ...large, exitCode: 0x100 };
    expect(await judge({ ...wine, exitCode: 1 }, none)).toMatchObject({ verdict: 'unsupported' });
    // What is wrong all the same.
    expect(await judge({ ...wine, exitCode: 8 }, large)).toMatchObject({ verdict: 'fail' });
    expect(await judge({ ...wine, exitCode: 0 }, none)).toMatchObject({ verdict: 'fail' });
    expect(await judge({ ...wine, stdout: '' }, large)).toMatchObject({ verdict: 'fail' });
    expect(await judge({ ...wine, exitCodeBits: 8, crash: 'x' }, large)).toMatchObject({
      verdict: 'fail',
    });
    // Windows tells it all.
    expect(await judge({ ...RAN, exitCode: 7 }, large)).toMatchObject({ verdict: 'fail' });
    expect(await judge({ ...RAN, exitCode: 0x107 }, large)).toMatchObject({ verdict: 'pass' });
  });

  it('fails where it prints without end, and a part of that is told', async () => {
    const run: ProgramRun = {
      ...{ stdout: 'x'.repeat(100_000), stderr: 'y'.repeat(100_000), timedOut: false },
      ...{ exitCode: null, isEndless: true },
    };
    const {
      reason,
      details,
      run: told,
    } = (await judgeRun(
      UPDATE,
      HOST,
      IMAGE,
      { run: () => Promise.resolve(run) },
      true,
    )) as Judgement;
    expect(reason).toMatch(/; prints without end, and was ended$/);
    expect(reason?.length).toBeLessThan(5000);
    expect(told?.got.stdout).toBe(`${'x'.repeat(4000)}… and 96000 characters more`);
    expect(details.join('').length).toBeLessThan(20_000);
  });

  it('passes whatever it prints where the case does not say', async () => {
    const silent: Outcome = { kind: 'run', stdout: null, exitCode: 7 };
    expect(
      await judge({ stdout: 'x', stderr: '', exitCode: 7, timedOut: false }, silent),
    ).toMatchObject({
      verdict: 'pass',
    });
  });

  it('passes where the second run is as it should be, and says what the first was', async () => {
    const runs = [{ ...RAN, stdout: '', exitCode: 1 }, RAN];
    const runner = { run: () => Promise.resolve(runs.shift() as ProgramRun) };
    expect(await judgeRun(UPDATE, HOST, IMAGE, runner, true)).toEqual(
      judged(
        'pass',
        String.raw`passed only in its second run; in the first it prints "", expected "hello\n"; exits with 1, expected 0`,
      ),
    );
    expect(runs).toEqual([]);
  });

  it('is not repeated where it is expected to fail', async () => {
    let runs = 0;
    const wrong = {
      run: (): Promise<ProgramRun> => {
        runs += 1;
        return Promise.resolve({ ...RAN, exitCode: 3 });
      },
    };
    await judgeRun({ ...UPDATE, expectedFailure: FAILS_HERE }, HOST, IMAGE, wrong, true);
    expect(runs).toBe(1);
  });

  it('is run again where it did not end: a busy machine may be the reason', async () => {
    const runs = [{ ...RAN, stdout: '', exitCode: null, timedOut: true }, RAN];
    const late = { run: () => Promise.resolve(runs.shift() ?? RAN) };
    expect(await judgeRun(UPDATE, HOST, IMAGE, late, true)).toMatchObject({
      verdict: 'pass',
      reason: expect.stringContaining('does not end within 10 s') as string,
    });
    expect(runs).toEqual([]);
  });

  it.each([
    [
      'prints something else',
      { stdout: 'hello\r\n' },
      String.raw`prints "hello\r\n", expected "hello\n"`,
    ],
    [
      'prints bytes that are not UTF-8',
      { stdout: 'a\udcff' },
      String.raw`prints "a\xff", expected "hello\n"`,
    ],
    ['prints nothing', { stdout: '' }, String.raw`prints "", expected "hello\n"`],
    ['exits otherwise', { exitCode: 3 }, 'exits with 3, expected 0'],
    ['does not end', { exitCode: null, timedOut: true }, 'does not end within 10 s'],
    [
      'crashes on Windows',
      { exitCode: 0xc0000005 },
      'exits with 0xc0000005 (access violation), expected 0',
    ],
    ['is killed', { exitCode: null }, 'was ended by a signal, or could not be started'],
  ])('fails where it %s', async (_title, change, reason) => {
    expect(await judge({ ...RAN, ...change })).toEqual(judged('fail', reason));
  });

  it('fails where it crashes, with what Wine says of it', async () => {
    const prints = String.raw`prints "", expected "hello\n"`;
    const exits = 'exits with 5, expected 0';
    const stderr = 'wine: Unhandled page fault\n  at address 0x140001000\n\n';
    expect(await judge({ stdout: '', stderr, exitCode: 5, timedOut: false })).toEqual(
      judged(
        'fail',
        `${prints}; ${exits}`,
        ...['wine: Unhandled page fault', '  at address 0x140001000'],
      ),
    );
  });

  it('fails as expected where the case says so of this host', async () => {
    expect(await judge({ ...RAN, exitCode: 3 }, HELLO, FAILS_HERE)).toEqual(
      judged('xfail', 'a known bug', 'exits with 3, expected 0'),
    );
  });

  it('fails where the case expects it of other hosts', async () => {
    expect(await judge({ ...RAN, exitCode: 3 }, HELLO, FAILS_ELSEWHERE)).toMatchObject({
      verdict: 'fail',
    });
  });

  it('that passes is reported where the case expects it to fail here', async () => {
    expect(await judge(RAN, HELLO, FAILS_HERE)).toEqual(
      judged(
        'xpass',
        'runs, although the case expects a failure: a known bug; remove its #expect_failure',
      ),
    );
    expect(await judge(RAN, HELLO, FAILS_ELSEWHERE)).toEqual(judged('pass', null));
  });

  it.each([
    ['says nothing of it', null],
    ['expects errors', { kind: 'errors', errors: ['main.zig:1:1: error: x'], compileLog: [] }],
  ] as const)('is not made where the case %s', async (_title, outcome) => {
    expect(await judge(null, outcome)).toBeNull();
  });

  it('cannot be judged where the host does not run an image that is known to be good', async () => {
    const runner = { run: () => Promise.reject(new RunnerUnable('no 32-bit half')) };
    expect(await judgeRun(UPDATE, HOST, IMAGE, runner, true)).toEqual(
      judged('unsupported', 'no 32-bit half'),
    );
  });

  it('cannot be judged without Wine, and says how to get it', async () => {
    const update: Update = {
      ...{ name: 'first', line: 1, writes: [], removes: [], link: [] },
      ...{ outcome: HELLO, expectedFailure: FAILS_HERE },
    };
    expect(await judgeRun(update, HOST, IMAGE, null, true)).toEqual(judged('unsupported', NO_WINE));
    expect(NO_WINE).toContain('apt-get install wine');
    expect(await judgeRun({ ...update, outcome: null }, HOST, IMAGE, null, true)).toBeNull();
  });
});
