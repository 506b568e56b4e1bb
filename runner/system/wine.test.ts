import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { TemporaryFolder } from '../testing/temporary-folder';
import { WineRunner } from './wine-runner';
import type * as WineModule from './wine';

/** Has stand-ins for Wine: a loader whose programs are shell scripts, and an idle server. */
const installed = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-stand-in-'));
const logFile = path.join(installed, 'log');
const pathBefore = process.env.PATH;
let standIn: typeof WineModule;

beforeAll(() => {
  const note = `echo "$(basename "$0") $* in $WINEPREFIX" >>'${logFile}'`;
  const loader = `#!/bin/sh\n${note}\n[ "$1" = wineboot ] || . "$1"\n`;
  fs.writeFileSync(path.join(installed, 'wine64'), loader, { mode: 0o755 });
  fs.writeFileSync(path.join(installed, 'wineserver64'), `#!/bin/sh\n${note}\n`, { mode: 0o755 });
  process.env.PATH = `${installed}${path.delimiter}${pathBefore ?? ''}`;
  // The module looks at PATH when it is loaded.
  standIn = jest.requireActual<typeof WineModule>('./wine');
});

beforeEach(() => {
  fs.rmSync(logFile, { force: true });
});

afterAll(() => {
  process.env.PATH = pathBefore;
  fs.rmSync(installed, { recursive: true });
});

const folder = TemporaryFolder.forEachTest();

function findWine(): WineModule.Wine {
  const wine = standIn.Wine.find();
  if (wine === null) throw new Error('the stand-in was not found');
  return wine;
}

/** The processes that were started: "wine64 hello.exe", and the prefix of each. */
function started(): readonly { readonly command: string; readonly prefix: string }[] {
  const lines = fs.existsSync(logFile) ? fs.readFileSync(logFile, 'utf8').trimEnd() : '';
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [command = '', prefix = ''] = line.split(' in ');
      return { command, prefix };
    });
}

const commands = (): readonly string[] => started().map(({ command }) => command);

describe('a program under Wine', () => {
  it('tells what it prints, as it is, what Wine says, and its exit code', async () => {
    const wine = findWine();
    const program = folder.write('a.exe', "printf 'hello\\r\\n\\n'; echo a crash >&2; exit 7\n");
    expect(await wine.run(program)).toEqual({
      stdout: 'hello\r\n\n',
      stderr: 'a crash\n',
      exitCode: 7,
      timedOut: false,
    });
    await wine.stop();
  });

  it('leaves nothing in the folder for temporary files, whatever the server puts there', async () => {
    const wine = findWine();
    const program = folder.write('a.exe', 'mkdir "$TMPDIR/server"; echo "$TMPDIR"\n');
    const { stdout } = await wine.run(program);
    expect(fs.existsSync(path.join(stdout.trim(), 'server'))).toBe(true);
    await wine.stop();
    expect(fs.existsSync(stdout.trim())).toBe(false);
  });

  it('has nothing to read, and little around it', async () => {
    process.env.COFF2_TEST_SECRET = 'secret';
    const wine = findWine();
    const program = folder.write('a.exe', 'cat; env | cut -d= -f1 | sort\n');
    const { stdout } = await wine.run(program);
    await wine.stop();
    Reflect.deleteProperty(process.env, 'COFF2_TEST_SECRET');
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'HOME',
        'LANG',
        'PATH',
        'TMPDIR',
        'WINEDEBUG',
        'WINEDLLOVERRIDES',
        'WINEPREFIX',
      ]),
    );
    expect(stdout).not.toContain('COFF2_TEST_SECRET');
  });

  it('shares one prefix and one server with the others, made before the first', async () => {
    const wine = findWine();
    const programs = ['a.exe', 'b.exe'].map((name) => folder.write(name, 'exit 0\n'));
    await Promise.all(programs.map((program) => wine.run(program)));
    await wine.stop();
    expect(commands().slice(0, 2)).toEqual(['wineserver64 -p', 'wine64 wineboot --init']);
    expect([...commands().slice(2, 4)].sort()).toEqual(programs.map((name) => `wine64 ${name}`));
    expect(commands().slice(4)).toEqual(['wineserver64 -k -w']);
    expect(new Set(started().map(({ prefix }) => prefix)).size).toBe(1);
  });

  it('leaves no prefix behind once Wine is stopped', async () => {
    const wine = findWine();
    await wine.start();
    const prefix = started()[0]?.prefix ?? '';
    expect(path.dirname(prefix)).toBe(os.tmpdir());
    expect(fs.existsSync(prefix)).toBe(true);
    await wine.stop();
    expect(fs.existsSync(prefix)).toBe(false);
  });

  it('starts nothing where no program was run', async () => {
    const wine = findWine();
    await wine.stop();
    expect(started()).toEqual([]);
  });
});

describe('an image in memory', () => {
  it('is run from a file of its own, which is gone afterwards', async () => {
    const runner = new WineRunner(findWine());
    const runs = await Promise.all(
      ['one', 'two'].map((word) => runner.run(Buffer.from(`echo ${word}\n`))),
    );
    expect(runs.map(({ stdout }) => stdout)).toEqual(['one\n', 'two\n']);
    const files = commands().flatMap((command) => /^wine64 (.+\.exe)$/.exec(command)?.[1] ?? []);
    expect(new Set(files).size).toBe(2);
    expect(files.filter((file) => fs.existsSync(file))).toEqual([]);
    await runner.stop();
    expect(commands().at(-1)).toBe('wineserver64 -k -w');
    expect(fs.existsSync(path.dirname(files[0] ?? ''))).toBe(false);
  });
});
