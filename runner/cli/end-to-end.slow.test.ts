import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { caseFolder } from '../case/case-store';
import { bundleProgram } from './testing/bundled-program';
import { coff2, type CommandOutcome } from './testing/captured-io';
import { commandsInOneProcess } from './testing/commands-in-one-process';
import { compileProgram } from './testing/compiled-program';
import { packageRoot } from '../system/package-root';
import { oracleScript, oracleVector } from '../oracle/testing/oracle';
import { emptyFunction, HEADER, scriptLines } from '../testing/script-lines';
import { TemporaryFolder } from '../testing/temporary-folder';

/** Starting the program takes a while where much else runs. */
jest.setTimeout(30_000);

const folder = TemporaryFolder.forEachTest();
const bundled = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-program-'));
let program = '';

beforeAll(() => {
  program = bundleProgram(bundled);
  fs.symlinkSync(caseFolder(), path.join(bundled, 'cases'), 'junction');
});

afterAll(() => {
  fs.rmSync(bundled, { recursive: true });
});

function programImage(): string {
  return path.join(packageRoot(), 'runner/image/check/fixtures/program.exe');
}

/** Starts `coff2` as a process of its own. */
function start(...args: readonly string[]) {
  const options = { reject: false, stripFinalNewline: false } as const;
  return execa(process.execPath, [program, ...args], options);
}

/** Prints the modules that a process has loaded when it ends, on standard error. */
const TELL_MODULES = `process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));`;

/** The modules that a command loads: files of the program, and names of packages. */
async function modulesOf(compiled: string, ...args: readonly string[]): Promise<readonly string[]> {
  const hook = folder.write('tell-modules.cjs', TELL_MODULES);
  const { stderr } = await execa(process.execPath, [
    '-r',
    hook,
    path.join(compiled, 'runner', 'main.js'),
    ...args,
  ]);
  const names = stderr.split('\n').map((file) => {
    const [, name] = /node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(file) ?? [];
    return name ?? path.relative(fs.realpathSync(compiled), file).replaceAll('\\', '/');
  });
  return [...new Set(names)].filter((name) => !name.includes('tell-modules')).sort();
}

/** What every start loads. */
const CORE = [
  'commander',
  'runner/cli/command-output.js',
  'runner/cli/commands.js',
  'runner/cli/dash-option.js',
  'runner/cli/exit-code.js',
  'runner/cli/output-width.js',
  'runner/cli/program.js',
  'runner/coff2.js',
  'runner/main.js',
  'runner/system/cache-folder.js',
  'runner/system/compiled-code.js',
  'runner/system/file-error.js',
  'runner/system/kept-program.js',
  'runner/system/lacking-resource.js',
  'runner/system/late-optimization.js',
  'runner/system/make-folder.js',
  'runner/system/package-root.js',
  'runner/system/usage-error.js',
  'runner/text/wrap.js',
];

describe('the start', () => {
  const compiled = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-program-'));

  beforeAll(() => {
    compileProgram(compiled);
  });

  afterAll(() => {
    fs.rmSync(compiled, { recursive: true });
  });

  it.each([['--help'], ['--version'], ['help']])('loads no command for %s', async (option) => {
    expect(await modulesOf(compiled, option)).toEqual(CORE);
  });

  it('loads for check what reads images: no other command, and no package', async () => {
    const modules = await modulesOf(compiled, 'check', programImage());
    const more = modules.filter((name) => !CORE.includes(name));
    expect(
      more.filter((name) => !/^(?:reference|runner\/(?:image|system|text))\//.test(name)),
    ).toEqual(['runner/cli/check-command.js', 'runner/cli/standard-input.js']);
  });
});

describe('the program', () => {
  it('ends with 0 when all is done, having printed what was asked for', async () => {
    const { exitCode, stdout, stderr } = await start('replay', '--digest', oracleScript('hello'));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const digests = stdout.trimEnd().split('\n');
    expect(digests.map((line) => JSON.parse(line) as unknown)).toMatchObject(
      oracleVector('hello').expected['linux-tmpfs'],
    );
  });

  it('ends with 1 when a script is refused', async () => {
    const bad = folder.write('bad.jsonl', '{}\n');
    const { exitCode, stdout, stderr } = await start('replay', bad);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^.*bad\.jsonl:1: header: .*\n$/);
  });

  it('ends with 2 when it was called in a wrong way', async () => {
    const { exitCode, stdout, stderr } = await start('replay', '--digest');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe("error: missing required argument 'script'\n");
  });

  it('ends with 2 when a file cannot be written', async () => {
    const file = folder.write('file', '');
    const out = path.join(file, 'out');
    const { exitCode, stderr } = await start('replay', '--out', out, oracleScript('hello'));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `coff2: ${out}: expected a folder, but ${file} is none; name another one\n`,
    });
  });

  it('ends with 2, and calls it no defect, where Node.js is started without WebAssembly', async () => {
    const args = ['--jitless', program, 'run', '--wine', 'off', 'hello'];
    const { exitCode, stderr } = await execa(process.execPath, args, { reject: false });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^coff2: this Node\.js runs without WebAssembly, .*start it without --jitless$/m,
    );
    expect(stderr).not.toContain('defect');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'leaves nothing behind when %s ends it in the middle of a script',
    async (signal) => {
      const out = folder.path('made', 'out');
      const replay = start('replay', '--out', out, '-');
      replay.stdin.write(scriptLines(HEADER, emptyFunction('main.f'), { op: 'snapshot' }));
      // It writes the snapshot, and then waits for the rest of the script.
      const written = (): number => (fs.existsSync(out) ? fs.readdirSync(out).length : 0);
      for (let waited = 0; waited < 4000 && written() === 0; waited += 1) await sleep(5);
      expect(written()).toBe(1);
      replay.kill(signal);
      expect(await replay).toMatchObject({ signal, stdout: '', stderr: '' });
      expect(folder.list()).toEqual([]);
    },
  );

  it('ends with 2, and without a word, when its reader goes away: what is not printed is not done', async () => {
    const replay = start('replay', '--digest', '-');
    replay.stdout.destroy();
    replay.stdin.end(fs.readFileSync(oracleScript('hello')));
    expect(await replay).toMatchObject({ exitCode: 2, stderr: '' });
  });

  /** Runs a command of the shell; $COFF2 is the program. */
  const shell = (command: string) =>
    execa('sh', ['-c', command], {
      reject: false,
      stripFinalNewline: false,
      cwd: folder.path(),
      env: {
        COFF2: `${process.execPath} ${program}`,
        SCRIPT: oracleScript('hello'),
        IMAGE: programImage(),
      },
    });

  const FULL = 'ENOSPC: no space left on device, write';

  it.each([
    ['$COFF2 replay --digest $SCRIPT >/dev/full', `coff2: standard output: ${FULL}\n`],
    ['ln -s /dev/full full; $COFF2 replay --in-place full $SCRIPT', /^coff2: .*full\b.*\n$/],
  ])(
    'ends with 2, and one line that names the file, where a disk is full: %s',
    async (command, said) => {
      const { exitCode, stderr } = await shell(command);
      expect(stderr).toMatch(said);
      expect(exitCode).toBe(2);
    },
  );

  // No file may have a byte, as if the disk were full.
  it.each([
    ['$COFF2 replay --out o $SCRIPT', `o`],
    ['$COFF2 script hello >script.jsonl', 'standard output'],
    ['$COFF2 list >list', 'standard output'],
    ['$COFF2 steps hello >steps', 'standard output'],
    ['$COFF2 inspect $IMAGE >inspected', 'standard output'],
    ['$COFF2 check --json $IMAGE >checked', 'standard output'],
    ['$COFF2 man >page.1', 'standard output'],
  ])('names the file where nothing can be written: %s', async (command, named) => {
    const { exitCode, stderr } = await shell(`trap '' XFSZ; ulimit -f 0; ${command}`);
    expect(stderr).toMatch(/^coff2: .*EFBIG: file too large.*\n$/);
    expect(stderr).toContain(named);
    expect(exitCode).toBe(2);
  });

  // Which process says so makes no difference, and starting one for each takes longer than the rest.
  it.each([
    ['run', '--config', 'huge.json'],
    ['run', '--expectations', 'huge.json', '--adapter', 'cat', 'hello'],
    ['report', 'compare', 'huge.json', 'huge.json'],
    ['fmt', 'huge.incr'],
    ['script', 'huge.incr'],
    ['steps', 'huge.incr'],
    ['explore', 'huge.incr'],
    ['replay', 'huge.jsonl'],
    ['check', 'huge.exe'],
    ['inspect', 'huge.exe'],
    ['diff', 'huge.exe', 'huge.exe'],
    ['same', 'huge.exe', 'huge.exe'],
    ['import', 'huge.exe'],
  ])('names the file where it is larger than what is read: %s %s', async (...args) => {
    for (const name of ['huge.incr', 'huge.json', 'huge.jsonl', 'huge.exe']) {
      fs.truncateSync(folder.write(name, ''), 0x1_0000_0000);
    }
    const placed = args.map((arg) => (arg.startsWith('huge.') ? folder.path(arg) : arg));
    const { code, stderr } = await coff2(placed);
    expect(stderr).toMatch(
      /^[^\n]*huge\.\w+: 4294967296 bytes are too many; at most \d+ are read\n$/,
    );
    expect(code).toBe(2);
  });

  it.each(['run', 'goldens'])(
    'refuses a case whose file is larger than what is read: %s',
    async (command) => {
      const file = folder.write('huge.incr', '');
      fs.truncateSync(file, 0x1_0000_0000);
      const { code, stdout, stderr } = await coff2([command, file]);
      expect(`${stdout}${stderr}`).toMatch(
        /huge\.incr: 4294967296 bytes are too many; at most \d+ are read/,
      );
      expect(code).toBe(1);
    },
  );

  it('never answers with the 1 of a judgement where diff cannot print its answer', async () => {
    const image = programImage();
    const other = folder.write(
      'other.exe',
      Buffer.concat([fs.readFileSync(image), Buffer.from('x')]),
    );
    const { exitCode: differs } = await start('diff', image, other);
    expect(differs).toBe(1);
    const { exitCode, stderr } = await shell(`$COFF2 diff ${image} ${other} >/dev/full`);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `coff2: standard output: ${FULL}\n`,
    });
  });
});

const OWN = './mine.incr';
const RUN = 'run --wine off --jobs 1';

/** Blocks of 512 bytes that a file may have, as if the disk were full; commands, and what each says of which file. */
const FULL_DISKS = [
  [
    0,
    [
      [`${RUN} ${OWN} --json o.json`, 'o.json: EFBIG: '],
      [`${RUN} ${OWN} --junit o.xml`, 'o.xml: EFBIG: '],
      [`${RUN} ${OWN} --tap o.tap`, 'o.tap: EFBIG: '],
      [`goldens ${OWN}`, 'mine.goldens/01-initial-version.exe: EFBIG: '],
      ['new fresh', 'fresh.incr: EFBIG: '],
      [`fmt ${OWN}`, 'mine.incr: EFBIG: '],
      [`same --html same.html ${programImage()} ${programImage()}`, 'same.html: EFBIG: '],
    ],
  ],
  [
    1,
    [
      ['goldens --goldens out hello', /^coff2: out\/.*: EFBIG: /],
      ['new mine --cases out', /^coff2: out\/mine.incr: EFBIG: /],
      ['run hello --wine off --json out', /^coff2: out: EFBIG: /],
      ['run hello --wine off --html out', /^coff2: out: EFBIG: /],
    ],
  ],
] as const;

describe.each(FULL_DISKS)('where a file may have %i blocks', (blocks, commands) => {
  let outcomes: readonly CommandOutcome[] = [];

  beforeAll(async () => {
    const places = fs.mkdtempSync(path.join(bundled, 'places-'));
    // Without its disassembly: fmt writes it.
    const own = fs.readFileSync(path.join(caseFolder(), 'hello.incr'), 'utf8');
    const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`];
    const placed = commands.map(([command], at) => {
      const place = path.join(places, String(at));
      fs.mkdirSync(place);
      fs.writeFileSync(path.join(place, OWN), own.replaceAll(/ +push rb?p$/gm, ''));
      return { args: command.split(' '), folder: place };
    });
    outcomes = await commandsInOneProcess(limited, placed);
  });

  it.each(commands.map(([command, said], at) => [command, said, at] as const))(
    'ends with 2, and one line that names the file: %s',
    (_command, said, at) => {
      const { code, stderr = '' } = outcomes[at] ?? {};
      expect(stderr).toMatch(said);
      expect(stderr).toMatch(/^coff2: .*EFBIG: file too large.*\n$/);
      expect(code).toBe(2);
    },
  );
});
