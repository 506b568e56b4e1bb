import { fork, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import type { Answer, Request } from './worker';

/** Milliseconds for all commands with one file, after which they hang. */
const TIME_LIMIT = 180_000;

/** A process that examines files one by one, started anew after a hang or an end. */
export class WorkerProcess {
  #process: ChildProcess | null = null;

  /** Examines a file; a hang, and an end of the process, are crashes. */
  examine(request: Request): Promise<Answer> {
    const worker = (this.#process ??= fork(path.join(__dirname, 'worker.js'), [], {
      execArgv: ['--max-old-space-size=8192'],
    }));
    return new Promise((resolve) => {
      const settle = (answer: Answer, isLost: boolean): void => {
        clearTimeout(timer);
        worker.removeAllListeners();
        if (isLost) this.stop();
        resolve(answer);
      };
      const timer = setTimeout(() => {
        settle({ crash: `no answer within ${TIME_LIMIT / 1000} s: it hangs` }, true);
      }, TIME_LIMIT);
      worker.on('message', (answer: Answer) => {
        settle(answer, false);
      });
      worker.on('exit', (code, signal) => {
        settle({ crash: `the process ended with ${signal ?? `exit code ${code ?? 0}`}` }, true);
      });
      worker.send(request);
    });
  }

  stop(): void {
    this.#process?.kill('SIGKILL');
    this.#process = null;
  }
}
