import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { TemporaryFolder } from '../testing/temporary-folder';
import { runWithinComputing, type ComputingLimits } from './computing-limit';

const folder = TemporaryFolder.forEachTest();
/** More than a start of Node.js computes. */
const LIMITS: ComputingLimits = { computing: 0.8, waiting: 60_000, interval: 50 };
/** Milliseconds: a busy machine may take any time for seconds of computing. */
const BUSY = 300_000;
/** Far longer than any of these tests; what outlives jest then ends all the same. */
const ENDLESS = 'for (const end = Date.now() + 300_000; Date.now() < end;);';

/** Runs a program. @returns how it ended, and how often it made progress */
async function run(
  program: string,
  limits: Partial<ComputingLimits> = {},
): Promise<readonly [string, number]> {
  let progress = 0;
  const all = { ...LIMITS, ...limits };
  const { kind } = await runWithinComputing(['-e', program], folder.path('.'), all, () => {
    progress += 1;
  });
  return [kind, progress];
}

/** How many processes have a word in their command line. */
function running(word: string): number {
  const lines = execFileSync('ps', ['-e', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(word)).length;
}

jest.setTimeout(BUSY);

describe('a process that may compute for so long', () => {
  it('hangs if it computes for longer, and is told to compute until then', async () => {
    const [kind, progress] = await run(ENDLESS);
    expect(kind).toBe('hangs');
    expect(progress).toBeGreaterThan(0);
  });

  it('hangs if what it started computes for longer, which is ended too', async () => {
    const mark = `endless${process.pid}`;
    const child = `/* ${mark} */ ${ENDLESS}`;
    const start = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]);`;
    expect((await run(start))[0]).toBe('hangs');
    expect(running(mark)).toBe(0);
  });

  it('ends by itself, however long that takes by the clock', async () => {
    expect((await run('setTimeout(() => {}, 1500)'))[0]).toBe('ended');
  });

  it('has the variables that it is given, besides those of this process', async () => {
    const out = folder.path('out');
    const program = `require('fs').writeFileSync(process.env.OUT, String(process.env.PATH))`;
    await runWithinComputing(['-e', program], folder.path('.'), LIMITS, () => undefined, {
      OUT: out,
    });
    expect(fs.readFileSync(out, 'utf8')).toBe(process.env.PATH);
  });

  it('cannot be judged if it waits without computing', async () => {
    const waiting = run('setTimeout(() => {}, 1e9)', { waiting: 1000 });
    await expect(waiting).rejects.toThrow('computes nothing');
  });
});
