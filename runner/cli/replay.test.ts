import * as fs from 'node:fs';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { HOST_NAMES, type HostName } from '../../reference';
import { CapturedIo, coff2 } from './testing/captured-io';
import { oracle, oracleScript, oracleVector } from '../oracle/testing/oracle';
import { emptyFunction, HEADER, scriptLines } from '../testing/script-lines';
import { TemporaryFolder } from '../testing/temporary-folder';

const HELLO = oracleScript('hello');
const SNAPSHOT = { op: 'snapshot' };
const SMALL = scriptLines(HEADER, emptyFunction('main.f'), { op: 'flush' }, SNAPSHOT);
const REFUSED = `${SMALL}{}\n`;

const folder = TemporaryFolder.forEachTest();

/** The lines of `--digest`, read. */
function digests(stdout: string): readonly unknown[] {
  expect(stdout.endsWith('\n')).toBe(true);
  const lines = stdout.slice(0, -1).split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}

/** What `--digest` should print of hello. */
function helloDigests(host: HostName, script = 'hello'): readonly unknown[] {
  const names = ['initial version', 'change the string'];
  return oracleVector('hello').expected[host].map((digest, snapshot) => ({
    script,
    host,
    snapshot,
    name: names[snapshot],
    ...digest,
  }));
}

describe('coff2 replay', () => {
  it('says nothing of a script that is not refused', async () => {
    expect(await coff2(['replay', HELLO])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(folder.list()).toEqual([]);
  });

  it('reads standard input for -, which errors call <stdin>', async () => {
    const good = new CapturedIo({ stdin: [Buffer.from(SMALL)] });
    expect(await coff2(['replay', '-'], good)).toEqual({ code: 0, stdout: '', stderr: '' });
    const bad = new CapturedIo({ stdin: [Buffer.from(REFUSED)] });
    expect(await coff2(['replay', '-'], bad)).toEqual({
      code: 1,
      stdout: '',
      stderr: '<stdin>:5: op 4: expected an object with the field op\n',
    });
  });

  it('leaves the signals of its process alone when it is done', async () => {
    const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
    await coff2(['replay', HELLO, folder.write('bad.jsonl', REFUSED)]);
    expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before);
  });
});

it('coff2 replay names a circle of symbolic links before the first script is replayed', async () => {
  const script = folder.path('first.jsonl');
  fs.symlinkSync('first.jsonl', script);
  expect(await coff2(['replay', '--digest', HELLO, script])).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(`${script}: expected a file, got a circle`) as string,
  });
});

describe('coff2 replay --digest', () => {
  it('prints what the real linker made, on linux-tmpfs where no host is named', async () => {
    const { code, stdout, stderr } = await coff2(['replay', '--digest', HELLO]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(digests(stdout)).toEqual(helloDigests('linux-tmpfs'));
  });

  it('prints the fields in this order', async () => {
    const { stdout } = await coff2(['replay', '--digest', HELLO]);
    expect(stdout.split('\n')[0]).toMatch(
      /^\{"script":"hello","host":"linux-tmpfs","snapshot":0,"name":"initial version","image":"[0-9a-f]{64}","size":\d+,"nodes":"[0-9a-f]{64}"\}$/,
    );
  });

  it.each(HOST_NAMES)('follows the layout of %s', async (host) => {
    const { stdout } = await coff2(['replay', '--host', host, '--digest', HELLO]);
    expect(digests(stdout)).toEqual(helloDigests(host));
  });

  it('goes host by host with --host all', async () => {
    const { stdout } = await coff2(['replay', '--host', 'all', '--digest', HELLO]);
    expect(digests(stdout)).toEqual(HOST_NAMES.flatMap((host) => helloDigests(host)));
  });

  slowTest('goes script by script, named as their files are without .jsonl', async () => {
    const script = fs.readFileSync(HELLO);
    const other = folder.write('hello.v2', script);
    const io = new CapturedIo({ stdin: [script.subarray(0, 1000), script.subarray(1000)] });
    const { stdout } = await coff2(['replay', '--digest', HELLO, other, '-'], io);
    const names = ['hello', 'hello.v2', 'stdin'];
    expect(digests(stdout)).toEqual(names.flatMap((name) => helloDigests('linux-tmpfs', name)));
  });

  it('has null for the name of a snapshot without one', async () => {
    const { stdout } = await coff2(['replay', '--digest', folder.write('small.jsonl', SMALL)]);
    expect(digests(stdout)).toMatchObject([{ script: 'small', snapshot: 0, name: null }]);
  });

  it('prints nothing of a script without snapshots', async () => {
    const file = folder.write('none.jsonl', scriptLines(HEADER));
    expect(await coff2(['replay', '--digest', file])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('coff2 replay --out', () => {
  it("writes the real linker's images and node dumps", async () => {
    const out = folder.path('a', 'b');
    expect(await coff2(['replay', '--out', out, HELLO])).toMatchObject({ code: 0, stderr: '' });
    expect(folder.list('a', 'b')).toEqual([
      'hello.linux-tmpfs.0.exe',
      'hello.linux-tmpfs.0.nodes',
      'hello.linux-tmpfs.1.exe',
      'hello.linux-tmpfs.1.nodes',
    ]);
    for (const snapshot of [0, 1]) {
      const file = folder.path('a', 'b', `hello.linux-tmpfs.${snapshot}`);
      const image = oracle.image('hello', 'linux-tmpfs', snapshot);
      expect(fs.readFileSync(`${file}.exe`).equals(image ?? Buffer.alloc(0))).toBe(true);
      expect(fs.readFileSync(`${file}.nodes`, 'utf8')).toBe(
        oracle.nodes('hello', 'linux-tmpfs', snapshot),
      );
    }
  });

  it('calls the image of a DLL .dll, by whatever linker', async () => {
    const dll = folder.write(
      'lib.jsonl',
      '{"linkScript":1,"options":{"outputMode":"Lib","linkMode":"dynamic"}}\n' +
        '{"op":"flush"}\n{"op":"snapshot"}\n',
    );
    await coff2(['replay', '--out', folder.path('out'), dll]);
    expect(folder.list('out')).toEqual(['lib.linux-tmpfs.0.dll', 'lib.linux-tmpfs.0.nodes']);
    await coff2(['replay', '--linker', 'reference', '--out', folder.path('other'), dll]);
    expect(folder.list('other')).toEqual(['lib.linux-tmpfs.0.dll', 'lib.linux-tmpfs.0.nodes']);
  });

  it('blames no linker for a program that has no entry point', async () => {
    const file = folder.write('small.jsonl', SMALL);
    const { code, stdout } = await coff2(['replay', '--linker', 'reference', file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      / bytes; well on meaning alone\n {2}valid could not be judged: .* has no entry point/,
    );
  });

  slowTest('blames no linker that refuses a reference to nothing', async () => {
    const flushed = [{ op: 'flush' }, SNAPSHOT];
    const call = ['e800000000', { reloc: { nav: 'main.gone' }, type: 'REL32', offset: 1 }];
    const caller = { ...emptyFunction('main.g'), content: call };
    const first = [HEADER, emptyFunction('main.f'), ...flushed];
    const both = scriptLines(...first, caller, ...flushed, ...flushed);
    const partly = await coff2([
      'replay',
      '--linker',
      'lld-link',
      folder.write('both.jsonl', both),
    ]);
    const why = 'unsupported: the program refers to main.gone, which nothing defines';
    expect(partly).toMatchObject({ code: 0, stderr: '' });
    expect(partly.stdout).toMatch(
      new RegExp(`no image; not judged\n {2}${why}[^]*1 later snapshot not judged\n$`),
    );
    const all = scriptLines(HEADER, caller, ...flushed);
    const nothing = await coff2(['replay', '--linker', 'lld-link', folder.write('all.jsonl', all)]);
    expect(nothing.code).toBe(1);
    expect(nothing.stderr).toContain(`all.jsonl, on linux-tmpfs: no image could be judged: ${why}`);
  });

  it('shows the name of a snapshot on one line', async () => {
    const named = SMALL.replace('"op":"snapshot"', '"op":"snapshot","name":"two\\n\\u001b[31m"');
    const file = folder.write('named.jsonl', named);
    const { stdout } = await coff2(['replay', '--linker', 'reference', file]);
    expect(stdout).toMatch(/^.*named\.jsonl, two\\u\{a\}\\u\{1b\}\[31m, on linux-tmpfs: /);
  });

  it('replaces the files that an earlier run wrote, and no others', async () => {
    folder.write('hello.linux-tmpfs.0.exe', 'earlier');
    folder.write('other.exe', 'other');
    await coff2(['replay', '--out', folder.path(), HELLO]);
    expect(fs.statSync(folder.path('hello.linux-tmpfs.0.exe')).size).toBe(24576);
    expect(fs.readFileSync(folder.path('other.exe'), 'utf8')).toBe('other');
    expect(folder.list()).toHaveLength(5);
  });

  it('writes the scripts of one call side by side', async () => {
    const small = folder.write('small.jsonl', SMALL);
    await coff2(['replay', '--host', 'windows', '--out', folder.path('out'), small, HELLO]);
    expect(folder.list('out').filter((name) => name.endsWith('.exe'))).toEqual([
      'hello.windows.0.exe',
      'hello.windows.1.exe',
      'small.windows.0.exe',
    ]);
  });
});

describe('coff2 replay --in-place', () => {
  it('makes the image of a script that only has a header', async () => {
    const file = folder.path('a.exe');
    const script = folder.write('empty.jsonl', '{"linkScript":1,"options":{}}\n');
    expect(await coff2(['replay', '--in-place', file, script])).toMatchObject({ code: 0 });
    expect(fs.readFileSync(file).subarray(0, 2).toString()).toBe('MZ');
  });

  mostlySlowTest.each(HOST_NAMES)('leaves the last image of %s in the file', async (host) => {
    const file = folder.path('a.exe');
    const script = oracleScript('data-section-grows');
    const args = ['replay', '--host', host, '--in-place', file, script];
    expect(await coff2(args)).toEqual({ code: 0, stdout: '', stderr: '' });
    await coff2(['replay', '--host', host, '--out', folder.path('out'), script]);
    const whole = fs.readFileSync(folder.path('out', `data-section-grows.${host}.5.exe`));
    expect(fs.readFileSync(file).equals(whole)).toBe(true);
    expect(folder.list()).toEqual(['a.exe', 'out']);
  });

  it('leaves nothing of a longer file that was there before', async () => {
    const file = folder.write('a.exe', Buffer.alloc(100_000, 0xaa));
    await coff2(['replay', '--in-place', file, HELLO]);
    const image = oracle.image('hello', 'linux-tmpfs', 1);
    expect(fs.readFileSync(file).equals(image ?? Buffer.alloc(0))).toBe(true);
  });

  it('also has what comes after the last flush', async () => {
    const script = folder.write('s.jsonl', scriptLines(HEADER, emptyFunction('main.f')));
    await coff2(['replay', '--in-place', folder.path('a.exe'), script]);
    expect(fs.statSync(folder.path('a.exe')).size).toBeGreaterThan(0);
  });

  it('removes a file that it made when the script is refused', async () => {
    const script = folder.write('bad.jsonl', REFUSED);
    const file = folder.path('a.exe');
    expect(await coff2(['replay', '--in-place', file, script])).toMatchObject({ code: 1 });
    expect(folder.list()).toEqual(['bad.jsonl']);
  });

  it('leaves a file that was there with the image of the last flush', async () => {
    const script = folder.write('bad.jsonl', `${fs.readFileSync(HELLO, 'utf8')}{}\n`);
    const file = folder.write('a.exe', 'earlier');
    expect(await coff2(['replay', '--in-place', file, script])).toMatchObject({ code: 1 });
    const image = oracle.image('hello', 'linux-tmpfs', 1);
    expect(fs.readFileSync(file).equals(image ?? Buffer.alloc(0))).toBe(true);
  });

  it('does not touch a file before the first flush', async () => {
    const script = folder.write('bad.jsonl', `${scriptLines(HEADER)}{}\n`);
    const file = folder.write('a.exe', 'earlier');
    await coff2(['replay', '--in-place', file, script]);
    expect(fs.readFileSync(file, 'utf8')).toBe('earlier');
  });
});

describe('wrong usage of coff2 replay', () => {
  it.each([
    ['an unknown option', ['--fast', HELLO], "unknown option '--fast'"],
    ['an unknown host', ['--host', 'macos', HELLO], "argument 'macos' is invalid"],
    ['no script', [], "missing required argument 'script'"],
    ['--out without a folder', [HELLO, '--out'], "option '--out <dir>' argument missing"],
    ['--digest and --out', ['--digest', '--out', 'x', HELLO], 'cannot be combined'],
    ['--digest and --in-place', ['--digest', '--in-place', 'x', HELLO], 'cannot be combined'],
    ['--out and --in-place', ['--out', 'x', '--in-place', 'y', HELLO], 'cannot be combined'],
    ['--in-place with two scripts', ['--in-place', 'x', HELLO, HELLO], 'one script and one host'],
    ['--in-place on all', ['--in-place', 'x', '--host', 'all', HELLO], 'one script and one host'],
    ['the same file twice with --out', ['--out', 'x', HELLO, HELLO], 'to the same files'],
    ['standard input twice', ['-', '-'], 'standard input (-) can be read only once'],
    ['a script that does not exist', [HELLO, 'missing.jsonl'], 'missing.jsonl'],
  ])('%s: exit code 2, and nothing is done', async (_title, args, reason) => {
    const { code, stdout, stderr } = await coff2(['replay', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
    expect(fs.existsSync('x')).toBe(false);
  });

  it.each([
    ['in two folders', 'a/s.jsonl', 'b/s.jsonl'],
    ['with and without .jsonl', 'a/s', 'a/s.jsonl'],
    ['of standard input and a file', '-', 'a/stdin.jsonl'],
  ])('--out with the same name %s: exit code 2', async (_title, ...names) => {
    fs.mkdirSync(folder.path('a'));
    fs.mkdirSync(folder.path('b'));
    const scripts = names.map((name) => (name === '-' ? name : folder.write(name, SMALL)));
    const args = ['replay', '--out', folder.path('out'), ...scripts];
    const { code, stderr } = await coff2(args);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `coff2: --out would write the snapshots of ${scripts.join(' and ')} to the same files\n`,
    );
    expect(folder.list()).toEqual(['a', 'b']);
  });

  it('is none: a script named stdin.jsonl beside standard input', async () => {
    const io = new CapturedIo({ stdin: [Buffer.from(SMALL)] });
    const file = folder.write('stdin.jsonl', SMALL);
    expect(await coff2(['replay', file, '-'], io)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('a file error of coff2 replay', () => {
  it.each([
    ['a script that is a folder', ['.'], '.*: expected a file, got a folder'],
    ['--out below a file', ['--out', 'file/out', 's.jsonl'], '.*out: expected a folder, but .*'],
    ['--out that is a file', ['--out', 'file', 's.jsonl'], '.*file: expected a folder, but .*'],
    [
      '--in-place in no folder',
      ['--in-place', 'missing/a.exe', 's.jsonl'],
      'no such folder: .*missing',
    ],
    ['--in-place that is a folder', ['--in-place', '.', 's.jsonl'], 'EISDIR: .*'],
  ])('%s: exit code 2, and nothing is left', async (_title, args, reason) => {
    folder.write('s.jsonl', SMALL);
    folder.write('file', 'contents');
    const inFolder = args.map((arg) => (arg.startsWith('--') ? arg : folder.path(arg)));
    const { code, stdout, stderr } = await coff2(['replay', ...inFolder]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^coff2: ${reason}\n$`));
    expect(folder.list()).toEqual(['file', 's.jsonl']);
    expect(fs.readFileSync(folder.path('file'), 'utf8')).toBe('contents');
  });

  it('leaves nothing either where a snapshot cannot take its name', async () => {
    const small = folder.write('small.jsonl', SMALL);
    fs.mkdirSync(folder.path('out', 'small.windows.0.nodes'), { recursive: true });
    const args = ['replay', '--host', 'windows', '--out', folder.path('out'), small];
    expect(await coff2(args)).toMatchObject({ code: 2 });
    expect(folder.list('out')).toEqual(['small.windows.0.nodes']);
  });

  it('leaves an older snapshot in its place where a newer one cannot take its name', async () => {
    const small = folder.write('small.jsonl', SMALL);
    fs.mkdirSync(folder.path('out', 'small.windows.0.nodes'), { recursive: true });
    fs.writeFileSync(folder.path('out', 'small.windows.0.exe'), 'older');
    const args = ['replay', '--host', 'windows', '--out', folder.path('out'), small];
    expect(await coff2(args)).toMatchObject({ code: 2 });
    expect(folder.list('out')).toEqual(['small.windows.0.exe', 'small.windows.0.nodes']);
    expect(fs.readFileSync(folder.path('out', 'small.windows.0.exe'), 'utf8')).toBe('older');
  });

  it('leaves none of the folders that it made before one could not be made', async () => {
    const small = folder.write('small.jsonl', SMALL);
    const args = ['replay', '--out', folder.path('new', 'x'.repeat(300)), small];
    expect(await coff2(args)).toMatchObject({ code: 2 });
    expect(fs.existsSync(folder.path('new'))).toBe(false);
  });
});

describe('help', () => {
  it.each([
    ['the program', ['--help']],
    ['replay', ['replay', '--help']],
    ['replay', ['help', 'replay']],
    ['run', ['run', '--help']],
  ])('of %s tells what exit codes mean', async (_command, args) => {
    const { code, stdout, stderr } = await coff2(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: coff2 /);
    expect(stdout).toMatch(/\nExit codes: 0 .*, 1 .*, 2 .*\.\n/);
  });

  it.each(['run', 'oracle', 'goldens', 'replay', 'script', 'steps', 'fmt', 'import'])(
    'names %s',
    async (command) => {
      const { stdout } = await coff2(['--help']);
      expect(stdout).toMatch(new RegExp(`^ {2}${command} .*[a-z]`, 'm'));
    },
  );

  it('is what a call without a command gets, as an error', async () => {
    const { code, stdout, stderr } = await coff2([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: coff2 /);
  });

  it('does not cover for an unknown command', async () => {
    expect(await coff2(['link'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('has the version beside it', async () => {
    const { code, stdout } = await coff2(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
