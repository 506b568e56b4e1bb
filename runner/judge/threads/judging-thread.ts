import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { REFERENCE } from '../../linker/reference';
import type { BesideFile, ProgramRun } from '../../system/program-runner';
import type { NotFound } from '../../system/loader-messages';
import { RunnerUnable } from '../../system/runner-unable';
import type { FailedImage } from '../failed-image';
import { judgeLinkedCase, type RunContext } from '../linked-case';
import type { FromThread, RunAnswer, RunRequest, ThreadContext, ToThread } from './thread-message';
import { thrownError } from '../../system/thrown-error';

/** Judges the reference linker by one case after another, as the main thread asks for them. */
class JudgingThread {
  readonly #port: MessagePort;
  readonly #context: RunContext;
  readonly #stop = new AbortController();
  readonly #asked = new Map<number, (answer: RunAnswer) => void>();
  #last = 0;
  #isJudging = false;

  constructor(port: MessagePort, context: ThreadContext) {
    const { runner, tellsFailures, isStopped, ...same } = context;
    this.#port = port;
    if (isStopped) this.#stop.abort();
    this.#context = {
      ...same,
      stop: this.#stop.signal,
      runner:
        runner === 'main'
          ? { run: this.#run.bind(this), notFound: this.#notFound.bind(this) }
          : runner,
      ...(tellsFailures ? { onFailure: this.#tellFailure.bind(this) } : {}),
    };
    port.on('message', (message: ToThread) => {
      this.#hear(message);
    });
  }

  #hear(message: ToThread): void {
    switch (message.kind) {
      case 'judge':
        void this.#judge(message.file);
        return;
      case 'stop':
        this.#stop.abort();
        return;
      case 'end':
        this.#port.close();
        return;
      case 'answer': {
        const { answer } = message;
        const resolve = this.#asked.get(answer.id);
        this.#asked.delete(answer.id);
        this.#waitForMessages();
        resolve?.(answer);
      }
    }
  }

  async #judge(file: string): Promise<void> {
    this.#isJudging = true;
    this.#waitForMessages();
    try {
      const result = await judgeLinkedCase(file, REFERENCE, this.#context);
      this.#say({ kind: 'judged', result });
    } catch (error) {
      this.#say({ kind: 'thrown', error: thrownError(error) });
    }
    this.#isJudging = false;
    this.#waitForMessages();
  }

  /**
   * While it judges, this thread lives for what it has asked for, and otherwise for the next case. So a case that
   * waits for what never happens ends the thread, which is told, and does not hang.
   */
  #waitForMessages(): void {
    if (this.#isJudging && this.#asked.size === 0) this.#port.unref();
    else this.#port.ref();
  }

  async #run(image: Uint8Array, beside: readonly BesideFile[] = []): Promise<ProgramRun> {
    const answer = await this.#ask('run', image, beside);
    if (answer.what !== 'run') throw new TypeError(`a run was answered with ${answer.what}`);
    return answer.run;
  }

  async #notFound(
    image: Uint8Array,
    beside: readonly BesideFile[] = [],
  ): Promise<readonly NotFound[]> {
    const answer = await this.#ask('notFound', image, beside);
    if (answer.what !== 'notFound') throw new TypeError(`it was answered with ${answer.what}`);
    return answer.notFound;
  }

  /** @throws RunnerUnable */
  async #ask(
    what: RunRequest['what'],
    image: Uint8Array,
    beside: readonly BesideFile[],
  ): Promise<RunAnswer> {
    const id = (this.#last += 1);
    const answer = await new Promise<RunAnswer>((resolve) => {
      this.#asked.set(id, resolve);
      this.#waitForMessages();
      this.#say({ kind: 'ask', request: { what, id, image: copyOf(image), beside } });
    });
    if (answer.what === 'unable') throw new RunnerUnable(answer.reason);
    return answer;
  }

  #tellFailure({ stored: { name, file }, image, previous, golden, ...named }: FailedImage): void {
    const dumped = (one: FailedImage['image']): FailedImage['image'] => {
      return { image: copyOf(one.image), nodes: one.nodes };
    };
    const failed = {
      ...named,
      stored: { name, file },
      image: dumped(image),
      previous: previous === null ? null : dumped(previous),
      golden: golden === null ? null : dumped(golden),
    };
    this.#say({ kind: 'failed', failed });
  }

  #say(message: FromThread): void {
    this.#port.postMessage(message);
  }
}

/** Its bytes alone: a message would take the whole buffer that they are a part of. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

if (parentPort === null) throw new Error('this is the program of a thread');
new JudgingThread(parentPort, workerData as ThreadContext);
