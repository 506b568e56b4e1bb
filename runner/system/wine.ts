import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { TIME_LIMIT, type ProgramRun } from './program-runner';

/** Where Debian and others keep the loader and its server, beside PATH. */
const FOLDERS = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/lib/wine'];

/** Making a prefix may take so long, in milliseconds. */
const START_TIME_LIMIT = 120_000;

function find(names: readonly string[]): string | null {
  for (const folder of FOLDERS) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (folder !== '' && fs.existsSync(file)) return file;
    }
  }
  return null;
}

/** Runs Windows programs: one prefix of its own and one server, from first use to {@link stop}. */
export class Wine {
  readonly #loader: string;
  readonly #server: string | null;
  readonly #prefix: string;
  #started: Promise<void> | null = null;

  private constructor(loader: string, server: string | null) {
    this.#loader = loader;
    this.#server = server;
    this.#prefix = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-wine-'));
  }

  /** Null if Wine is not installed. */
  static find(): Wine | null {
    const loader = find(['wine64', 'wine']);
    return loader === null ? null : new Wine(loader, find(['wineserver64', 'wineserver']));
  }

  /**
   * Runs an image with nothing to read, and little around it.
   * @param image path of the file
   */
  async run(image: string): Promise<ProgramRun> {
    const { execa } = await import('execa');
    await this.start();
    const { stdout, stderr, exitCode, timedOut } = await execa(this.#loader, [image], {
      env: this.#environment(),
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      stdin: 'ignore',
      timeout: TIME_LIMIT,
      killSignal: 'SIGKILL',
    });
    return { stdout, stderr, exitCode: timedOut ? null : (exitCode ?? null), timedOut };
  }

  /**
   * Makes the prefix and starts what stays running, before any program does: the server and its
   * services would keep a program's standard output open, and with it the wait for its end.
   * A run does so by itself; this is to have it under way.
   */
  start(): Promise<void> {
    return (this.#started ??= this.#start());
  }

  async #start(): Promise<void> {
    const { execa } = await import('execa');
    const options = {
      env: this.#environment(),
      extendEnv: false,
      reject: false,
      stdio: 'ignore',
      timeout: START_TIME_LIMIT,
    } as const;
    if (this.#server !== null) await execa(this.#server, ['-p'], options);
    await execa(this.#loader, ['wineboot', '--init'], options);
  }

  /** Ends the server, and removes the prefix. */
  async stop(): Promise<void> {
    const { execa } = await import('execa');
    // What is being started would otherwise start it anew.
    await this.#started?.catch(() => undefined);
    if (this.#server !== null && this.#started !== null) {
      await execa(this.#server, ['-k', '-w'], {
        env: this.#environment(),
        extendEnv: false,
        reject: false,
      });
    }
    fs.rmSync(this.#prefix, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Little, so that a program's output depends on the program; a crash starts no debugger. */
  #environment(): Record<string, string> {
    return {
      HOME: this.#prefix,
      PATH: process.env.PATH ?? '',
      WINEPREFIX: this.#prefix,
      // The server leaves its folder of sockets behind.
      TMPDIR: this.#prefix,
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'winedbg.exe=d;mscoree=d;mshtml=d',
      LANG: 'C.UTF-8',
    };
  }
}
