import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { execa } from 'execa';
import { expectSoon } from '../testing/expect-soon';
import { emptyFunction, HEADER, scriptLines } from '../testing/script-lines';
import { TemporaryFolder } from '../testing/temporary-folder';
import { coff2 } from './testing/captured-io';
import { compileProgram } from './testing/compiled-program';

/** Compiling takes a while where much else runs. */
jest.setTimeout(120_000);

const folder = TemporaryFolder.forEachTest();
const compiled = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-program-'));
let program = '';

beforeAll(() => {
  program = compileProgram(compiled);
});

afterAll(() => {
  fs.rmSync(compiled, { recursive: true });
});

const CONTENT = ['90'.repeat(500), 'e800000000', { reloc: { nav: 'main.f0' }, type: 'REL32' }];
const functions = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, i) => ({ ...emptyFunction(`main.f${i}`), content: CONTENT }));
const SNAPSHOTS = [{ op: 'flush' }, { op: 'snapshot', name: 'one' }];

/** More than 4 MB. */
const LARGE = scriptLines(HEADER, ...functions(5000), ...SNAPSHOTS, ...functions(10), ...SNAPSHOTS);

/** What the compiled program says and how it ends. */
const run = (...args: readonly string[]): Promise<object> => node(program, ...args);

/** The same of Node.js with some arguments. */
async function node(...args: readonly string[]): Promise<object> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, {
    reject: false,
    stripFinalNewline: false,
  });
  return { code: exitCode, stdout, stderr };
}

const thread = (): string =>
  path.join(compiled, 'runner', 'case', 'reading-thread', 'reading-thread.js');

const several = os.availableParallelism() > 1 ? describe : describe.skip;

// From sources, as the tests here run, there is no thread: these compare both ways.
several('a large script that another thread reads', () => {
  it('has the digests that it has where one thread does all, on each host', async () => {
    const script = folder.write('large.jsonl', LARGE);
    const args = ['replay', '--digest', '--host', 'all', script];
    const inThread = await run(...args);
    expect(inThread).toMatchObject({ code: 0, stderr: '' });
    expect(inThread).toEqual(await coff2(args));
  });

  it('is refused with the same words, and leaves nothing', async () => {
    const script = folder.write('large.jsonl', `${LARGE}{"op":"flash"}\n`);
    const args = ['replay', '--out', folder.path('out'), script];
    const inThread = await run(...args);
    expect(inThread).toMatchObject({ code: 1, stdout: '' });
    expect(inThread).toEqual(await coff2(args));
    expect(folder.list()).toEqual(['large.jsonl']);
  });

  it('is refused at once where the linker refuses an op, however much follows', async () => {
    const refused = { ...emptyFunction('main.f'), align: 2 ** 52, content: ['90'] };
    const script = folder.write('large.jsonl', scriptLines(HEADER, refused, ...functions(5000)));
    const args = ['replay', '--digest', script];
    const inThread = await run(...args);
    expect(inThread).toMatchObject({ code: 1, stdout: '' });
    expect(inThread).toEqual(await coff2(args));
  });

  it('is patched into its file after every flush, as otherwise', async () => {
    const script = folder.write('large.jsonl', LARGE);
    const files = ['thread.exe', 'same.exe'].map((name) => folder.path(name));
    const [inThread = '', here = ''] = files;
    expect(await run('replay', '--in-place', inThread, script)).toMatchObject({ code: 0 });
    expect(await coff2(['replay', '--in-place', here, script])).toMatchObject({ code: 0 });
    expect(fs.readFileSync(inThread).equals(fs.readFileSync(here))).toBe(true);
  });

  it('is not read where an option is wrong, though the thread was started', async () => {
    const script = folder.write('large.jsonl', LARGE);
    const args = ['replay', '--digests', script];
    expect(await run(...args)).toMatchObject({ code: 2, stdout: '' });
    expect(await run(...args)).toEqual(await coff2(args));
  });

  it('is one of several, each of which has its digests', async () => {
    const scripts = ['a', 'b'].map((name) => folder.write(`${name}.jsonl`, LARGE));
    const small = folder.write('small.jsonl', scriptLines(HEADER, { op: 'snapshot' }));
    const args = ['replay', '--digest', small, ...scripts];
    const inThreads = await run(...args);
    expect(inThreads).toMatchObject({ code: 0, stderr: '' });
    expect(inThreads).toEqual(await coff2(args));
  });

  it('leaves nothing where it is interrupted, and ends by the signal', async () => {
    const rest = functions(5000)
      .map((op) => JSON.stringify(op))
      .join('\n');
    const script = folder.write('large.jsonl', `${LARGE}${`${rest}\n`.repeat(20)}`);
    const out = folder.path('out');
    const args = [program, 'replay', '--out', out, script];
    const replay = execa(process.execPath, args, { reject: false });
    await expectSoon(() => fs.existsSync(out), true);
    replay.kill('SIGINT');
    expect(await replay).toMatchObject({ signal: 'SIGINT', stdout: '', stderr: '' });
    expect(fs.existsSync(out)).toBe(false);
  });

  it('is read without a thread where the system starts none', async () => {
    const script = folder.write('large.jsonl', LARGE);
    const limit = folder.write(
      'limit.js',
      `require('node:worker_threads').Worker = class {
        constructor() {
          throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
        }
      };`,
    );
    const args = ['replay', '--digest', script, folder.write('other.jsonl', LARGE)];
    const withoutThread = await node('--require', limit, program, ...args);
    expect(withoutThread).toMatchObject({ code: 0, stderr: '' });
    expect(withoutThread).toEqual(await coff2(args));
  });

  it('is not linked where the thread is lost', async () => {
    const kept = fs.readFileSync(thread());
    fs.writeFileSync(thread(), 'process.exit(3);');
    try {
      const script = folder.write('large.jsonl', LARGE);
      expect(await run('replay', '--digest', script)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('was lost: it ended with exit code 3') as unknown,
      });
    } finally {
      fs.writeFileSync(thread(), kept);
    }
  });
});
