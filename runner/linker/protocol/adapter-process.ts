import type { HostName } from '../../../reference';
import { ListeningTime } from '../../system/listening-limit';
import type { RunningProcess } from '../../system/running-processes';
import { startSession, type Ending, type SessionProcess } from '../../system/session-process';
import { StderrTail } from '../../system/stderr-tail';
import type { WorkFolder } from './work-folder';

/** Milliseconds that a process gets for what should come at once. */
const GRACE = 1000;

/** How an adapter is run. */
export interface AdapterOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Environment variables besides those of this process. The temporary folder is the suite's in any case. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder: WorkFolder;
  readonly host: HostName;
  /** The case's name. */
  readonly caseName: string;
  /** Milliseconds that the suite waits for it, in all of a case. */
  readonly timeout: number;
  /** Ends it early. */
  readonly stop: AbortSignal;
  /** Told each line that is sent or taken, without its end. */
  readonly onLine?: (from: 'suite' | 'adapter', line: string) => void;
}

/** The process of an adapter, and the time that it has left. What the two say is the session's. */
export class AdapterProcess {
  /** Resolves when the adapter has ended; what it started has been ended then. */
  readonly ended: Promise<Ending>;
  readonly #child: SessionProcess;
  readonly #stderr: StderrTail;
  readonly #stop: AbortSignal;
  readonly #time: ListeningTime;
  #killed: 'timeout' | 'stop' | null = null;
  #leftRunning: readonly RunningProcess[] = [];
  /** Whether the process, and what it had started, has been ended: to look for that again takes a while. */
  #isOver = false;
  readonly #stopped = (): void => {
    this.#cutOff('stop');
  };

  private constructor(child: SessionProcess, { timeout, stop }: AdapterOptions) {
    this.#child = child;
    this.#stop = stop;
    this.#time = new ListeningTime(timeout);
    this.#stderr = new StderrTail(child.stderr);
    this.ended = child.ended.then((ending) => {
      this.#hasEnded();
      return ending;
    });
    // A process that ends while it is written to says so by its exit.
    child.stdin.on('error', () => undefined);
    stop.addEventListener('abort', this.#stopped);
    if (stop.aborted) this.#stopped();
  }

  /** Starts the process. That it could not be started is told by {@link ended}. */
  static async start(options: AdapterOptions): Promise<AdapterProcess> {
    const { command, folder } = options;
    const { path, temporary } = folder;
    const environment = {
      ...options.environment,
      TMPDIR: temporary,
      TMP: temporary,
      TEMP: temporary,
    };
    const child = await startSession({ command, folder: path, environment });
    return new AdapterProcess(child, options);
  }

  get stdin(): SessionProcess['stdin'] {
    return this.#child.stdin;
  }

  get stdout(): SessionProcess['stdout'] {
    return this.#child.stdout;
  }

  /** Why the suite ended it; null if it did not. */
  get killed(): 'timeout' | 'stop' | null {
    return this.#killed;
  }

  /** What still ran when the adapter itself had ended; it was ended then. */
  get leftRunning(): readonly RunningProcess[] {
    return this.#leftRunning;
  }

  /** Waits for the adapter, at most for the time that it has left; then ends it. */
  async within<T>(wait: Promise<T>): Promise<T> {
    const stop = this.#time.start(() => {
      this.#cutOff('timeout');
    });
    try {
      return await wait;
    } finally {
      stop();
    }
  }

  /** How it ended; null if it does not end within a moment. */
  endedSoon(): Promise<Ending | null> {
    return Promise.race([this.ended, grace()]);
  }

  /** Ends whatever still runs. @returns the end of what it wrote to standard error */
  async kill(): Promise<readonly string[]> {
    this.#endAll();
    await Promise.race([this.#stderr.ended, grace()]);
    return this.#stderr.lines();
  }

  /** Ends whatever still runs, and closes the streams. */
  async close(): Promise<void> {
    this.#stop.removeEventListener('abort', this.#stopped);
    this.#endAll();
    this.#cutStreams();
    await this.endedSoon();
  }

  #cutOff(why: 'timeout' | 'stop'): void {
    this.#killed ??= why;
    this.#endAll();
    this.#cutStreamsSoon();
  }

  #endAll(): void {
    if (!this.#isOver) this.#child.tree?.kill();
  }

  #hasEnded(): void {
    this.#leftRunning = this.#child.tree?.kill() ?? [];
    this.#child.tree?.rootIsGone();
    this.#isOver = true;
    this.#cutStreamsSoon();
  }

  /** What could not be found may hold the streams open, and nobody waits for it. */
  #cutStreamsSoon(): void {
    setTimeout(() => {
      this.#cutStreams();
    }, GRACE).unref();
  }

  #cutStreams(): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
  }
}

/** A moment for what should come at once. */
function grace(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, GRACE, null).unref());
}
