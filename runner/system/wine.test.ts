import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { slowTest } from '../../reference/testing/slow-test';
import { TemporaryFolder } from '../testing/temporary-folder';
import { WineRunner } from './wine-runner';
import type * as WineModule from './wine';

/** Has stand-ins for Wine: a loader whose programs are shell scripts, and an idle server. */
const installed = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-stand-in-'));
const logFile = path.join(installed, 'log');
const pathBefore = process.env.PATH;
let standIn: typeof WineModule;

/**
 * As Wine's server does, it ends with 2 where another one runs; and it may take a while to end: as long as a file is
 * there.
 */
const SERVER =
  'if [ "$1" = -p ] && [ -e "$WINEPREFIX/foreign-server" ]; then exit 2; fi\n' +
  'if [ "$1" = -k ]; then while [ -e "$WINEPREFIX/slow" ]; do sleep 0.05; done; fi\n';

const folder = TemporaryFolder.forEachTest();

beforeAll(() => {
  // The shell does it all itself: starting basename, dirname and cat would take longer than the rest.
  const note = `echo "\${0##*/} $* in $WINEPREFIX" >>'${logFile}'`;
  const loader = [
    '#!/bin/sh',
    'here=${0%/*}',
    // As a script may that starts the loader: what hangs is not the script.
    'if [ "$1" = --version ] && [ -e "$here/stuck" ]; then sleep 30; exit; fi',
    'if [ "$1" = --version ]; then read -r version <"$here/version"; echo "$version"; exit; fi',
    note,
    'if [ "$1" = wineboot ]; then',
    '  [ ! -e "$here/full" ] || exit 53',
    // Like Wine's, it leaves what is there as it is.
    '  [ -e "$WINEPREFIX/drive_c" ] || mkdir -p "$WINEPREFIX/drive_c/windows/system"',
    'else . "$1"; fi',
    '',
  ].join('\n');
  fs.writeFileSync(path.join(installed, 'wine64'), loader, { mode: 0o755 });
  fs.writeFileSync(path.join(installed, 'wineserver64'), `#!/bin/sh\n${note}\n${SERVER}`, {
    mode: 0o755,
  });
  process.env.PATH = `${installed}${path.delimiter}${pathBefore ?? ''}`;
  // The module looks at PATH when it is loaded.
  standIn = jest.requireActual<typeof WineModule>('./wine');
});

const cacheBefore = process.env.XDG_CACHE_HOME;

beforeEach(() => {
  fs.rmSync(logFile, { force: true });
  for (const name of ['full', 'stuck', 'wineserver32'])
    fs.rmSync(path.join(installed, name), { force: true });
  fs.writeFileSync(path.join(installed, 'version'), 'wine-8.0\n');
  process.env.XDG_CACHE_HOME = folder.path('cache');
});

afterEach(() => {
  if (cacheBefore === undefined) Reflect.deleteProperty(process.env, 'XDG_CACHE_HOME');
  else process.env.XDG_CACHE_HOME = cacheBefore;
});

afterAll(() => {
  process.env.PATH = pathBefore;
  fs.rmSync(installed, { recursive: true });
});

function findWine(options: WineModule.WineOptions = {}): WineModule.Wine {
  const wine = standIn.Wine.find(options);
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
  it('reports what it prints, as it is, what Wine says, and its exit code', async () => {
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

  slowTest(
    'puts what it needs for a while into its prefix, whatever the server puts there',
    async () => {
      const wine = findWine();
      const program = folder.write('a.exe', 'echo "$TMPDIR in $WINEPREFIX"\n');
      const { stdout } = await wine.run(program);
      await wine.stop();
      const [temporary, prefix] = stdout.trim().split(' in ');
      expect(temporary).toBe(prefix);
    },
  );

  slowTest(
    'runs in its own folder, not in that of the user, where files may be that it finds',
    async () => {
      fs.mkdirSync(folder.path('own'));
      const wine = findWine();
      const { stdout } = await wine.run(folder.write('own/a.exe', 'pwd\n'));
      await wine.stop();
      expect(stdout).toBe(`${fs.realpathSync(folder.path('own'))}\n`);
    },
  );

  slowTest('has nothing to read, and little around it', async () => {
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
        'TZ',
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
    expect(commands().slice(0, 3)).toEqual([
      'wineserver64 -k -w',
      'wineserver64 -p',
      'wine64 wineboot --init',
    ]);
    expect([...commands().slice(3, 5)].sort()).toEqual(programs.map((name) => `wine64 ${name}`));
    expect(commands().slice(5)).toEqual(['wineserver64 -k -w']);
    expect(new Set(started().map(({ prefix }) => prefix)).size).toBe(1);
  });

  describe('that Wine gives up before it looks at it', () => {
    const GIVES_UP =
      'echo "err:virtual:virtual_alloc_first_teb wine: failed to map the shared user data: c0000018" >&2; exit 1\n';

    it('is started again', async () => {
      const wine = findWine();
      const once = 'if [ ! -e "$WINEPREFIX/tried" ]; then touch "$WINEPREFIX/tried"; ';
      const program = folder.write('a.exe', `${once}${GIVES_UP}fi; echo hello\n`);
      expect(await wine.run(program)).toMatchObject({ stdout: 'hello\n', stderr: '', exitCode: 0 });
      await wine.stop();
      expect(commands().filter((command) => command === `wine64 ${program}`)).toHaveLength(2);
    });

    it('is no fault of the program: the reason says so', async () => {
      const wine = findWine();
      await expect(wine.run(folder.write('a.exe', GIVES_UP))).rejects.toThrow(
        'Wine does not start a program: err:virtual:virtual_alloc_first_teb wine: failed to map the shared user data: c0000018',
      );
      await wine.stop();
    });
  });

  it('starts nothing where no program was run', async () => {
    const wine = findWine();
    await wine.stop();
    expect(started()).toEqual([]);
  });
});

describe('the prefix', () => {
  /** Starts Wine, asks for its prefix, and stops it. */
  async function usedPrefix(options: WineModule.WineOptions = {}): Promise<string> {
    const wine = findWine(options);
    const { stdout } = await wine.run(folder.write('a.exe', 'echo "$WINEPREFIX"\n'));
    await wine.stop();
    return stdout.trim();
  }

  /** A program that works in a sound prefix only. */
  const needsSystem = (): string =>
    folder.write('b.exe', '[ -e "$WINEPREFIX/drive_c/windows/system" ]\n');

  const kept = (): string => folder.path('cache', 'coff2-conformance', 'wine');

  slowTest(
    'stays in the cache folder of the user, and is used by the next run as it is',
    async () => {
      expect(await usedPrefix()).toBe(kept());
      fs.writeFileSync(path.join(kept(), 'drive_c', 'witness'), '');
      expect(await usedPrefix()).toBe(kept());
      expect(fs.existsSync(path.join(kept(), 'drive_c', 'witness'))).toBe(true);
    },
  );

  slowTest('that an earlier run made is left while its server still ends', async () => {
    await usedPrefix();
    const wine = findWine();
    await wine.run(folder.write('slow.exe', 'touch "$WINEPREFIX/slow"\n'));
    await wine.stop();
    setTimeout(() => {
      fs.rmSync(path.join(kept(), 'slow'));
    }, 100);
    // The next run waits for the server.
    expect(await usedPrefix()).toBe(kept());
    expect(fs.existsSync(path.join(kept(), 'slow'))).toBe(false);
  });

  slowTest.each([
    [
      'another version of Wine made it',
      () => {
        fs.writeFileSync(path.join(installed, 'version'), 'wine-9');
      },
    ],
    [
      'it was not made whole',
      () => {
        fs.rmSync(path.join(kept(), 'coff2-prefix.json'));
      },
    ],
    [
      'a half of Wine was installed since',
      () => {
        fs.writeFileSync(path.join(installed, 'wineserver32'), '');
      },
    ],
    [
      'its marker is damaged',
      () => {
        fs.writeFileSync(path.join(kept(), 'coff2-prefix.json'), '{"lay');
      },
    ],
  ])('is made anew where %s', async (_what, change) => {
    await usedPrefix();
    fs.writeFileSync(path.join(kept(), 'drive_c', 'witness'), '');
    change();
    expect(await usedPrefix()).toBe(kept());
    expect(fs.existsSync(path.join(kept(), 'drive_c', 'witness'))).toBe(false);
  });

  slowTest('is made anew, once, where it is broken though its marker is whole', async () => {
    await usedPrefix();
    fs.rmdirSync(path.join(kept(), 'drive_c', 'windows', 'system'));
    const wine = findWine();
    expect((await wine.run(needsSystem())).exitCode).toBe(1);
    expect(await wine.renew('AMD64')).toBe(true);
    expect((await wine.run(needsSystem())).exitCode).toBe(0);
    expect(await wine.renew('AMD64')).toBe(false);
    await wine.stop();
    expect(commands().filter((command) => command === 'wine64 wineboot --init')).toHaveLength(3);
  });

  slowTest('is made anew after the programs that run in it have ended', async () => {
    await usedPrefix();
    const wine = findWine();
    const slow = wine.run(folder.write('slow.exe', 'sleep 0.5; ls "$WINEPREFIX/drive_c"\n'));
    await wine.run(needsSystem());
    expect(await wine.renew('AMD64')).toBe(true);
    expect((await slow).stdout).toBe('windows\n');
    await wine.stop();
  });

  slowTest(
    'that is new and cannot run a machine is not made anew for it by the next run',
    async () => {
      const first = findWine();
      await first.start();
      expect(await first.renew('I386')).toBe(false);
      await first.stop();
      const second = findWine();
      expect(await second.renew('I386')).toBe(false);
      expect(await second.renew('AMD64')).toBe(true);
      await second.stop();
    },
  );

  slowTest('that is new and runs nothing at all is made anew by the next run', async () => {
    const wine = findWine();
    await wine.start();
    expect(await wine.renew('AMD64')).toBe(false);
    await wine.stop();
    fs.writeFileSync(path.join(kept(), 'drive_c', 'witness'), '');
    await usedPrefix();
    expect(fs.existsSync(path.join(kept(), 'drive_c', 'witness'))).toBe(false);
  });

  slowTest('of the user is never made anew', async () => {
    const given = folder.path('mine');
    const wine = findWine({ prefix: given });
    await wine.start();
    fs.writeFileSync(path.join(given, 'witness'), '');
    expect(await wine.renew('AMD64')).toBe(false);
    await wine.stop();
    expect(fs.existsSync(path.join(given, 'witness'))).toBe(true);
  });

  slowTest(
    'is used by one run at a time; another makes one of its own, which goes with it',
    async () => {
      const first = findWine();
      await first.start();
      const other = await usedPrefix();
      expect(path.dirname(other)).toBe(os.tmpdir());
      expect(fs.existsSync(other)).toBe(false);
      expect(fs.existsSync(kept())).toBe(true);
      await first.stop();
      expect(await usedPrefix()).toBe(kept());
    },
  );

  slowTest('is waited for by a run with patience while another one has it', async () => {
    const [one, other] = [findWine(), findWine({ patience: 30_000 })];
    const program = folder.write('a.exe', 'exit 0\n');
    await one.run(program);
    const waiting = other.run(program);
    await one.stop();
    await waiting;
    await other.stop();
    expect(new Set(started().map(({ prefix }) => prefix)).size).toBe(1);
  });

  slowTest('is a temporary one where the cache folder cannot be made', async () => {
    process.env.XDG_CACHE_HOME = folder.write('no-folder', '');
    const prefix = await usedPrefix();
    expect(path.dirname(prefix)).toBe(os.tmpdir());
    expect(fs.existsSync(prefix)).toBe(false);
  });

  slowTest('is the one that the user gives, which is never removed', async () => {
    const given = folder.path('mine');
    expect(await usedPrefix({ prefix: given })).toBe(given);
    expect(fs.existsSync(path.join(given, 'drive_c'))).toBe(true);
    expect(fs.existsSync(kept())).toBe(false);
  });

  slowTest(
    'of the user is used by one run at a time: another one is told so, and ends no server',
    async () => {
      const given = folder.path('mine');
      const first = findWine({ prefix: given });
      await first.start();
      const before = commands();
      const other = findWine({ prefix: given });
      await expect(other.start()).rejects.toThrow(
        `another run uses the Wine prefix ${given}; wait until it ends, or leave --wine-prefix out`,
      );
      await other.stop();
      expect(commands()).toEqual(before);
      await first.stop();
      expect(await usedPrefix({ prefix: given })).toBe(given);
      expect(fs.readdirSync(given)).not.toContain('coff2-prefix.lock');
    },
  );

  slowTest('of the user in which programs run is left alone', async () => {
    const given = folder.path('mine');
    fs.mkdirSync(given);
    fs.writeFileSync(path.join(given, 'foreign-server'), '');
    const wine = findWine({ prefix: given });
    await expect(wine.start()).rejects.toThrow(
      `the Wine prefix ${given} is in use: end its programs, or leave --wine-prefix out`,
    );
    await wine.stop();
    expect(commands()).toEqual(['wineserver64 -p']);
    expect(fs.readdirSync(given)).toEqual(['foreign-server']);
  });

  slowTest('is left as it is where Wine hangs and the run is interrupted', async () => {
    await usedPrefix();
    fs.writeFileSync(path.join(installed, 'stuck'), '');
    const stop = new AbortController();
    const wine = findWine({ stop: stop.signal });
    const running = wine.run(folder.write('hello.exe', 'echo hello\n'));
    setTimeout(() => {
      stop.abort();
    }, 100);
    await expect(running).rejects.toThrow('Wine was interrupted while it started');
    await wine.stop();
    expect(await wine.version()).toBe(path.join(installed, 'wine64'));
    expect(fs.existsSync(path.join(kept(), 'coff2-prefix.json'))).toBe(true);
  });

  it('is given back after a while where its server does not end', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const wine = findWine({ endTimeLimit: 200 });
    await wine.run(folder.write('slow.exe', 'touch "$WINEPREFIX/slow"\n'));
    await wine.stop();
    expect(warn.mock.calls).toEqual([
      [
        `the server of the Wine prefix ${kept()} does not end within 0.2 s; ` +
          'end the process wineserver64 or wineserver yourself',
      ],
    ]);
    warn.mockRestore();
    fs.rmSync(path.join(kept(), 'slow'));
    expect(await usedPrefix()).toBe(kept());
  });

  it('is left as it is where the server of an earlier run does not end: the reason says so', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    await usedPrefix();
    fs.writeFileSync(path.join(kept(), 'slow'), '');
    const wine = findWine({ endTimeLimit: 200 });
    await expect(wine.run(folder.write('a.exe', 'exit 0\n'))).rejects.toThrow(
      `the server of the Wine prefix ${kept()} does not end within 0.2 s`,
    );
    await wine.stop();
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    // Another run may have it, once its server has ended.
    fs.rmSync(path.join(kept(), 'slow'));
    expect(await usedPrefix()).toBe(kept());
    expect(commands().filter((command) => command === 'wine64 wineboot --init')).toHaveLength(2);
  });

  slowTest('that cannot be made is no fault of a program: the reason says so', async () => {
    fs.writeFileSync(path.join(installed, 'full'), '');
    const wine = findWine();
    await expect(wine.run(folder.write('a.exe', 'exit 0\n'))).rejects.toThrow(
      `Wine cannot make its prefix in ${kept()}: wineboot ends with 53; it needs about 700 MB there`,
    );
    await wine.stop();
    expect(fs.readdirSync(kept())).toEqual([]);
  });
});

describe('an image in memory', () => {
  slowTest('is run from a file of its own, which is gone afterwards', async () => {
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
