import * as path from 'node:path';
import * as fs from 'node:fs';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { caseFile } from '../case/case-store';
import { goldenFolder } from '../golden/golden-files';
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

/** An image that is valid. */
const IMAGE = path.join(goldenFolder(), 'hello', '01-initial-version.exe');

const ALL_FAILS = { case: 'hello', update: '*', host: '*', level: '*', reason: 'no linker' };

describe('coff2 run --adapter', () => {
  slowTest(
    'finds the files of its command where it is written, though it runs elsewhere',
    async () => {
      const [node = '', file = ''] = smallAdapter(folder);
      const { stdout } = await run('--adapter', `${node} ${path.relative('', file)}`, 'hello');
      expect(stdout).toMatch(/^adapter \(small 1\.0\)\n/);
    },
  );

  slowTest(
    'judges it on what it says that it can be judged on, by the name that it gives',
    async () => {
      const { code, stdout } = await run('--adapter', adapter(), 'hello');
      expect(code).toBe(1);
      expect(stdout).toMatch(/^adapter \(small 1\.0\)\n/);
      expect(stdout).toMatch(/│ case +│ updates │ valid │ meaning │ +same │ +time │/);
      expect(stdout).toMatch(/│ hello +│ +2 │ +0\/2 │ +0\/2 │ +2\? │/);
      expect(stdout).toContain('first failure: hello, initial version, valid on linux-tmpfs\n');
    },
  );

  slowTest('reports a crash once, with the end of what it wrote to standard error', async () => {
    const crash = `on.snapshot = () => { console.error('out of ideas'); process.exit(3); };`;
    const { stdout } = await run('--adapter', adapter(crash), 'hello');
    expect(stdout).toMatch(
      /hello, initial version, valid and meaning and same on linux-tmpfs: crash: .*, but it\n {2}ended with exit code 3\n {2}out of ideas\n {2}repeat it: npx coff2 run --adapter .* hello\n\n/,
    );
    expect(stdout.match(/out of ideas/g)).toHaveLength(1);
  });

  const HOLDS = `fs.copyFileSync(${JSON.stringify(IMAGE)}, path.join(process.cwd(), '1.exe'));
    HELLO.capabilities.levels = ['valid'];
    on.snapshot = () => say({ snapshot: { image: '1.exe' } });`;

  it('holds where its images are valid, and it ends as it should', async () => {
    const { code, stdout } = await run('--adapter', adapter(HOLDS), 'hello');
    expect(code).toBe(0);
    expect(stdout).toMatch(/│ hello +│ +2 │ +2 │/);
  });

  mostlySlowTest.each([
    ['another exit code', 'on.bye = () => process.exit(3);', 'crash: it ends with exit code 3'],
    ['a signal', "on.bye = () => process.kill(process.pid, 'SIGSEGV');", 'signal SIGSEGV'],
    [
      'one more answer',
      'on.bye = () => process.stdout.write(\'{"x":1}\\n\', () => process.exit(0));',
      'protocol error: expected nothing after',
    ],
  ])('fails the last update of a case by how it ends: %s', async (_what, behaviour, reason) => {
    const args = ['--timeout', '3', '--adapter', adapter(`${HOLDS}\n${behaviour}`), 'hello'];
    const { code, stdout } = await run(...args);
    expect(code).toBe(1);
    expect(stdout).toContain(`hello, change the string, valid on linux-tmpfs: `);
    expect(stdout).toContain(reason);
    expect(stdout).toMatch(/│ hello +│ +2 │ +1\/2 │/);
  });

  slowTest('is one linker beside others, each with a table and a summary', async () => {
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

describe('how much coff2 run prints of failures', () => {
  /** Fails every update of two cases, in two ways: no PE image, and so no program. */
  const printed = async (...more: readonly string[]) =>
    run('--wine', 'off', '--jobs', '1', ...more, '--adapter', adapter(), 'hello', 'no_change');
  const failures = (stdout: string) => stdout.match(/^\w+, .*, valid on linux-tmpfs: /gm) ?? [];

  it('groups them, each with one example', async () => {
    const { stdout } = await printed();
    expect(stdout).toMatch(/^1\. valid: .* \(10 updates of 2 cases\)\n/m);
    expect(failures(stdout)).toEqual(['hello, initial version, valid on linux-tmpfs: ']);
  });

  slowTest('lists all of them after the groups with --all', async () => {
    const { stdout } = await printed('--all');
    expect(failures(stdout)).toHaveLength(11);
  });

  slowTest(
    'ends after so many failing cases with --bail, and says what was not judged',
    async () => {
      const { code, stdout } = await printed('--bail', '1');
      expect(code).toBe(1);
      expect(stdout).toContain(
        'ended early (bailed after 1 failing case): 1 case was not judged, 0 of 2 cases hold',
      );
      expect((await printed('--bail', '3')).stdout).toMatch(/^0 of 2 cases hold/m);
    },
  );

  it('says how --bail stands before a case, which is taken for its number', async () => {
    const { code, stderr } = await coff2(['run', '--bail', './my cases/a.incr', '--wine', 'off']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: option '--bail [n]' argument './my cases/a.incr' is invalid. Expected a positive integer. Before a case, " +
        "write --bail=1 './my cases/a.incr', or put --bail last: './my cases/a.incr' --bail.\n",
    });
    const { stderr: ofNumber } = await coff2(['run', '--bail', '0', 'hello', '--wine', 'off']);
    expect(ofNumber).toMatch(/argument '0' is invalid\. Expected a positive integer\.\n$/);
  });

  slowTest('does not count a case whose failures are expected for --bail', async () => {
    const file = expecting(ALL_FAILS);
    const { stdout } = await printed('--bail', '1', '--expectations', file);
    expect(stdout).not.toContain('ended early');
  });

  slowTest('prints no more than the groups with --summary', async () => {
    const file = expecting(ALL_FAILS);
    const { stdout } = await printed('--expectations', file);
    expect(stdout).toContain('fails as expected: no linker');
    const { stdout: summary } = await printed('--expectations', file, '--summary');
    expect(summary).not.toContain('fails as expected');
    expect(summary).toMatch(/^1\. valid: /m);
    expect((await printed('--summary', '--all')).stderr).toContain('cannot be used with');
  });
});

describe('expectations that a run suggests', () => {
  slowTest(
    'are written where the next run of that linker reads them; the folder is made',
    async () => {
      fs.mkdirSync(folder.path('here'));
      const before = process.cwd();
      process.chdir(folder.path('here'));
      try {
        const args = ['--adapter', adapter(), '--name', 'mine', 'hello'];
        const first = await run(...args, '--suggest-expectations');
        expect(first.code).toBe(1);
        expect(folder.list('here')).toEqual(['expectations']);
        const second = await run(...args);
        expect(second.stdout).not.toContain('groups of failures');
        expect(second.stdout).toMatch(/\d+ failed as expected/);
      } finally {
        process.chdir(before);
      }
    },
  );

  it('are refused where a case of your own would get into what the suite comes with', async () => {
    const mine = folder.write('mine.incr', fs.readFileSync(caseFile('hello') ?? '', 'utf8'));
    const args = ['--linker', 'lld-link', mine, '--suggest-expectations'];
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`would write about ${mine} into`);
    expect(stderr).toContain('lld-link.json, which this package');
  });

  it('are refused before the run where they cannot be written', async () => {
    const file = path.join(folder.write('file', ''), 'known.json');
    const args = [
      '--adapter',
      adapter(),
      '--expectations',
      file,
      '--suggest-expectations',
      'hello',
    ];
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(folder.path('file'));
  });
});

describe('coff2 run --adapter --name', () => {
  slowTest('is what reports call it, so that two versions go side by side', async () => {
    for (const name of ['v1', 'v2']) {
      const json = folder.path(`${name}.json`);
      const { stdout } = await run('--adapter', adapter(), '--name', name, '--json', json, 'hello');
      expect(stdout).toContain(`${name} (small 1.0)\n`);
    }
    const files = ['v1.json', 'v2.json'].map((file) => folder.path(file));
    const { code, stdout } = await coff2(['report', 'merge', ...files]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^v1 \(small 1\.0\)\n[^]*\nv2 \(small 1\.0\)\n/);
  });

  slowTest('is what its expectations are about', async () => {
    const known = { implementation: 'v1', expectations: [ALL_FAILS] };
    const file = folder.write('v1.json', JSON.stringify(known));
    const args = ['--adapter', adapter(), '--expectations', file, 'hello'];
    expect((await run('--name', 'v1', ...args)).code).toBe(0);
    expect((await run('--name', 'v2', ...args)).stderr).toContain('expected "v2", got "v1"');
  });

  it.each([
    ['a name without an adapter', ['--name', 'v1'], '--name names the linker of --adapter'],
    ['a name that is a path', ['--adapter', 'x', '--name', '../v1'], '--name: expected letters,'],
    ['a name of the suite', ['--adapter', 'x', '--name', 'zig'], '--name zig: another linker has'],
  ])('refuses %s', async (_title, args, message) => {
    const { code, stderr } = await run(...args, 'hello');
    expect(code).toBe(2);
    expect(stderr).toContain(`coff2: ${message}`);
  });
});

describe('expectations of a linker', () => {
  it('must be there if they are named', async () => {
    const file = folder.path('missing.json');
    const { code, stdout, stderr } = await run(
      '--adapter',
      adapter(),
      '--expectations',
      file,
      'hello',
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: `coff2: --expectations ${file}: there is no such file; --suggest-expectations writes it\n`,
    });
  });

  it('make a run hold that fails as they say', async () => {
    const args = ['--adapter', adapter(), '--expectations', expecting(ALL_FAILS), 'hello'];
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('fails as expected: no linker');
    expect(stdout).toContain('4 failed as expected');
  });

  slowTest('fail a run in which what they say does not fail', async () => {
    const file = expecting({ ...ALL_FAILS, update: 'another version' });
    const { code, stdout } = await run('--adapter', adapter(), '--expectations', file, 'hello');
    expect(code).toBe(1);
    expect(stdout).toContain(`${file}: no judgement matches case hello, update another version`);
  });

  it('are written from a run, and hold for the next', async () => {
    const file = folder.path('known.json');
    const args = ['--adapter', adapter(), '--expectations', file, 'hello'];
    const first = await run('--suggest-expectations', ...args);
    expect(first.code).toBe(1);
    expect(first.stdout).toContain(
      `${file}: 4 expectations, 4 of them new, 0 removed; check that each reason is true\n`,
    );
    expect((await run(...args)).code).toBe(0);
    const { expectations } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      readonly expectations: readonly object[];
    };
    expect(expectations).toContainEqual({
      case: 'hello',
      update: 'initial version',
      host: 'linux-tmpfs',
      level: 'meaning',
      failure: 'the linker gives no symbol map',
      reason: 'the linker gives no symbol map',
    });
  });
});

describe('a configured linker', () => {
  slowTest('is judged by its name, on its hosts', async () => {
    const [program, script] = smallAdapter(folder);
    const linkers = { mine: { command: [program, script], hosts: ['windows'] } };
    const config = folder.write('coff2.config.json', JSON.stringify({ linkers }));
    const { stdout } = await run('--config', config, '--linker', 'mine', 'hello');
    expect(stdout).toMatch(/^mine \(small 1\.0\)\n/);
    expect(stdout).toContain('0 of 1 cases hold on windows: ');
  });
});

describe('the environment of a configured linker', () => {
  slowTest('has its variables, besides those of the suite', async () => {
    const announced = "HELLO.version = `${process.env.MODE} ${'PATH' in process.env}`;";
    const [program, script] = smallAdapter(folder, announced);
    const linkers = { mine: { command: [program, script], env: { MODE: 'fast' } } };
    const config = folder.write('coff2.config.json', JSON.stringify({ linkers }));
    const { stdout } = await run('--config', config, '--linker', 'mine', 'hello');
    expect(stdout).toMatch(/^mine \(small fast true\)\n/);
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
    ['a second adapter', ['--adapter', 'a', '--adapter', 'b'], '--adapter can be given once'],
    ['--mode of no compiler', ['--mode', 'both'], '--mode goes only with --linker zig'],
    ['--zig of no compiler', ['--zig', 'zig'], '--zig goes only with --linker zig'],
    ['a configuration that is not there', ['--config', 'nosuch.json'], 'no such file: nosuch.json'],
    ['a level that there is not', ['--require', 'valid,speed'], 'Expected levels ('],
    [
      'an adapter that is not there',
      ['--adapter', './no-such'],
      'the linker adapter: it cannot be started: ',
    ],
    ['a case that is named twice', ['hello'], 'the case hello is named twice ('],
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

  it('ends with 2 where a configuration gives a linker the name of another', async () => {
    const linkers = { 'lld-link': { command: ['x'] } };
    const config = folder.write('coff2.config.json', JSON.stringify({ linkers }));
    const { code, stderr } = await run('--config', config, 'hello');
    expect(code).toBe(2);
    expect(stderr.replaceAll('\n  ', ' ')).toBe(
      `coff2: ${config}: linkers.lld-link: this name means a linker of the suite; choose another one\n`,
    );
  });

  it('ends with 2, once, where a linker of the suite is not installed', async () => {
    const { PATH } = process.env;
    process.env.PATH = folder.path();
    try {
      const { code, stdout, stderr } = await run('--linker', 'lld-link', 'hello', 'readme');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe('coff2: lld-link is not installed (Debian: apt-get install lld)\n');
    } finally {
      process.env.PATH = PATH ?? '';
    }
  });
});

describe('a linker that is judged on nothing', () => {
  const NOTHING = "on.snapshot = () => say({ unsupported: 'not yet' });";

  slowTest('fails the run, and none of its cases holds', async () => {
    const { code, stdout } = await run('--adapter', adapter(NOTHING), 'hello', 'readme');
    expect(code).toBe(1);
    expect(stdout).toContain('0 of 2 cases hold on linux-tmpfs (2 could not be judged): ');
    expect(stdout).toContain('(2 could not be judged)');
    expect(stdout).toContain('adapter was judged on nothing: the run fails\n');
  });

  slowTest(
    'fails a run that requires a level of which a judgement is UNSUPPORTED, or has none',
    async () => {
      const require = (level: string) => run('--require', level, 'hello');
      expect((await require('valid')).code).toBe(0);
      const { code, stdout } = await require('runs');
      expect(code).toBe(1);
      expect(stdout).toContain('reference, --require runs: nothing was judged on it\n');
    },
  );
});
