import * as fs from 'node:fs';
import * as path from 'node:path';
import { slowTest } from '../../reference/testing/slow-test';
import { CapturedIo, coff2, type CommandOutcome } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';
import { smallCase, firstUpdate, TWO_UPDATES } from '../case/testing/small-case';
const folder = TemporaryFolder.forEachTest();

/** Runs `coff2 run` without Wine, on a terminal of so many columns. */
function run(args: readonly string[], columns = 200): Promise<CommandOutcome> {
  return coff2(['run', '--wine', 'off', ...args], new CapturedIo({ columns }));
}

/** A case whose goldens were lost: their folder is there, and empty. */
function withoutGoldens(): string {
  fs.mkdirSync(folder.path('a_case_of_a_test.goldens'));
  return folder.write('a_case_of_a_test.incr', TWO_UPDATES);
}

describe('coff2 run', () => {
  it('judges the cases that are named, and ends with 0 where all of them hold', async () => {
    const { code, stdout, stderr } = await run(['hello', 'add_decl']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/│ hello +│( +\d │){8} +\d/);
    expect(stdout).toMatch(/│ add_decl +│/);
    expect(stdout).toMatch(
      /\n2 of 2 cases hold on linux-ext4, linux-tmpfs, windows: \d+ updates, \d+ judgements passed, \d+\.\d s\n$/,
    );
  });

  it('ends with 1 where one does not, and reports what', async () => {
    const { code, stdout, stderr } = await run(['hello', withoutGoldens()]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain(
      '\na_case_of_a_test, first, nodes on linux-ext4 and linux-tmpfs and windows: there is no golden; ' +
        'accept one with: npx coff2 goldens ',
    );
    expect(stdout).toMatch(/\n1 of 2 cases hold on .*, 14 failed, /);
  });

  it('ends with 1 where one is refused, and judges the others', async () => {
    const bad = folder.write('bad.incr', '#target=x86_64-windows-selfhosted\n#update\n');
    const { code, stdout } = await run([bad, 'hello']);
    expect(code).toBe(1);
    expect(stdout).toContain(`\nbad: ${bad}:2: #update needs a value: #update=...\n`);
    expect(stdout).toMatch(/\n1 of 2 cases hold on /);
  });

  slowTest(
    'ends with 1 where a golden of one, or the file of one, cannot be read, and reports the others',
    async () => {
      const locked = folder.write('a_file_for_goldens.incr', TWO_UPDATES);
      const inTheWay = folder.write('a_file_for_goldens.goldens', '');
      const blocked = folder.write(
        'no_block.incr',
        smallCase('#update=first', '#link', 'include b'),
      );
      fs.mkdirSync(folder.path('lib/b.link'), { recursive: true });
      const reports = ['--format', 'github', ...['--html', folder.path('html')]];
      const { code, stdout, stderr } = await run([locked, blocked, 'hello', ...reports]);
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout).toContain(
        `\na_file_for_goldens: ${inTheWay}: expected a folder, got a file; move it away\n`,
      );
      expect(stdout).toContain(
        `\nno_block: ${folder.path('lib/b.link')}: expected a file, got a folder; move it away\n`,
      );
      expect(stdout).toMatch(/\n1 of 3 cases hold on /);
    },
  );

  it('judges one host where it is named', async () => {
    const { stdout } = await run(['--host', 'windows', 'hello']);
    expect(stdout).toMatch(/│ +windows │/);
    expect(stdout).not.toContain('linux');
    expect(stdout).toContain('1 of 1 cases hold on windows: 2 updates, 12 judgements passed');
  });

  slowTest('judges the cases whose names match', async () => {
    const { code, stdout } = await run(['--filter', '^change_(exports|module)$']);
    expect(code).toBe(0);
    expect(stdout.match(/│ \w+ +│ +\d+ │/g)).toHaveLength(2);
    expect(stdout).toMatch(/\n2 of 2 cases hold /);
  });

  slowTest(
    'has a row for each case in the order they are named, whichever is done first',
    async () => {
      const names = ['readme', 'hello', 'bad_import'];
      const { stdout } = await run(['--jobs', '3', ...names]);
      expect([...stdout.matchAll(/│ (\w+) +│ +\d+ │/g)].map(([, name]) => name)).toEqual(names);
    },
  );

  it('says nothing of runs with --wine off: they were not asked for', async () => {
    const { stdout } = await run(['hello']);
    expect(stdout).not.toMatch(/\bruns\b|UNSUPPORTED/);
  });

  slowTest('fits the terminal', async () => {
    const { stdout } = await run(['hello'], 50);
    expect(stdout).toMatch(/^hello\n {2}linux-ext4 ok\n {2}linux-tmpfs ok\n {2}windows ok\n/);
  });

  slowTest('leaves the signals of its process alone when it is done', async () => {
    // Libraries that are loaded at the first run keep a listener each, once and for all.
    await run(['hello']);
    const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
    await run(['hello']);
    expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before);
  });
});

describe('the reports of coff2 run', () => {
  it('are written where they are asked for, whether the cases hold or not', async () => {
    const json = folder.path('run.json');
    const junit = folder.path('run.xml');
    const { code } = await run(['--json', json, '--junit', junit, 'hello', withoutGoldens()]);
    expect(code).toBe(1);
    expect(JSON.parse(fs.readFileSync(json, 'utf8'))).toMatchObject({
      holds: false,
      implementations: [
        {
          implementation: 'reference',
          variants: ['linux-ext4', 'linux-tmpfs', 'windows'],
          holds: false,
          verdicts: { pass: 62, fail: 14 },
          cases: [
            { name: 'hello', holds: true },
            { name: 'a_case_of_a_test', holds: false },
          ],
        },
      ],
    });
    const xml = fs.readFileSync(junit, 'utf8');
    expect(xml.match(/<testsuite /g)).toHaveLength(2);
    expect(xml.match(/<failure /g)).toHaveLength(14);
  });

  slowTest('of shards have each case once, and merge', async () => {
    const names = ['hello', 'add_decl', 'readme'];
    const files = ['1/2', '2/2'].map(
      (part, index) => [part, folder.path(`${index}.json`)] as const,
    );
    for (const [part, file] of files) await run(['--shard', part, '--json', file, ...names]);
    const merged = folder.path('merged.json');
    const { code } = await coff2(['report', 'merge', '--json', merged, ...files.map(([, f]) => f)]);
    expect(code).toBe(0);
    const { implementations } = JSON.parse(fs.readFileSync(merged, 'utf8')) as {
      readonly implementations: readonly { readonly cases: readonly { readonly name: string }[] }[];
    };
    expect(implementations.map(({ cases }) => cases.map(({ name }) => name).sort())).toEqual([
      [...names].sort(),
    ]);
  });

  it('are a page and TAP, too', async () => {
    const page = folder.path('page');
    const tap = folder.path('run.tap');
    const { code, stdout } = await run(['--html', page, '--tap', tap, 'hello']);
    expect(code).toBe(0);
    expect(fs.readFileSync(tap, 'utf8')).toMatch(/^TAP version 14\n/);
    expect(fs.readFileSync(`${page}/index.html`, 'utf8')).toContain('hello');
    expect(stdout).toContain(`\nthe page: ${path.join(page, 'index.html')}\n`);
  });

  it('are refused before anything is judged where the page has no place', async () => {
    fs.mkdirSync(folder.path('taken'));
    const taken = folder.write('taken/notes.txt', 'mine');
    const { code, stdout, stderr } = await run(['--html', folder.path('taken'), 'hello']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('notes.txt');
    expect(fs.readFileSync(taken, 'utf8')).toBe('mine');
  });

  it.each(['--json', '--junit', '--tap'])(
    'are refused before anything is judged where %s has no folder, or is one',
    async (option) => {
      const file = folder.path('missing', 'run.json');
      expect(await run([option, file, 'hello'])).toEqual({
        code: 2,
        stdout: '',
        stderr: `coff2: ${file}: there is no folder ${folder.path('missing')}; make it first\n`,
      });
      expect(await run([option, folder.path(), 'hello'])).toEqual({
        code: 2,
        stdout: '',
        stderr: `coff2: ${folder.path()}: expected a file for the report, got a folder\n`,
      });
    },
  );
});

describe('wrong usage of coff2 run', () => {
  it.each([
    [
      'a case that there is not',
      ['hallo'],
      'no case is named hallo, and there is no such file (did you mean hello?)',
    ],
    [
      'a name that Windows keeps',
      ['dir/con.incr'],
      'dir/con.incr: Windows keeps the name con for a device; ',
    ],
    ['a file that there is not', ['./hallo.incr'], 'no case is named ./hallo.incr'],
    ['a broken pattern', ['--filter', '('], 'Invalid regular expression'],
    [
      'a pattern that nothing matches',
      ['--filter', 'xyzzy'],
      'no case matches --filter and --shard',
    ],
    ['a shard that there is not', ['--shard', '3/2', 'hello'], 'Expected i/n, with i from 1 to n.'],
    ['no shard', ['--shard', '1', 'hello'], 'Expected i/n, with i from 1 to n.'],
    ['no job at all', ['--jobs', '0', 'hello'], 'Expected a positive integer.'],
    ['half a job', ['--jobs', '1.5', 'hello'], 'Expected a positive integer.'],
    ['jobs that are no number', ['--jobs', 'many', 'hello'], 'Expected a positive integer.'],
    ['an unknown host', ['--host', 'macos', 'hello'], "argument 'macos' is invalid"],
    ['an unknown use of Wine', ['--wine', 'maybe', 'hello'], "argument 'maybe' is invalid"],
    [
      'a Wine prefix that there is not',
      ['--wine-prefix', 'no/prefix', 'hello'],
      '--wine-prefix no/prefix: there is no such folder; make a prefix (WINEPREFIX=',
    ],
    ['an unknown option', ['--fast', 'hello'], "unknown option '--fast'"],
  ])('%s: exit code 2, and nothing is judged', async (_title, args, reason) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
  });

  it('names the case that is most likely meant', async () => {
    const { stderr } = await run([folder.write('a.incr', smallCase(firstUpdate('a', 1))), 'hallo']);
    expect(stderr).toBe(
      'coff2: no case is named hallo, and there is no such file ' +
        '(did you mean hello?); coff2 list lists the cases\n',
    );
  });
});
