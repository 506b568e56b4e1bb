import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadExeca } from './execa';
import { TIME_LIMIT, type ProgramRun, type RunnableMachine } from './program-runner';
import { ProgramStarter } from './program-starter';
import { RunnerUnable } from './runner-unable';
import { whyNotStarted } from './wine-crash';
import { WinePrefix, type InstalledWine } from './wine-prefix';

/** Where Debian and others keep the loader and its server, besides PATH. */
const FOLDERS = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/lib/wine'];

/**
 * WINEDEBUG with which Wine says nothing but what kills a program: without these two it is silent of a fast fail, and
 * of a stack overflow.
 */
const SILENT = '-all,err+seh,err+virtual';

/** Making a prefix may take so long, in milliseconds. */
const START_TIME_LIMIT = 120_000;

/** The server may take so long to end, in milliseconds, with all programs of its prefix. */
const END_TIME_LIMIT = 20_000;

/** The same where this process ends, and nothing may take time. */
const LEAVE_TIME_LIMIT = 2000;

/** How often a program is started that Wine gives up before it looks at it. */
const TRIES = 5;

/** Names of Wine's programs: the loader, and the server that all programs of a prefix share. */
const LOADERS = ['wine64', 'wine'];
const SERVERS = ['wineserver64', 'wineserver'];

/** Exit code of a server that finds another one in its prefix. */
const SERVER_IS_THERE = 2;

/** What is wrong where a server runs in the user's prefix that this run has not started. */
const FOREIGN_SERVER = 'another server runs in it';

const INTERRUPTED = 'Wine was interrupted while it started';

/** What the 32-bit half adds, where it is a package of its own. */
const PROGRAMS_32 = ['wine32', 'wineserver32'];

/** The paths of all programs of these names, sorted. */
function findAll(names: readonly string[]): readonly string[] {
  const files = FOLDERS.filter((folder) => folder !== '').flatMap((folder) =>
    names.map((name) => path.join(folder, name)),
  );
  const there = files.filter((file) => fs.existsSync(file)).map((file) => fs.realpathSync(file));
  return [...new Set(there)].sort();
}

/**
 * Debian's `wine` is a script that chooses between these, in this order. To start the loader itself takes a fifth
 * less time.
 */
const DEBIAN_SCRIPT = '/usr/bin/wine';
const DEBIAN_LOADERS = ['/usr/lib/wine/wine', '/usr/lib/wine/wine64'];

function findLoader(): string | null {
  const loader = find(LOADERS);
  if (loader !== DEBIAN_SCRIPT) return loader;
  return DEBIAN_LOADERS.find((file) => fs.existsSync(file)) ?? loader;
}

function find(names: readonly string[]): string | null {
  for (const folder of FOLDERS) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (folder !== '' && fs.existsSync(file)) return file;
    }
  }
  return null;
}

/** How Wine is used. */
export interface WineOptions {
  /** Path of a prefix to use as it is; null or absent for the one in the user's cache folder. */
  readonly prefix?: string | null;
  /**
   * Milliseconds to wait for the one in the cache folder while another run has it, before a prefix is made for this
   * run alone; 0 if absent.
   */
  readonly patience?: number;
  /** Milliseconds that the server may take to end; {@link END_TIME_LIMIT} if absent. */
  readonly endTimeLimit?: number;
  /** Ends the start of Wine, which takes a while where the prefix has to be made. */
  readonly stop?: AbortSignal;
}

/** Runs Windows programs: one prefix and one server, from first use to {@link stop}. */
export class Wine {
  readonly #loader: string;
  readonly #server: string | null;
  readonly #options: WineOptions;
  #asked: Promise<InstalledWine> | null = null;
  #started: Promise<WinePrefix> | null = null;
  #atExit: (() => void) | null = null;
  /** Whether the prefix is as an earlier process left it. */
  #isOld = false;
  /** The machines whose images do not run in the new prefix. */
  readonly #unable = new Set<RunnableMachine>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #starter = new ProgramStarter();

  private constructor(loader: string, server: string | null, options: WineOptions) {
    this.#loader = loader;
    this.#server = server;
    this.#options = options;
  }

  /** Null if Wine is not installed. */
  static find(options: WineOptions = {}): Wine | null {
    const loader = findLoader();
    if (loader === null) return null;
    return new Wine(loader, find(SERVERS), options);
  }

  /**
   * Runs an image in its folder, with an empty standard input and a small environment.
   * @param image path of the file
   * @param debug WINEDEBUG: which of Wine's messages go to standard error
   * @throws RunnerUnable if Wine cannot be started, or gives up before it looks at the image, again and again
   */
  async run(image: string, debug = SILENT): Promise<ProgramRun> {
    const prefix = await this.#start();
    const env = { ...environment(prefix), WINEDEBUG: debug };
    // The loader looks for DLLs in the current folder too: that of the user may have what is missing.
    const request = { command: this.#loader, args: [image], cwd: path.dirname(image), env };
    for (let tries = 1; ; tries += 1) {
      const run = await this.#awaited(this.#starter.run(request, TIME_LIMIT));
      const reason = whyNotStarted(run);
      if (reason === null) return run;
      if (tries === TRIES) throw new RunnerUnable(`Wine does not start a program: ${reason}`);
    }
  }

  /** A run, which counts as running until it ends. */
  async #awaited(running: Promise<ProgramRun>): Promise<ProgramRun> {
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /**
   * Makes the prefix and starts what stays running, before any program does: the server and its
   * services would keep a program's standard output open, and with it the wait for its end.
   * A run does so by itself; this is to have it under way.
   * @throws RunnerUnable if Wine cannot be started
   */
  async start(): Promise<void> {
    await this.#start();
  }

  /**
   * Called where an image that is known to be good does not run: makes the prefix anew if an earlier run
   * made it, once. A new prefix that does not run it either is remembered, so that the next run does not
   * take the time again.
   * @returns whether it made the prefix anew
   * @throws RunnerUnable if that fails
   */
  async renew(machine: RunnableMachine): Promise<boolean> {
    const prefix = await this.#start();
    if (prefix.kind !== 'kept') return false;
    if (!this.#isOld) {
      this.#unable.add(machine);
      // A Wine that runs AMD64 has this in every sound prefix; its 32-bit half may not be installed.
      if (this.#unable.has('AMD64')) prefix.markBroken();
      else prefix.markMade([...this.#unable]);
      return false;
    }
    if (prefix.isUnable(machine)) return false;
    this.#isOld = false;
    this.#started = this.#prepared(prefix, async () => {
      await this.#programsEnd();
      await this.#endServer(prefix);
      await this.#remake(prefix);
    });
    await this.#started;
    return true;
  }

  /** Waits for the programs that run. */
  async #programsEnd(): Promise<void> {
    do await Promise.allSettled(this.#running);
    while (this.#running.size > 0);
  }

  #start(): Promise<WinePrefix> {
    return (this.#started ??= this.#startOnce());
  }

  async #startOnce(): Promise<WinePrefix> {
    const { prefix: given = null, patience = 0 } = this.#options;
    const prefix = await WinePrefix.open(await this.#installed(), given, patience);
    this.#atExit = this.#leave(prefix);
    process.prependOnceListener('exit', this.#atExit);
    return this.#prepared(prefix, async () => {
      if (prefix.isMade) {
        this.#isOld = (await this.#boot(prefix)) === null;
        if (this.#isOld) return;
        await this.#endServer(prefix);
      }
      await this.#remake(prefix);
    });
  }

  /** The prefix after its preparation. If that fails, nothing runs in it any more, and it is given back. */
  async #prepared(prefix: WinePrefix, prepare: () => Promise<void>): Promise<WinePrefix> {
    try {
      await prepare();
      return prefix;
    } catch (error) {
      await this.#release(prefix);
      throw error;
    }
  }

  /** Makes a prefix from nothing. @throws RunnerUnable */
  async #remake(prefix: WinePrefix): Promise<void> {
    await prefix.clear();
    const wrong = await this.#boot(prefix);
    if (wrong === null) {
      prefix.markMade();
      return;
    }
    if (wrong === FOREIGN_SERVER) {
      // To end it would end programs that are not this run's.
      throw new RunnerUnable(
        `the Wine prefix ${prefix.path} is in use: end its programs, or leave --wine-prefix out`,
      );
    }
    await this.#endServer(prefix);
    await prefix.clear();
    throw new RunnerUnable(
      this.#options.stop?.aborted === true
        ? INTERRUPTED
        : `Wine cannot make its prefix in ${prefix.path}: ${wrong}; it needs about 700 MB there`,
    );
  }

  /**
   * Starts the server and Wine's services; makes what a prefix lacks.
   * @returns what is wrong, or null
   * @throws RunnerUnable if the server of an earlier run does not end
   */
  async #boot(prefix: WinePrefix): Promise<string | null> {
    const { execa } = await loadExeca();
    const { stop } = this.#options;
    const options = {
      env: environment(prefix),
      extendEnv: false,
      reject: false,
      stdio: 'ignore',
      timeout: START_TIME_LIMIT,
      // Whoever interrupts does not wait for a program that may be stuck.
      killSignal: 'SIGKILL',
      ...(stop === undefined ? {} : { cancelSignal: stop }),
    } as const;
    // A run that was killed may have left its server: it would end when this one is needed.
    if (prefix.kind === 'kept') await this.#endServer(prefix);
    if (this.#server !== null) {
      const { exitCode } = await execa(this.#server, ['-p'], options);
      if (exitCode === SERVER_IS_THERE && prefix.kind === 'given') return FOREIGN_SERVER;
      if (exitCode !== 0) return `wineserver ends with ${exitCode ?? 'a signal'}`;
    }
    const { exitCode, timedOut } = await execa(this.#loader, ['wineboot', '--init'], options);
    if (timedOut) return `wineboot takes longer than ${START_TIME_LIMIT / 1000} s`;
    if (exitCode !== 0) return `wineboot ends with ${exitCode ?? 'a signal'}`;
    // Without room wineboot may say nothing, and end with 0.
    const isWhole = fs.existsSync(path.join(prefix.path, 'drive_c', 'windows'));
    return isWhole ? null : 'wineboot leaves no drive C';
  }

  /** The version of Wine, as it says itself: "wine-8.0 (Debian 8.0~repack-4)"; else the path of the loader. */
  async version(): Promise<string> {
    try {
      return (await this.#installed()).version;
    } catch (error) {
      if (!(error instanceof RunnerUnable)) throw error;
      return this.#loader;
    }
  }

  #installed(): Promise<InstalledWine> {
    return (this.#asked ??= this.#ask());
  }

  /** Its version is the path of the loader if it says nothing. */
  async #ask(): Promise<InstalledWine> {
    const version = await this.#sayVersion();
    return {
      version: version === '' ? this.#loader : version,
      programs: findAll([...LOADERS, ...SERVERS, ...PROGRAMS_32]),
    };
  }

  /** @throws RunnerUnable if it is interrupted: then nothing is known of the prefix either */
  async #sayVersion(): Promise<string> {
    const { stop } = this.#options;
    const env = { ...process.env } as Record<string, string>;
    // The loader may be a script: what it has started could hold its output open longer than the script runs.
    const request = { command: this.#loader, args: ['--version'], cwd: path.sep, env };
    const asked = this.#starter.run(request, TIME_LIMIT).then(({ stdout }) => stdout.trim());
    if (stop === undefined) return asked;
    const listening = new AbortController();
    const interrupted = new Promise<never>((_resolve, reject) => {
      const end = (): void => {
        reject(new RunnerUnable(INTERRUPTED));
      };
      if (stop.aborted) end();
      else stop.addEventListener('abort', end, { signal: listening.signal });
    });
    try {
      return await Promise.race([asked, interrupted]);
    } finally {
      listening.abort();
      // If it was interrupted, nobody waits for it any more.
      asked.catch(() => undefined);
    }
  }

  /** Ends the server, and removes or gives back the prefix. */
  async stop(): Promise<void> {
    if (this.#started === null) return;
    // What is being started would otherwise start it anew.
    const prefix = await this.#started.catch(() => null);
    if (prefix !== null) await this.#close(prefix);
  }

  async #close(prefix: WinePrefix): Promise<void> {
    if (prefix.kind === 'kept' && this.#isOld) this.#leaveServer(prefix);
    // If it does not end, a warning says so, and this run needs it no more.
    else await this.#endServer(prefix).catch(() => undefined);
    await this.#release(prefix);
  }

  async #release(prefix: WinePrefix): Promise<void> {
    this.#starter.stop();
    await prefix.close();
    if (this.#atExit !== null) process.off('exit', this.#atExit);
  }

  /**
   * Ends the server and all programs of the prefix.
   * @throws RunnerUnable if it does not end in time: what it runs might change the prefix at any moment. A warning says
   *   so too, because a run that ends tells nothing else any more.
   */
  async #endServer(prefix: WinePrefix): Promise<void> {
    if (this.#server === null) return;
    const { endTimeLimit = END_TIME_LIMIT } = this.#options;
    const { execa } = await loadExeca();
    const { timedOut } = await execa(this.#server, ['-k', '-w'], {
      env: environment(prefix),
      extendEnv: false,
      reject: false,
      stdio: 'ignore',
      timeout: endTimeLimit,
      // It waits for a process that signals do not end: it may not listen to them either.
      killSignal: 'SIGKILL',
    });
    if (!timedOut) return;
    const stays = `the server of the Wine prefix ${prefix.path} does not end within ${endTimeLimit / 1000} s`;
    process.emitWarning(`${stays}; end the process wineserver64 or wineserver yourself`);
    throw new RunnerUnable(stays);
  }

  /**
   * Has the server end without waiting for it: where the system is slow to forget ended processes, the server waits
   * most of a second for those of Wine's services. The next run that has the prefix waits for it instead.
   */
  #leaveServer(prefix: WinePrefix): void {
    if (this.#server === null) return;
    const ending = spawn(this.#server, ['-k'], {
      env: environment(prefix),
      detached: true,
      stdio: 'ignore',
    });
    // A server that nothing ends stays for the next run, which ends it before it starts its own.
    ending.on('error', () => undefined);
    ending.unref();
  }

  /** What is left to do if this process ends before {@link stop}: nothing that takes time. */
  #leave(prefix: WinePrefix): () => void {
    return () => {
      if (!fs.existsSync(prefix.path)) return;
      const env = environment(prefix);
      const limits = { timeout: LEAVE_TIME_LIMIT, killSignal: 'SIGKILL' } as const;
      if (this.#server !== null)
        spawnSync(this.#server, ['-k'], { env, stdio: 'ignore', ...limits });
      if (prefix.kind !== 'temporary') return;
      spawn('rm', ['-rf', prefix.path], { detached: true, stdio: 'ignore' }).unref();
    };
  }
}

/**
 * Local time of all programs: that of no machine, so that a program's output depends on the program. Wine looks for
 * the name of a zone in its registry, zone by zone in the order of the alphabet, and asks its server some four times
 * for each. That of Afghanistan is the first one; before Greenwich's are sixty, which is a quarter of a start.
 */
const TIME_ZONE = 'AFT-4:30';

/** Little, so that a program's output depends on the program; a crash starts no debugger. */
function environment(prefix: WinePrefix): Record<string, string> {
  return {
    HOME: prefix.path,
    PATH: process.env.PATH ?? '',
    WINEPREFIX: prefix.path,
    // The server leaves its folder of sockets behind. A given prefix may have a server by now, whose
    // sockets are where all others look for them.
    TMPDIR: prefix.kind === 'given' ? os.tmpdir() : prefix.path,
    WINEDEBUG: SILENT,
    WINEDLLOVERRIDES: 'winedbg.exe=d;mscoree=d;mshtml=d',
    LANG: 'C.UTF-8',
    TZ: TIME_ZONE,
  };
}
