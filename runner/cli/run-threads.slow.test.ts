import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { execa } from 'execa';
import { firstUpdate, nextUpdate, smallCase, TWO_UPDATES } from '../case/testing/small-case';
import { SmallSuite } from '../golden/testing/small-suite';
import { TemporaryFolder } from '../testing/temporary-folder';
import { keptProgram } from './testing/compiled-program';

/** Compiling and starting threads takes a while where much else runs. */
jest.setTimeout(180_000);

const folder = TemporaryFolder.forEachTest();
const suite = new SmallSuite(folder);
let program = '';

beforeAll(() => {
  program = path.join(keptProgram(), 'runner', 'main.js');
});

const STARTS = 'a thread starts\n';

/** Says on standard error that a thread starts. */
const WATCH = `
const threads = require('node:worker_threads');
const { Worker } = threads;
if (threads.isMainThread) threads.Worker = class extends Worker {
  constructor(...args) { process.stderr.write(${JSON.stringify(STARTS)}); super(...args); }
};
`;

/** Refused where it ends; before, it looks as if it took a second: threads are worth their start. */
const REFUSED = `${smallCase(firstUpdate('first', 1))}  splat 0 2000000\n#update\n`;

/** Cases that hold, that differ from their goldens, that have lost or cannot read them, and that are wrong. */
function writeCases(): readonly string[] {
  for (const name of ['differs', 'holds', 'lost', 'unreadable']) suite.given(name, TWO_UPDATES);
  const image = suite.golden('unreadable/01-first.exe');
  fs.rmSync(image);
  fs.mkdirSync(image);
  suite.write('differs.incr', smallCase(firstUpdate('first', 1), nextUpdate('second', 3)));
  fs.rmSync(suite.golden('lost'), { recursive: true });
  for (const name of ['refused', 'refused_too']) suite.write(`${name}.incr`, REFUSED);
  return ['differs', 'holds', 'refused', 'lost', 'unreadable', 'refused_too'];
}

/** Starts `coff2 run` of cases in a folder of its own, which has all that it reads and writes. */
function start(cwd: string, cases: readonly string[], args: readonly string[], env = {}) {
  fs.mkdirSync(cwd);
  for (const name of ['cases', 'goldens']) {
    fs.cpSync(folder.path(name), path.join(cwd, name), { recursive: true });
  }
  const watch = folder.write('watch.cjs', WATCH);
  const usual = ['--wine', 'off', '--goldens', 'goldens', '--json', 'run.json'];
  const files = cases.map((name) => path.join('cases', `${name}.incr`));
  return execa(
    process.execPath,
    ['--require', watch, program, 'run', ...usual, ...args, ...files],
    { cwd, env, reject: false, stripFinalNewline: false },
  );
}

/** How many threads were started, and what else was said on standard error. */
function threadsAndRest(stderr: string): { readonly threads: number; readonly said: string } {
  return { threads: stderr.split(STARTS).length - 1, said: stderr.replaceAll(STARTS, '') };
}

const withoutTimes = (text: string): string =>
  text
    .replaceAll(/"(milliseconds|started)": ?("[^"]*"|[\d.]+)/g, '')
    .replaceAll(/ (time|timestamp)="[^"]*"/g, '')
    .replaceAll(/[\d.]+ m?s\b/g, '')
    .replaceAll(/[ │─┬┼┴┐┤┘]+/g, ' ');

/** How many threads so many jobs are judged in: as many as there are processors, at most. */
function threadsOf(jobs: number): number {
  const threads = Math.min(jobs, os.availableParallelism());
  return threads === 1 ? 0 : threads;
}

/** What a run says and writes. */
async function outcome(cases: readonly string[], jobs: number) {
  const cwd = folder.path(`jobs-${jobs}`);
  const reports = ['--junit', 'run.xml', '--html', 'html', '--keep', 'kept', '--all'];
  const run = await start(cwd, cases, [...reports, '--jobs', String(jobs)]);
  const files = fs
    .readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(cwd, name)).isFile())
    .sort()
    .map((name) => [name, withoutTimes(fs.readFileSync(path.join(cwd, name), 'latin1'))] as const);
  const { exitCode, stdout, stderr } = run;
  return { exitCode, files, stdout: withoutTimes(stdout), ...threadsAndRest(stderr) };
}

describe('a run in threads', () => {
  it('says and writes what a run in one thread does, byte for byte but for times', async () => {
    const cases = writeCases();
    const { threads: none, ...alone } = await outcome(cases, 1);
    const { threads, ...together } = await outcome(cases, 3);
    expect({ none, threads }).toEqual({ none: 0, threads: threadsOf(3) });
    expect(alone).toMatchObject({ exitCode: 1, said: '' });
    expect(alone.stdout).toMatch(/unreadable: .*01-first\.exe: expected a file, got a folder/);
    const names = alone.files.map(([file]) => file);
    expect(names).toEqual(
      expect.arrayContaining([
        'run.json',
        'run.xml',
        path.join('html', 'index.html'),
        path.join('differences', 'differs', '02-second.diff.txt'),
        path.join('kept', 'lost', '02-second.windows.exe'),
      ]),
    );
    expect(together.files.map(([file]) => file)).toEqual(names);
    for (const [index, file] of alone.files.entries()) expect(together.files[index]).toEqual(file);
    expect(together).toEqual(alone);
  });

  it('is none where the cases are few', async () => {
    suite.given('holds', TWO_UPDATES);
    const { threads, exitCode, said } = await outcome(['holds'], 3);
    expect({ threads, exitCode, said }).toEqual({ threads: 0, exitCode: 0, said: '' });
  });
});

// One processor has no threads to interrupt.
const describeThreads = threadsOf(2) > 0 ? describe : describe.skip;

describeThreads('a run in two threads', () => {
  it('ends at a signal, cleans up, and says what was not judged', async () => {
    const temporary = folder.path('temporary');
    fs.mkdirSync(temporary);
    const run = start(folder.path('run'), writeCases(), ['--jobs', '2'], { TMPDIR: temporary });
    await new Promise<void>((resolve) => {
      run.stderr.on('data', (text) => {
        if (String(text).includes(STARTS)) resolve();
      });
    });
    run.kill('SIGINT');
    const { exitCode, stdout, stderr } = await run;
    expect({ exitCode, ...threadsAndRest(stderr) }).toEqual({
      exitCode: 130,
      threads: threadsOf(2),
      said: 'coff2: interrupted; cleaning up (once more ends at once)\n',
    });
    expect(stdout).toContain('ended early (interrupted)');
    const report = fs.readFileSync(folder.path('run', 'run.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ holds: false });
    expect(fs.readdirSync(temporary)).toEqual([]);
  });
});
