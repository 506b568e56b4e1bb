/** A program to start, as the starter is asked for it. */
export interface StartRequest {
  /** Names the request in its answer. */
  readonly id: number;
  readonly command: string;
  readonly args: readonly string[];
  /** The current folder of the program. */
  readonly cwd: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds after which the program is killed. */
  readonly limit: number;
  /** Bytes of each stream after which the program is killed. */
  readonly maxOutput: number;
}

/** How a program ended. */
export interface StartAnswer {
  readonly id: number;
  /** What it printed, as latin1: a character for each byte. */
  readonly stdout: string;
  /** What it wrote to standard error; where it could not be started, why. */
  readonly stderr: string;
  /** Null if a signal ended it, or if it could not be started. */
  readonly exitCode: number | null;
  /** Whether it was killed because it ran too long. */
  readonly timedOut: boolean;
  /** It had ended by itself when the time was over, but not what it had started. */
  readonly isOutlived?: true;
  /** It was killed because it printed too much. */
  readonly isEndless?: true;
}

/**
 * The whole program of the starter. It is given to Node.js as text, so that it is the same one wherever the suite
 * runs from: sources, compiled files or a bundle. So nothing from outside this function may be used in it.
 * @param load `require` of the new process
 */
export function starterProcess(load: (module: 'node:child_process') => unknown): void {
  const { spawn } = load('node:child_process') as typeof import('node:child_process');
  const running = new Set<ReturnType<typeof spawn>>();
  // A terminal tells its whole process group; the process that this one works for decides when to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
  process.on('disconnect', () => {
    for (const child of running) child.kill('SIGKILL');
    process.exit();
  });
  process.on('message', ({ id, command, args, cwd, env, limit, maxOutput }: StartRequest) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let timedOut = false;
    let isEndless = false;
    let isOutlived = false;
    let failure = '';
    const end = (): void => {
      child.kill('SIGKILL');
      // What it has started may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => {
      timedOut = true;
      isOutlived = child.exitCode !== null;
      end();
    }, limit);
    const collect = (stream: typeof child.stdout): Buffer[] => {
      const pieces: Buffer[] = [];
      let size = 0;
      stream.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size <= maxOutput) {
          pieces.push(piece);
          return;
        }
        isEndless = true;
        end();
      });
      return pieces;
    };
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    child.on('error', ({ message }) => {
      failure = message;
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      const answer: StartAnswer = {
        id,
        stdout: Buffer.concat(out).toString('latin1'),
        stderr: Buffer.concat(err).toString() + failure,
        // A negative one is that of an error of the system, not of a program.
        exitCode: timedOut || isEndless || code === null || code < 0 ? null : code,
        timedOut,
        ...(isEndless ? { isEndless } : {}),
        ...(isOutlived ? { isOutlived } : {}),
      };
      process.send?.(answer);
    });
  });
}
