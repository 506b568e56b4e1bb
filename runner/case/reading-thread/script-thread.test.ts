import * as fs from 'node:fs';
import * as path from 'node:path';
import { keptProgram } from '../../cli/testing/compiled-program';
import { emptyFunction, HEADER, scriptLines } from '../../testing/script-lines';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { BLOCKS } from './batch';
import { isWorthAThread, startEarly, threadOf, type ScriptThread } from './script-thread';

/** Compiling takes a while where much else runs. */
jest.setTimeout(120_000);

const folder = TemporaryFolder.forEachTest();
const threads = new Set<ScriptThread>();

afterEach(async () => {
  for (const thread of threads) await thread.end();
  threads.clear();
});

function program(): string {
  return path.join(keptProgram(), 'runner', 'case', 'reading-thread', 'reading-thread.js');
}

/** The thread of a script, which ends with the test. */
function threadFor(script: string, file = script): ScriptThread {
  const thread = threadOf({ path: script, file }, program());
  if (thread === null) throw new Error('the system starts no thread');
  threads.add(thread);
  return thread;
}

/** What a thread tells, up to its end. */
async function toldBy(thread: ScriptThread): Promise<readonly string[]> {
  const kinds: string[] = [];
  do {
    const { kind } = await thread.next();
    kinds.push(kind);
    if (kind === 'batch') thread.freeBlock();
  } while (kinds.at(-1) !== 'end');
  return kinds;
}

const LONG = Array.from({ length: 20_000 }, (_, i) => emptyFunction(`main.f${i}`));

function longScript(name = 'long.jsonl'): string {
  return folder.write(name, scriptLines(HEADER, ...LONG));
}

it('a thread that was started early is given out, with all that it told until then', async () => {
  const script = longScript();
  startEarly(script, program());
  // It tells what it reads before anyone listens.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const early = threadFor(script);
  const kinds = await toldBy(early);
  expect(kinds).toEqual(await toldBy(threadFor(script)));
  expect(kinds[0]).toBe('header');
  expect(kinds.length).toBeGreaterThan(BLOCKS + 2);
});

it('a thread that was started early is given out once, for its script, under its name', () => {
  const script = longScript();
  startEarly(script, program());
  const other = threadFor(longScript('other.jsonl'));
  const renamed = threadFor(script, '<stdin>');
  const early = threadFor(script);
  expect(new Set([other, renamed, early, threadFor(script)]).size).toBe(4);
});

it('a thread reads no further ahead than it has blocks', async () => {
  const thread = threadFor(longScript());
  expect((await thread.next()).kind).toBe('header');
  for (let i = 0; i < BLOCKS; i += 1) expect((await thread.next()).kind).toBe('batch');
  const next = thread.next();
  const soon = new Promise((resolve) => setTimeout(resolve, 200, 'nothing'));
  expect(await Promise.race([next, soon])).toBe('nothing');
  thread.freeBlock();
  expect((await next).kind).toBe('batch');
});

it('a small script is worth no thread, nor is one that cannot be looked at', () => {
  expect(isWorthAThread(folder.write('small.jsonl', ''))).toBe(false);
  expect(isWorthAThread(folder.path('none.jsonl'))).toBe(false);
  expect(isWorthAThread(`${folder.path('long')}${'x'.repeat(300)}`)).toBe(false);
  const circle = folder.path('circle');
  fs.symlinkSync(circle, circle);
  expect(isWorthAThread(circle)).toBe(false);
});
