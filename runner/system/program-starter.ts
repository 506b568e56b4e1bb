import { spawn, type ChildProcess } from 'node:child_process';
import { losslessText } from '../text/lossless-text';
import { MAX_OUTPUT, type ProgramRun } from './program-runner';
import { RunnerUnable } from './runner-unable';
import { starterProcess, type StartAnswer, type StartRequest } from './starter-process';

/** A program that was asked for, and who waits for its end. */
interface Waiting {
  readonly resolve: (run: ProgramRun) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts programs from a small process. Linux copies the page tables of a process that starts another one, and
 * that process waits for it: with some hundred megabytes of images in memory, a start takes this process tens of
 * milliseconds. The small process also measures the time of a program while this one computes.
 */
export class ProgramStarter {
  #process: ChildProcess | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  /**
   * Runs a program with nothing to read, until it ends and its output is closed.
   * @param program it, its current folder, and its whole environment
   * @param limit milliseconds after which it is killed
   * @throws RunnerUnable if the small process ends before
   */
  run(
    program: Pick<StartRequest, 'command' | 'args' | 'cwd' | 'env'>,
    limit: number,
  ): Promise<ProgramRun> {
    const starter = (this.#process ??= this.#start());
    const id = (this.#last += 1);
    const request: StartRequest = { ...program, id, limit, maxOutput: MAX_OUTPUT };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // Only while something is awaited does it keep this process alive.
      starter.channel?.ref();
      starter.send(request, (error) => {
        if (error !== null) this.#lose(starter, error.message);
      });
    });
  }

  /** Ends the small process, and the programs that still run. */
  stop(): void {
    const starter = this.#process;
    if (starter === null) return;
    this.#lose(starter, 'it was stopped');
    if (starter.connected) starter.disconnect();
  }

  #start(): ChildProcess {
    const code = `(${starterProcess.toString()})(require)`;
    const starter = spawn(process.execPath, ['-e', code], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    starter.unref();
    starter.channel?.unref();
    starter.on('message', ({ id, stdout, ...run }: StartAnswer) => {
      const text = losslessText(Buffer.from(stdout, 'latin1'));
      this.#waiting.get(id)?.resolve({ stdout: text, ...run });
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) starter.channel?.unref();
    });
    starter.on('error', ({ message }) => {
      this.#lose(starter, message);
    });
    starter.on('exit', (code_, signal) => {
      this.#lose(starter, `it ended with ${signal ?? `exit code ${code_ ?? 0}`}`);
    });
    return starter;
  }

  /** The next program gets another small process. */
  #lose(starter: ChildProcess, why: string): void {
    if (this.#process !== starter) return;
    this.#process = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) {
      reject(new RunnerUnable(`the process that starts programs is lost: ${why}`));
    }
  }
}
