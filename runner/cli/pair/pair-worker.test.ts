import * as path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { dumpBeside, isPairWorthAThread, pairWorker, startEarly } from './pair-worker';

const folder = TemporaryFolder.forEachTest();

/** A thread that answers each message with how it was started. */
const ECHO = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.on('message', (message) => parentPort.postMessage({ message, workerData }));
`;

/** Dumps of this many bytes, both together, are worth a thread. */
const LARGE = 0x80_0000;

const workers = new Set<Worker>();

afterEach(async () => {
  for (const worker of workers) await worker.terminate();
  workers.clear();
});

/** The thread that is given out, which ends with the test. */
function given(program: string): Worker | null {
  const worker = pairWorker(program);
  if (worker !== null) workers.add(worker);
  return worker;
}

async function answerOf(worker: Worker | null): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker?.once('message', resolve);
    worker?.once('error', reject);
    worker?.postMessage('hello');
  });
}

/** An image by its name, with a dump of so many bytes beside it. */
function imageWithDump(name: string, bytes: number): string {
  folder.write(`${name}.nodes`, Buffer.alloc(bytes));
  return folder.path(`${name}.exe`);
}

test('the dump of an image has its name, in its folder', () => {
  expect(dumpBeside(path.join('a.b', 'c.d.exe'))).toBe(path.join('a.b', 'c.d.nodes'));
  expect(dumpBeside('c')).toBe('c.nodes');
});

test('large dumps are worth a thread, if there is its program', () => {
  const program = folder.write('thread.js', ECHO);
  expect(isPairWorthAThread(LARGE, program)).toBe(true);
  expect(isPairWorthAThread(LARGE - 1, program)).toBe(false);
  expect(isPairWorthAThread(LARGE, folder.path('nowhere.js'))).toBe(false);
});

describe('a thread', () => {
  it('is given out once if it was started early, and reads what is likely the second dump', async () => {
    const program = folder.write('thread.js', ECHO);
    const images = [imageWithDump('a', LARGE / 2), imageWithDump('b', LARGE / 2)];
    const early = startEarly(['--all', ...images], program);
    const [first, second] = [given(program), given(program)];
    expect(early).not.toBeNull();
    expect(first).toBe(early);
    expect(second).not.toBe(early);
    const dump = folder.path('b.nodes');
    expect(await answerOf(first)).toEqual({ message: 'hello', workerData: { kind: 'pair', dump } });
    expect(await answerOf(second)).toMatchObject({ workerData: { kind: 'pair', dump: null } });
  });

  it('is not started early for small dumps', () => {
    const program = folder.write('thread.js', ECHO);
    expect(startEarly([imageWithDump('a', 1), imageWithDump('b', 1)], program)).toBeNull();
  });

  it('of another program is not the one that was started early', () => {
    const program = folder.write('thread.js', ECHO);
    const early = startEarly([imageWithDump('a', LARGE)], program);
    expect(given(folder.write('other.js', ECHO))).not.toBe(early);
    expect(given(program)).toBe(early);
  });

  it('that was started early and lost is none', async () => {
    const program = folder.write('thread.js', 'throw new Error("lost");');
    const early = startEarly([imageWithDump('a', LARGE)], program);
    await new Promise((resolve) => early?.once('exit', resolve));
    expect(given(program)).toBeNull();
  });
});
