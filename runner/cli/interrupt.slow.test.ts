import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { bundleProgram } from './testing/bundled-program';

/** Starting the program takes a while where much else runs. */
jest.setTimeout(60_000);

const folder = TemporaryFolder.forEachTest();
const compiled = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-program-'));
let program = '';

beforeAll(() => {
  program = bundleProgram(compiled);
  for (const name of ['cases', 'goldens', 'expectations']) {
    fs.symlinkSync(path.join(packageRoot(), name), path.join(compiled, name), 'junction');
  }
});

afterAll(() => {
  fs.rmSync(compiled, { recursive: true });
});

/** Ignores every signal that can be ignored, and never ends. Its argument is where it says its number. */
const HANGS = `trap '' INT TERM HUP; echo $$ >>"$1"; while :; do sleep 1; done\n`;

/** An adapter that starts another process, and answers nothing. */
const ADAPTER = 'sh HANGS PIDS & exec sh HANGS PIDS\n';

/** A loader of Wine that says its version, and hangs while it makes a prefix. */
const LOADER = `#!/bin/sh
if [ "$1" = --version ]; then echo wine-8.0; exit; fi
mkdir -p "$WINEPREFIX/drive_c"
exec sh HANGS PIDS
`;

/** A server of Wine that stays in the background until it is asked to end; STUCK, \`-k -w\` waits for ever. */
const SERVER = `#!/bin/sh
if [ "$1" = -p ]; then sh HANGS PIDS >/dev/null 2>&1 & exit; fi
for pid in $(cat PIDS); do kill -9 $pid; done
[ "$2" != -w ] || [ ! -e STUCK ] || exec sleep 60
`;

/** A script with the paths of its test. */
function placed(script: string): string {
  const hangs = folder.write('hangs.sh', HANGS);
  return script
    .replaceAll('HANGS', hangs)
    .replaceAll('PIDS', pids())
    .replaceAll('STUCK', folder.path('stuck'));
}

type Started = ReturnType<typeof start>;

/** Starts `coff2 run` of one case, with a folder of its own for everything temporary. */
function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const temporary = folder.path('temporary');
  fs.mkdirSync(temporary);
  fs.writeFileSync(pids(), '');
  const file = path.join(packageRoot(), 'cases', 'hello.incr');
  return execa(process.execPath, [program, 'run', ...args, file], {
    cwd: folder.path(),
    reject: false,
    forceKillAfterDelay: false,
    env: { TMPDIR: temporary, ...env },
  });
}

const pids = (): string => folder.path('pids');

/** The processes that were started and still run. */
function running(): readonly number[] {
  const started = fs
    .readFileSync(pids(), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return started.map(Number).filter((pid) => {
    try {
      process.kill(pid, 0);
      // One that has ended may not have been waited for yet.
      return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  });
}

/** Waits, for a quarter of a minute at most. */
async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; waited < 1500 && !isSo(); waited += 1) await sleep(10);
  expect(isSo()).toBe(true);
}

/** Nothing that was started still runs, and nothing temporary is there. */
async function expectNothingLeft(): Promise<void> {
  await until(() => running().length === 0);
  await until(() => folder.list('temporary').length === 0);
}

function startAdapter(): Started {
  const adapter = folder.write('adapter.sh', placed(ADAPTER));
  return start(['--adapter', `sh ${adapter}`, '--wine', 'off', '--timeout', '600'], {});
}

/** @param isStuck whether its server never says that it has ended */
function startWine(isStuck: boolean): Started {
  if (isStuck) folder.write('stuck', '');
  for (const [name, text] of Object.entries({ wine64: LOADER, wineserver64: SERVER })) {
    fs.mkdirSync(folder.path('bin'), { recursive: true });
    fs.writeFileSync(folder.path('bin', name), placed(text), { mode: 0o755 });
  }
  return start(['--host', 'linux-tmpfs'], {
    PATH: `${folder.path('bin')}${path.delimiter}${process.env.PATH ?? ''}`,
    // The cache cannot be used: the prefix is a temporary one.
    XDG_CACHE_HOME: folder.write('no-folder', ''),
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

describe('a run that is interrupted', () => {
  it.each(SIGNALS)('by %s while an adapter hangs leaves nothing behind', async (signal) => {
    const run = startAdapter();
    await until(() => running().length === 2);
    run.kill(signal);
    const { exitCode, stderr } = await run;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 130,
      stderr: 'coff2: interrupted; cleaning up (once more ends at once)',
    });
    await expectNothingLeft();
  });

  it.each(SIGNALS)('by %s while Wine starts leaves nothing behind', async (signal) => {
    const run = startWine(false);
    await until(() => running().length === 2);
    run.kill(signal);
    expect(await run).toMatchObject({ exitCode: 130 });
    await expectNothingLeft();
  });

  it.each(SIGNALS)('twice, by %s, ends at once, and leaves nothing behind', async (signal) => {
    const run = startWine(true);
    await until(() => running().length === 2);
    run.kill(signal);
    // The first waits for the server, which never says that it has ended.
    await until(() => running().length === 0);
    run.kill(signal);
    expect(await run).toMatchObject({ exitCode: 130 });
    await expectNothingLeft();
  });

  it('twice while an adapter hangs leaves nothing behind', async () => {
    const run = startAdapter();
    await until(() => running().length === 2);
    run.kill('SIGINT');
    run.kill('SIGTERM');
    expect(await run).toMatchObject({ exitCode: 130 });
    await expectNothingLeft();
  });
});
