import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import workerThreads from 'node:worker_threads';
import { slowTest } from '../../../reference/testing/slow-test';
import { HOST_NAMES } from '../../../reference';
import { firstUpdate, nextUpdate, smallCase } from '../../case/testing/small-case';
import { keptBundle } from '../../cli/testing/bundled-program';
import { SmallSuite } from '../../golden/testing/small-suite';
import { REFERENCE } from '../../linker/reference';
import type { ProgramRun } from '../../system/program-runner';
import { RunnerUnable } from '../../system/runner-unable';
import { UsageError } from '../../system/usage-error';
import { TemporaryFolder } from '../../testing/temporary-folder';
import type { FailedImage } from '../failed-image';
import type { Runner } from '../level/runs';
import { judgeLinkedCase, type RunContext } from '../linked-case';
import { judgementsOf, type CaseResult } from '../result/case-result';
import { JudgingThreads } from './judging-threads';

/** Compiling and starting threads takes a while where much else runs. */
jest.setTimeout(120_000);

const folder = TemporaryFolder.forEachTest();
const suite = new SmallSuite(folder);

const RUNS = '#expect_exit_code=7';
const CASE = smallCase(firstUpdate('first', 1, RUNS), nextUpdate('second', 2, RUNS));

const context = (more: Partial<RunContext> = {}): RunContext => ({
  hosts: HOST_NAMES,
  goldens: suite.goldens,
  runner: undefined,
  reports: folder.path('reports'),
  stop: new AbortController().signal,
  ...more,
});

const file = (name: string): string => `${suite.cases}/${name}.incr`;

/** Judges cases in threads of the compiled program, or of another one. */
async function inThreads<T>(
  given: RunContext,
  act: (threads: JudgingThreads) => Promise<T>,
  program = keptBundle(),
): Promise<T> {
  const threads = new JudgingThreads(given, program);
  try {
    return await act(threads);
  } finally {
    await threads.close();
  }
}

/** The same in threads of a program of a test, which hears a case as `file`. */
function byProgram(script: string, files = ['a.incr']): Promise<unknown> {
  const start = `const { parentPort, workerData } = require('node:worker_threads');
    const say = (kind, more) => parentPort.postMessage({ kind, ...more });
    const judged = (file) =>
      say('judged', { result: { name: file, file, updates: [], refusal: null, milliseconds: 0 } });
    parentPort.on('message', (message) => {
      const { kind, file } = message;
      if (kind === 'end') parentPort.close();
      else { ${script} }
    });`;
  return inThreads(
    context(),
    async (threads) => {
      for (const one of files) {
        await threads.judge(one);
        // What happens in the thread after its case may happen now.
        await sleep(100);
      }
    },
    folder.write('program.js', start),
  );
}

const withoutTime = ({ milliseconds: _time, ...result }: CaseResult): object => result;

/** Exits as expected; but one of two images, whose number is 2, exits otherwise and says why. */
const runner: Runner = {
  run: (image) =>
    Promise.resolve<ProgramRun>({
      stdout: '',
      stderr: '',
      exitCode: image.includes(2) ? 0x35 : 7,
      timedOut: false,
    }),
  notFound: () => Promise.resolve([{ kind: 'dll', dll: 'gone.dll', neededBy: 'main.exe' }]),
};

it('says what to do where the system starts no thread', async () => {
  const limited = jest.spyOn(workerThreads, 'Worker').mockImplementation(() => {
    throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
  });
  try {
    const judged = inThreads(context(), (threads) => threads.judge('a.incr'), '/program.js');
    await expect(judged).rejects.toThrow(
      new UsageError(
        'no thread can be started (EAGAIN): is the number of threads limited? ' +
          '--jobs 1 judges without threads',
      ),
    );
  } finally {
    limited.mockRestore();
  }
});

describe('a case in a thread', () => {
  slowTest(
    'is judged as in the main thread: what passes, fails, runs and is explained',
    async () => {
      suite.given('two', CASE);
      suite.write(
        'two.incr',
        smallCase(firstUpdate('first', 1, RUNS), nextUpdate('second', 3, RUNS)),
      );
      const failed: FailedImage[][] = [[], []];
      const given = (number: number): RunContext =>
        context({
          runner,
          reports: folder.path(`reports-${number}`),
          repeating: { run: 'run', replay: 'replay', keep: folder.path(`kept-${number}`) },
          onFailure: (one) => failed[number]?.push(one),
        });
      const here = await judgeLinkedCase(file('two'), REFERENCE, given(0));
      const there = await inThreads(given(1), (threads) => threads.judge(file('two')));
      const text = JSON.stringify(withoutTime(there)).replaceAll(/(reports|kept)-1/g, '$1-0');
      expect(JSON.parse(text)).toEqual(withoutTime(here));
      expect(judgementsOf(there).some(({ verdict }) => verdict === 'fail')).toBe(true);
      expect(judgementsOf(there).some(({ level }) => level === 'runs')).toBe(true);
      const told = failed.map((some) =>
        some.map(({ stored, image, previous, golden, ...named }) => ({
          ...named,
          stored: [stored.name, stored.file],
          images: [image, previous, golden].map(
            (one) => one && [Buffer.from(one.image).toString('hex'), one.nodes],
          ),
        })),
      );
      expect(told[0]).not.toEqual([]);
      expect(told[1]).toEqual(told[0]);
      for (const name of ['reports', 'kept']) {
        const [one, two] = [0, 1].map((number) =>
          folder
            .list(`${name}-${number}`, 'two')
            .map((each) => [each, fs.readFileSync(folder.path(`${name}-${number}`, 'two', each))]),
        );
        expect(one).not.toEqual([]);
        expect(two).toEqual(one);
      }
    },
  );

  slowTest('is refused as in the main thread', async () => {
    suite.write('bad.incr', '#target=x86_64-windows-selfhosted\n#update\n');
    const result = await inThreads(context(), (threads) => threads.judge(file('bad')));
    expect(result.refusal).toMatch(/bad\.incr:2: #update needs a value/);
  });

  slowTest('is refused where its file is not there any more', async () => {
    suite.given('two', CASE);
    const [missing, two] = await inThreads(context(), (threads) =>
      Promise.all(['missing', 'two'].map((name) => threads.judge(file(name)))),
    );
    expect(missing?.refusal).toBe(`no such file: ${file('missing')}; put it back`);
    expect(two?.refusal).toBeNull();
  });

  slowTest.each([
    ['there is no Wine', null, 'Wine is not installed (Debian: apt-get install wine wine64)'],
    ['it cannot be used', { run: () => Promise.reject(new RunnerUnable('not here')) }, 'not here'],
  ])('has runs that are not judged where %s', async (_why, none, reason) => {
    suite.given('two', CASE);
    const result = await inThreads(context({ runner: none }), (threads) =>
      threads.judge(file('two')),
    );
    const runs = judgementsOf(result).filter(({ level }) => level === 'runs');
    expect(runs.map(({ verdict, reason: told }) => [verdict, told])).toEqual(
      Array(6).fill(['unsupported', reason]),
    );
  });

  slowTest('ends with what went wrong in the main thread, as it was', async () => {
    suite.given('two', CASE);
    const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    const judging = inThreads(context({ runner: { run: () => Promise.reject(full) } }), (threads) =>
      threads.judge(file('two')),
    );
    await expect(judging).rejects.toBe(full);
  });

  slowTest('ends before its next update where the run is stopped', async () => {
    suite.given('two', CASE);
    const stop = new AbortController();
    const runs: Uint8Array[] = [];
    const result = await inThreads(
      context({
        stop: stop.signal,
        runner: {
          run: (image) => {
            runs.push(image);
            stop.abort();
            return Promise.resolve({ stdout: '', stderr: '', exitCode: 7, timedOut: false });
          },
        },
      }),
      (threads) => threads.judge(file('two')),
    );
    // Two images run at a time; the case has four.
    expect(runs).toHaveLength(2);
    expect(result.updates).toEqual([]);
    expect(result.refusal).toBeNull();
  });

  slowTest('is not begun in a thread that starts after the stop', async () => {
    suite.given('two', CASE);
    const stop = AbortSignal.abort();
    const result = await inThreads(context({ stop }), (threads) => threads.judge(file('two')));
    expect(result.updates).toEqual([]);
  });
});

describe('threads', () => {
  it('are as many as there are cases at a time, and each takes the next case', async () => {
    const start = folder.write(
      'program.js',
      `const { parentPort, threadId } = require('node:worker_threads');
       parentPort.on('message', ({ kind, file }) => {
         if (kind === 'end') parentPort.close();
         else parentPort.postMessage({ kind: 'judged', result: { name: String(threadId), file } });
       });`,
    );
    const names = await inThreads(
      context(),
      async (threads) => {
        const first = await Promise.all(['a', 'b'].map((one) => threads.judge(one)));
        const next = await Promise.all(['c', 'd'].map((one) => threads.judge(one)));
        return [first, next].map((some) => some.map(({ name }) => name).sort());
      },
      start,
    );
    expect(new Set(names[0]).size).toBe(2);
    expect(names[1]).toEqual(names[0]);
  });

  it('are not started once they are closed: nobody would end them', async () => {
    const threads = new JudgingThreads(context(), folder.path('no-program.js'));
    await threads.close();
    await expect(threads.judge('a.incr')).rejects.toThrow(
      /^a\.incr was to be judged after the end/,
    );
  });

  it('cannot be started from sources, where the main thread judges', () => {
    expect(JudgingThreads.areThere()).toBe(false);
  });
});

describe('a thread that fails', () => {
  it('by an error of the suite ends the run with its stack', async () => {
    const script = `
      function whereItHappens() { return null.length; }
      try { whereItHappens(); } catch ({ name, message, stack }) {
        say('thrown', { error: { isUsage: false, name, message, stack, fields: {} } });
      }`;
    await expect(byProgram(script)).rejects.toMatchObject({
      name: 'TypeError',
      stack: expect.stringMatching(/^TypeError: Cannot read .*\n +at whereItHappens /) as string,
    });
  });

  it('outside of its case ends the run with its stack, and names the case', async () => {
    const script = `setImmediate(function whereItHappens() { null.length; });`;
    await expect(byProgram(script)).rejects.toThrow(
      /^the thread that judges a\.incr was lost: TypeError: Cannot read .*\n(.*\n)* +at .*whereItHappens/,
    );
  });

  it('by a memory that runs out ends the run, names the case, and says what to do', async () => {
    const script = `throw Object.assign(new Error('no memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });`;
    const judging = byProgram(script);
    await expect(judging).rejects.toThrow(
      'a.incr: the memory of the thread that judges it ran out; give it more with ' +
        'NODE_OPTIONS=--max-old-space-size=MB',
    );
    await expect(judging).rejects.toBeInstanceOf(UsageError);
  });

  it.each([
    ['it ends', 'process.exit(0);', /a\.incr was lost: it ended with exit code 0$/],
    ['it waits for nothing', 'parentPort.unref();', /a\.incr was lost: it ended with exit code 0$/],
  ])('without an answer is an error that names the case: %s', async (_how, script, message) => {
    await expect(byProgram(script)).rejects.toThrow(message);
  });

  // A busy main thread may hear of the error before it hears the result: then the case is not judged.
  it('after its last case is an error at the end', async () => {
    const script = `judged(file); setImmediate(() => { throw new Error('too late'); });`;
    await expect(byProgram(script)).rejects.toThrow(
      /^(a thread|the thread that judges a\.incr) was lost: Error: too late/,
    );
  });

  it('between two cases is an error at the next one, which is not waited for', async () => {
    const script = `judged(file); if (file === 'a.incr') setImmediate(() => { throw new Error('too late'); });`;
    const judging = byProgram(script, ['a.incr', 'b.incr']);
    await expect(judging).rejects.toThrow(/[ab]\.incr was lost: Error: too late/);
  });

  slowTest('does not keep a run from its end where another one still judges', async () => {
    const script = `if (file === 'long.incr') for (;;); else throw new Error('broken');`;
    const start = folder.write(
      'program.js',
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', ({ file }) => { ${script} });`,
    );
    const judging = inThreads(
      context(),
      (threads) => Promise.all(['long.incr', 'broken.incr'].map((one) => threads.judge(one))),
      start,
    );
    await expect(judging).rejects.toThrow(/broken\.incr was lost: Error: broken/);
  });
});
