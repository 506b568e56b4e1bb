import * as fs from 'node:fs';
import * as path from 'node:path';
import { UsageError } from '../../system/usage-error';
import type { RunContext } from '../linked-case';
import type { CaseResult } from '../result/case-result';
import { CaseThread } from './case-thread';

/** The program of a thread. Only the compiled suite has it: Node.js starts no thread with TypeScript. */
const PROGRAM = path.join(__dirname, 'judging-thread.js');

/**
 * Threads that judge the reference linker, each by a case at a time. A thread is started when no other is free; the
 * caller says how many cases are judged at a time.
 */
export class JudgingThreads {
  readonly #context: RunContext;
  readonly #program: string;
  readonly #threads = new Set<CaseThread>();
  readonly #free: CaseThread[] = [];
  #isClosed = false;
  readonly #stop = (): void => {
    for (const thread of this.#threads) thread.stop();
  };

  /** @param program its compiled file */
  constructor(context: RunContext, program = PROGRAM) {
    this.#context = context;
    this.#program = program;
    context.stop.addEventListener('abort', this.#stop);
  }

  /** Whether threads can be started here: not from a bundle, nor from sources. */
  static areThere(): boolean {
    return fs.existsSync(PROGRAM);
  }

  /**
   * Judges a case as {@link judgeLinkedCase} does.
   * @throws what that throws; an error that names the case if its thread ends before, as without memory; or UsageError
   * if no thread can be started
   */
  async judge(file: string): Promise<CaseResult> {
    // Nobody would end another thread.
    if (this.#isClosed) throw new Error(`${file} was to be judged after the end of all threads`);
    const thread = this.#free.pop() ?? this.#start();
    this.#threads.add(thread);
    const result = await thread.judge(file);
    this.#free.push(thread);
    return result;
  }

  #start(): CaseThread {
    try {
      return new CaseThread(this.#program, this.#context);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_INIT_FAILED') throw error;
      throw new UsageError(
        `no thread can be started (${(error as Error).message}): is the number of threads limited? ` +
          '--jobs 1 judges without threads',
      );
    }
  }

  /** Ends the threads, even those that still judge. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#context.stop.removeEventListener('abort', this.#stop);
    const free = new Set(this.#free);
    await Promise.all([...this.#threads].map((one) => (free.has(one) ? one.end() : one.kill())));
  }
}
