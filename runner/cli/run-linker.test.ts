import * as path from 'node:path';
import * as fs from 'node:fs';
import { smallAdapter } from '../linker/protocol/testing/small-adapter';
import { CapturedIo, coff2, type CommandOutcome } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';

const folder = TemporaryFolder.forEachTest();

/** Runs `coff2 run` without Wine. */
function run(...args: readonly string[]): Promise<CommandOutcome> {
  return coff2(['run', '--wine', 'off', ...args], new CapturedIo({ columns: 120 }));
}

/** An adapter whose images are no images, as one argument. */
const adapter = (behaviour = ''): string => smallAdapter(folder, behaviour).join(' ');

/** A file of expectations about the adapter. */
const expecting = (...expectations: readonly object[]): string =>
  folder.write('known.json', JSON.stringify({ implementation: 'adapter', expectations }));

const ALL_FAILS = { case: 'hello', update: '*', host: '*', level: '*', reason: 'no linker' };

describe('coff2 run --adapter', () => {
  it('finds the files of its command where it is written, though it runs elsewhere', async () => {
    const [node = '', file = ''] = smallAdapter(folder);
    const { stdout } = await run('--adapter', `${node} ${path.relative('', file)}`, 'hello');
    expect(stdout).toMatch(/^adapter \(small 1\.0\)\n/);
  });

  it('judges it on what it says that it can be judged on, by the name that it gives', async () => {
    const { code, stdout } = await run('--adapter', adapter(), 'hello');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^adapter \(small 1\.0\)\n/);
    expect(stdout).toMatch(/│ case +│ updates │ valid │ meaning │ +same │ +time │/);
    expect(stdout).toMatch(/│ hello +│ +2 │ +0\/2 │ +0\/2 │ +2\? │/);
    expect(stdout).toContain('first goes wrong: hello, initial version, valid on linux-tmpfs\n');
  });

  it('tells of a crash once, with the end of what it wrote to standard error', async () => {
    const crash = `on.snapshot = () => { console.error('out of ideas'); process.exit(3); };`;
    const { stdout } = await run('--adapter', adapter(crash), 'hello');
    expect(stdout).toMatch(
      /hello, initial version, valid and meaning and same on linux-tmpfs: crash: .*exit code 3\n {2}out of ideas\n\n/,
    );
    expect(stdout.match(/out of ideas/g)).toHaveLength(1);
  });

  it('ends it where it takes too long', async () => {
    const args = ['--timeout', '0.5', '--adapter', adapter('on.snapshot = () => {};'), 'hello'];
    const { code, stdout } = await run(...args);
    expect(code).toBe(1);
    expect(stdout).toContain('timeout: it takes more than 0.5 s');
  });

  it('is one linker beside others, each with a table and a summary', async () => {
    const { stdout } = await run('--adapter', adapter(), '--linker', 'reference', 'hello');
    expect(stdout.match(/^[a-z].* \(.*\)$/gm)).toEqual([
      expect.stringMatching(/^reference \(coff2-conformance reference /),
      'adapter (small 1.0)',
    ]);
    expect(stdout.match(/^\d of 1 cases hold on /gm)).toEqual([
      '1 of 1 cases hold on ',
      '0 of 1 cases hold on ',
    ]);
  });
});

describe('expectations of a linker', () => {
  it('make a run hold that fails as they say', async () => {
    const args = ['--adapter', adapter(), '--expectations', expecting(ALL_FAILS), 'hello'];
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('fails as expected: no linker');
    expect(stdout).toContain('4 failed as expected');
  });

  it('fail a run in which what they say does not fail', async () => {
    const file = expecting({ ...ALL_FAILS, update: 'another version' });
    const { code, stdout } = await run('--adapter', adapter(), '--expectations', file, 'hello');
    expect(code).toBe(1);
    expect(stdout).toContain(`${file}: nothing is judged as case hello, update another version`);
  });

  it('are written from a run, and hold for the next', async () => {
    const file = folder.path('known.json');
    const args = ['--adapter', adapter(), '--expectations', file, 'hello'];
    const first = await run('--suggest-expectations', ...args);
    expect(first.code).toBe(1);
    expect(first.stdout).toContain(`${file}: 4 expectations; check that each reason is true\n`);
    expect((await run(...args)).code).toBe(0);
    const { expectations } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      readonly expectations: readonly object[];
    };
    expect(expectations).toContainEqual({
      case: 'hello',
      update: 'initial version',
      host: 'linux-tmpfs',
      level: 'meaning',
      reason: 'the linker does not say where symbols are',
    });
  });
});

describe('a configured linker', () => {
  it('is judged by its name, on its hosts', async () => {
    const [program, script] = smallAdapter(folder);
    const linkers = { mine: { command: [program, script], hosts: ['windows'] } };
    const config = folder.write('coff2.config.json', JSON.stringify({ linkers }));
    const { stdout } = await run('--config', config, '--linker', 'mine', 'hello');
    expect(stdout).toMatch(/^mine \(small 1\.0\)\n/);
    expect(stdout).toContain('0 of 1 cases hold on windows: ');
  });
});

describe('wrong usage', () => {
  it.each([
    [
      'a linker that there is not',
      ['--linker', 'gold'],
      'no linker is named gold; the linkers are reference, ',
    ],
    ['expectations of no adapter', ['--expectations', 'x.json'], '--expectations goes with'],
    [
      'an adapter without a program',
      ['--adapter', ''],
      '--adapter needs a program and its arguments',
    ],
    ['no time at all', ['--timeout', '0'], 'Expected a positive number.'],
  ])('ends with 2: %s', async (_title, args, message) => {
    const { code, stdout, stderr } = await run(...args, 'hello');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('ends with 2 where expectations cannot be read, with file and field', async () => {
    const file = expecting({ ...ALL_FAILS, level: 'speed' });
    const { code, stderr } = await run('--adapter', adapter(), '--expectations', file, 'hello');
    expect(code).toBe(2);
    expect(stderr).toContain(`coff2: ${file}: expectations.0.level: `);
  });
});
