import * as fs from 'node:fs';
import * as path from 'node:path';
import { keptProgram } from '../../cli/testing/compiled-program';
import { oracleScript } from '../../oracle/testing/oracle';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { emptyFunction, HEADER, scriptLines } from '../../testing/script-lines';
import { ScriptReader, type ScriptLines } from '../link-script/script-reader';
import { LineReplay } from '../replay/line-replay';
import { DigestOutput } from '../replay/snapshot-output';
import { readInThread } from './read-in-thread';
import { threadOf, type ScriptThread } from './script-thread';

/** Compiling takes a while where much else runs. */
jest.setTimeout(120_000);

const folder = TemporaryFolder.forEachTest();

const HOSTS = ['linux-ext4', 'windows'] as const;

function program(): string {
  return path.join(keptProgram(), 'runner', 'case', 'reading-thread', 'reading-thread.js');
}

/** The thread that reads a script. */
function threadFor(script: string, itsProgram = program()): ScriptThread {
  const thread = threadOf({ path: script, file: 'a.jsonl' }, itsProgram);
  if (thread === null) throw new Error('the system starts no thread');
  return thread;
}

/** What comes of a script: its digests, or what is thrown. */
async function outcome(replay: (lines: LineReplay) => Promise<void> | void): Promise<string> {
  let digests = '';
  const output = new DigestOutput('script', (text) => {
    digests += text;
  });
  try {
    await replay(new LineReplay('a.jsonl', HOSTS, output));
  } catch (error) {
    return String(error);
  }
  output.commit();
  return digests;
}

const inThread = (file: string): Promise<string> =>
  outcome((lines) => readInThread(threadFor(file), 'a.jsonl', lines, () => undefined));

const here = (file: string): Promise<string> =>
  outcome((lines) => {
    const reader = new ScriptReader('a.jsonl', lines);
    reader.push(fs.readFileSync(file));
    reader.end();
  });

const LONG = Array.from({ length: 3000 }, (_, i) => emptyFunction(`main.f${i}`));
const SNAPSHOT = { op: 'snapshot' };

describe('a script that is read in a thread', () => {
  it.each(['hello', 'data-section-grows', 'pe32'])('has the digests that %s has', async (name) => {
    const script = oracleScript(name);
    const digests = await inThread(script);
    expect(digests).toContain('"image":"');
    expect(digests).toBe(await here(script));
  });

  it('is read to its end, in more than one batch', async () => {
    const script = folder.write(
      'long.jsonl',
      scriptLines(HEADER, ...LONG, { op: 'flush' }, SNAPSHOT),
    );
    const read: number[] = [];
    await outcome((lines) =>
      readInThread(threadFor(script), 'a.jsonl', lines, (bytes) => read.push(bytes)),
    );
    expect(read.length).toBeGreaterThan(2);
    expect(read.at(-1)).toBe(fs.statSync(script).size);
    expect(await inThread(script)).toBe(await here(script));
  });

  const refusedBy = { ...emptyFunction('main.f'), align: 2 ** 52, content: ['90'] };
  it.each([
    ['nothing', ''],
    ['a header that is none', '{}\n'],
    [
      'a header that the linker refuses',
      scriptLines({ linkScript: 1, options: { machine: 'ARM64' } }),
    ],
    ['a line that is no JSON', scriptLines(HEADER, ...LONG) + 'x\n'],
    [
      'an op that is none, and one that the linker refuses before',
      scriptLines(HEADER, refusedBy, {}),
    ],
    [
      'one that the linker refuses, in a long script',
      scriptLines(HEADER, ...LONG, refusedBy, ...LONG),
    ],
  ])('is refused as in one thread where it has %s', async (_what, text) => {
    const script = folder.write('bad.jsonl', text);
    const refusal = await inThread(script);
    expect(refusal).toMatch(/^ScriptError: a\.jsonl:\d+: /);
    expect(refusal).toBe(await here(script));
  });

  it('is read no further where a line of it is an error', async () => {
    const script = folder.write('long.jsonl', scriptLines(HEADER, ...LONG));
    let count = 0;
    const refusing: ScriptLines = {
      ...NO_LINES,
      update: () => {
        count += 1;
        // Meanwhile, more batches come.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
        throw new Error('no more');
      },
    };
    const read = readInThread(threadFor(script), 'a.jsonl', refusing, () => undefined);
    await expect(read).rejects.toThrow('no more');
    expect(count).toBe(1);
  });

  it('that is not there is an error of the file system', async () => {
    const missing = folder.path('none.jsonl');
    const read = readInThread(threadFor(missing), 'a.jsonl', NO_LINES, () => undefined);
    await expect(read).rejects.toMatchObject({ code: 'ENOENT', path: missing });
  });

  it('is an error, too, where its thread ends before it does', async () => {
    const ends = folder.write('ends.js', 'process.exit(3)');
    const read = readInThread(threadFor('a', ends), 'a.jsonl', NO_LINES, () => undefined);
    await expect(read).rejects.toThrow(
      'the thread that reads a.jsonl was lost: it ended with exit code 3',
    );
  });

  it('says what to do where its thread has no memory left', async () => {
    const error = `Object.assign(new Error('no memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })`;
    const fails = folder.write('fails.js', `throw ${error}`);
    const read = readInThread(threadFor('a', fails), 'a.jsonl', NO_LINES, () => undefined);
    await expect(read).rejects.toThrow(
      'a.jsonl: the memory of the thread that reads it ran out; give it more with ' +
        'NODE_OPTIONS=--max-old-space-size=MB',
    );
  });
});

const NO_LINES: ScriptLines = {
  header: () => undefined,
  op: () => undefined,
  update: () => undefined,
};
