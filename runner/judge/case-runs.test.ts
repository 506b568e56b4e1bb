import * as fs from 'node:fs';
import { slowTest } from '../../reference/testing/slow-test';
import { firstUpdate, nextUpdate, smallCase } from '../case/testing/small-case';
import { SmallSuite } from '../golden/testing/small-suite';
import type { Implementation } from '../linker/implementation';
import { REFERENCE } from '../linker/reference';
import type { ProgramRun } from '../system/program-runner';
import { TemporaryFolder } from '../testing/temporary-folder';
import { judgeLinkedCase } from './linked-case';
import type { Runner } from './level/runs';
import { judgementsOf, type CaseResult } from './result/case-result';

const folder = TemporaryFolder.forEachTest();
const suite = new SmallSuite(folder);

const RUNS = '#expect_exit_code=7';

const ran = (exitCode: number): ProgramRun => {
  return { stdout: '', stderr: '', exitCode, timedOut: false };
};

function judge(
  name: string,
  runner: Runner,
  implementation: Implementation = REFERENCE,
): Promise<CaseResult> {
  return judgeLinkedCase(`${suite.cases}/${name}.incr`, implementation, {
    hosts: ['linux-ext4', 'linux-tmpfs'],
    goldens: suite.goldens,
    runner,
    reports: folder.path('reports'),
    stop: new AbortController().signal,
  });
}

describe('while an image of a case runs', () => {
  slowTest('the other levels are judged, up to its last update', async () => {
    suite.given(
      'two',
      smallCase(firstUpdate('first', 1, RUNS), nextUpdate('second', 2, '#expect_exit_code=9')),
    );
    let tellAllJudged = (): void => undefined;
    const allJudged = new Promise<void>((resolve) => {
      tellAllJudged = resolve;
    });
    // The last of what the other levels ask of a linker.
    const implementation: Implementation = {
      ...REFERENCE,
      linkFresh: async (name, program, host, stop) => {
        const result = await REFERENCE.linkFresh(name, program, host, stop);
        if (host === 'linux-tmpfs') tellAllJudged();
        return result;
      },
    };
    const exitCodes = [7, 7, 9, 8, 8];
    const run = async (): Promise<ProgramRun> => {
      await allJudged;
      return ran(exitCodes.shift() ?? 0);
    };
    const result = await judge('two', { run }, implementation);
    const levels = ['valid', 'runs', 'meaning', 'same', 'incremental', 'nodes', 'bytes'];
    expect(result.updates.map(({ judgements }) => judgements.map(({ level }) => level))).toEqual([
      [...levels, ...levels, 'picture'],
      [...levels, ...levels, 'picture'],
    ]);
    expect(
      judgementsOf(result)
        .filter(({ verdict }) => verdict !== 'pass')
        .map(({ level, variant, reason }) => `${level} on ${variant}: ${reason ?? ''}`),
    ).toEqual(['runs on linux-tmpfs: exits with 8, expected 9']);
  });

  it('one other of it runs, and no more', async () => {
    suite.given('two', smallCase(firstUpdate('first', 1, RUNS), nextUpdate('second', 2, RUNS)));
    let running = 0;
    const most: number[] = [];
    const run = async (): Promise<ProgramRun> => {
      running += 1;
      most.push(running);
      await new Promise(setImmediate);
      running -= 1;
      return ran(7);
    };
    await judge('two', { run });
    expect(Math.max(...most)).toBe(2);
    expect(most).toHaveLength(4);
  });

  it('one that seems to fail is run again when no other one runs', async () => {
    const updates = ['second', 'third'].map((name, index) => nextUpdate(name, index + 2, RUNS));
    suite.given('three', smallCase(firstUpdate('first', 1, RUNS), ...updates));
    let running = 0;
    const run = async (): Promise<ProgramRun> => {
      running += 1;
      let most = running;
      for (let turns = 0; turns < 10; turns += 1) {
        await new Promise(setImmediate);
        most = Math.max(most, running);
      }
      running -= 1;
      return ran(most === 1 ? 7 : 8);
    };
    const runs = judgementsOf(await judge('three', { run })).filter(
      ({ level }) => level === 'runs',
    );
    expect(runs.map(({ verdict }) => verdict)).toEqual(Array(6).fill('pass'));
  });

  it('no image runs that has run already, with the same bytes', async () => {
    const IDLE = ['#update=second', '#link', 'idle', 'flush', RUNS].join('\n');
    suite.given('two', smallCase(firstUpdate('first', 1, RUNS), IDLE));
    let runs = 0;
    const result = await judge('two', {
      run: () => {
        runs += 1;
        return Promise.resolve(ran(7));
      },
    });
    // The two host profiles have each an image of its own.
    expect(runs).toBe(2);
    const verdicts = judgementsOf(result).filter(({ level }) => level === 'runs');
    expect(verdicts.map(({ verdict, variant }) => `${verdict} on ${variant}`)).toEqual([
      'pass on linux-ext4',
      'pass on linux-tmpfs',
      'pass on linux-ext4',
      'pass on linux-tmpfs',
    ]);
  });

  slowTest('a refusal ends the case, and no more images are run', async () => {
    suite.given('two', smallCase(firstUpdate('first', 1, RUNS), nextUpdate('second', 2, RUNS)));
    fs.writeFileSync(suite.golden('two/digests.json'), '{}');
    const ends: (() => void)[] = [];
    const run = (): Promise<ProgramRun> =>
      new Promise((resolve) => {
        ends.push(() => {
          resolve(ran(7));
        });
      });
    let isOver = false;
    const judging = judge('two', { run }).finally(() => {
      isOver = true;
    });
    for (let turns = 0; turns < 200; turns += 1) await new Promise(setImmediate);
    expect({ runs: ends.length, isOver }).toEqual({ runs: 2, isOver: false });
    for (const end of ends) end();
    expect((await judging).refusal).toMatch(/digests\.json/);
    expect(ends).toHaveLength(2);
  });
});

slowTest('a failed run is explained by the program of its update, not by a later one', async () => {
  const IMPORTS = [
    '#update=second',
    '#link',
    'fn main.other: fn () void',
    '  e8 @kernel32!Beep  call kernel32!Beep',
    '  c3                 ret',
    'flush',
    '#expect_exit_code=0',
  ].join('\n');
  suite.given('two', smallCase(firstUpdate('first', 1, '#expect_exit_code=0'), IMPORTS));
  const result = await judge('two', {
    run: () => Promise.resolve(ran(0x39)),
    notFound: () => Promise.resolve([{ kind: 'function', dllAndName: 'kernel32.dll.Beep' }]),
  });
  const details = result.updates.map(({ judgements }) =>
    judgements.flatMap((one) => (one.level === 'runs' ? one.details : [])),
  );
  const said = 'the loader did not find the function kernel32.dll.Beep';
  expect(details).toEqual([
    Array(2).fill(`${said}: the linker names it, the case does not`),
    Array(2).fill(`${said}: the case names it`),
  ]);
});
