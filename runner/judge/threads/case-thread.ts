import { Worker } from 'node:worker_threads';
import { RunnerUnable } from '../../system/runner-unable';
import { UsageError } from '../../system/usage-error';
import type { RunContext } from '../linked-case';
import type { CaseResult } from '../result/case-result';
import type { FromThread, RunAnswer, RunRequest, ThreadContext, ToThread } from './thread-message';
import { errorOf } from '../../system/thrown-error';

/** A case that is being judged, and who waits for its result. */
interface AskedCase {
  readonly file: string;
  readonly resolve: (result: CaseResult) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread, as the main thread knows it. It runs the images of its case, and takes its result. */
export class CaseThread {
  readonly #context: RunContext;
  readonly #worker: Worker;
  #asked: AskedCase | null = null;
  /** Why it was lost while it judged nothing. */
  #lost: string | null = null;
  #hasEnded = false;

  constructor(program: string, context: RunContext) {
    this.#context = context;
    this.#worker = new Worker(program, { workerData: dataOf(context) });
    this.#worker.on('message', (message: FromThread) => {
      this.#hear(message);
    });
    this.#worker.on('messageerror', (error) => {
      this.#lose(error.message);
    });
    this.#worker.on('error', (error: Error & { readonly code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') this.#refuse();
      else this.#lose(error.stack ?? error.message);
    });
    this.#worker.on('exit', (code) => {
      this.#hasEnded = true;
      // Otherwise it was asked to end, or why it ends was told before.
      if (this.#asked !== null) this.#lose(`it ended with exit code ${code}`);
    });
  }

  /** Judges a case; not to be called before the one before is judged. */
  judge(file: string): Promise<CaseResult> {
    return new Promise((resolve, reject) => {
      this.#asked = { file, resolve, reject };
      if (this.#lost !== null) this.#lose(this.#lost);
      else this.#say({ kind: 'judge', file });
    });
  }

  /** Ends its case before the next update. */
  stop(): void {
    this.#say({ kind: 'stop' });
  }

  /**
   * Lets a thread that judges nothing end.
   * @throws Error if something went wrong in it after its last case
   */
  async end(): Promise<void> {
    if (!this.#hasEnded) {
      const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
      this.#say({ kind: 'end' });
      await ended;
    }
    if (this.#lost !== null) throw new Error(`a thread was lost: ${this.#lost}`);
  }

  /** Ends it wherever it is. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }

  #say(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case 'judged':
        this.#take()?.resolve(message.result);
        return;
      case 'thrown':
        this.#take()?.reject(errorOf(message.error));
        return;
      case 'failed':
        this.#context.onFailure?.(message.failed);
        return;
      case 'ask':
        this.#answer(message.request).then(
          (answer) => {
            this.#say({ kind: 'answer', answer });
          },
          (error: unknown) => {
            // An error of the main thread, as that of a full disk: it is told as it is.
            this.#take()?.reject(error);
          },
        );
    }
  }

  async #answer({ what, id, image, beside }: RunRequest): Promise<RunAnswer> {
    const { runner } = this.#context;
    if (runner == null) throw new Error('a thread wants to run an image, and nothing can');
    try {
      if (what === 'run') return { what, id, run: await runner.run(image, beside) };
      return { what, id, notFound: (await runner.notFound?.(image, beside)) ?? [] };
    } catch (error) {
      if (!(error instanceof RunnerUnable)) throw error;
      return { what: 'unable', id, reason: error.message };
    }
  }

  /** The thread ends, or says what cannot be understood: its case is not judged, and never passes. */
  #lose(why: string): void {
    const asked = this.#take();
    if (asked === null) this.#lost = why;
    else asked.reject(new Error(`the thread that judges ${asked.file} was lost: ${why}`));
  }

  #refuse(): void {
    const { file, reject } = this.#take() ?? {};
    reject?.(
      new UsageError(
        `${file}: the memory of the thread that judges it ran out; ` +
          'give it more with NODE_OPTIONS=--max-old-space-size=MB',
      ),
    );
  }

  #take(): AskedCase | null {
    const asked = this.#asked;
    this.#asked = null;
    return asked;
  }
}

function dataOf(context: RunContext): ThreadContext {
  const { hosts, goldens, reports, repeating, runner, onFailure, stop } = context;
  return {
    ...{ hosts, goldens, reports },
    ...(repeating === undefined ? {} : { repeating }),
    runner: runner == null ? runner : 'main',
    tellsFailures: onFailure !== undefined,
    isStopped: stop.aborted,
  };
}
