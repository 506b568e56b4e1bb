import type { z } from 'zod';
import type { RunningProcess } from '../../system/running-processes';
import type { Ending } from '../../system/session-process';
import { AdapterFailure, AdapterStartFailure, type AdapterOutcome } from './adapter-failure';
import { AdapterProcess, type AdapterOptions } from './adapter-process';
import { AnswerError, answerJson, denialOf, excerpt, protocolOf, readAnswer } from './answer';
import { AnswerQueue, type Incoming } from './answer-queue';
import {
  adapterHello,
  BYE,
  PROTOCOL_VERSION,
  snapshotAnswer,
  type AdapterHello,
  type SnapshotAnswer,
} from './messages';
import { oneLine } from '../../text/one-line';

/** What the suite and one adapter process say to each other: one case on one host. */
export class AdapterSession {
  readonly #process: AdapterProcess;
  readonly #answers: AnswerQueue;
  readonly #options: AdapterOptions;
  #hasAnswered = false;

  private constructor(process: AdapterProcess, options: AdapterOptions) {
    this.#process = process;
    this.#options = options;
    this.#answers = new AnswerQueue(process.stdout);
  }

  /** Starts the process. If it cannot be started, the first answer fails. */
  static async start(options: AdapterOptions): Promise<AdapterSession> {
    return new AdapterSession(await AdapterProcess.start(options), options);
  }

  /** Processes that still ran when the adapter ended. They were ended then. */
  get leftRunning(): readonly RunningProcess[] {
    return this.#process.leftRunning;
  }

  /**
   * Greets the adapter.
   * @param more additional fields that the protocol does not have
   * @throws AdapterFailure
   */
  async hello(more: object = {}): Promise<AdapterHello> {
    const { folder, host, caseName } = this.#options;
    const hello = {
      protocol: PROTOCOL_VERSION,
      workFolder: folder.path,
      host,
      case: caseName,
      ...more,
    };
    await this.send(JSON.stringify({ hello }));
    const form = '{"hello":{...}}';
    const json = await this.#answer(form);
    const version = protocolOf(json);
    if (version !== null && version !== PROTOCOL_VERSION) {
      throw await this.failure(
        'protocol',
        `it speaks version ${version} of the protocol, but this suite speaks ${PROTOCOL_VERSION}`,
      );
    }
    return (await this.#parse(adapterHello, json, form)).hello;
  }

  /**
   * Sends a line.
   * @throws AdapterFailure if the adapter wrote something that nobody asked for, or does not read
   */
  async send(line: string): Promise<void> {
    await this.write(`${line}\n`);
    this.#options.onLine?.('suite', line);
  }

  /** Sends a part of a line, or of several. @throws AdapterFailure like {@link send} */
  async write(text: string): Promise<void> {
    await this.checkUnasked();
    const { stdin } = this.#process;
    if (!stdin.writable || stdin.write(text)) return;
    const drained = new Promise((resolve) => stdin.once('drain', resolve));
    const answered = this.#answers.arrived?.kind === 'end' ? [] : [this.#answers.peek()];
    await this.#process.within(Promise.race([drained, this.#process.ended, ...answered]));
    if (this.#process.killed !== null) {
      throw await this.#cutOff('it does not read its standard input');
    }
  }

  /** Looks whether it wrote something. @throws AdapterFailure if it did, since nobody asked */
  async checkUnasked(): Promise<void> {
    const { arrived } = this.#answers;
    if (arrived === null || arrived.kind === 'end') return;
    if (arrived.kind === 'too long') throw await this.failure('protocol', arrived.reason);
    await this.#answer('nothing');
    throw await this.failure(
      'protocol',
      `an answer that nobody asked for: ${excerpt(arrived.bytes)}`,
    );
  }

  /** The answer to the `snapshot` that was sent last. @throws AdapterFailure */
  async snapshot(): Promise<SnapshotAnswer> {
    const form = '{"snapshot":{"image":...}}';
    return (await this.#parse(snapshotAnswer, await this.#answer(form), form)).snapshot;
  }

  /** Says `bye`. The adapter must end by itself, with exit code 0. @throws AdapterFailure */
  async bye(): Promise<void> {
    await this.send(JSON.stringify(BYE));
    const { exitCode, signal } = await this.hangUp();
    if (exitCode === 0) return;
    throw await this.failure('crash', `it ends with ${endingText(exitCode, signal)} after bye`);
  }

  /** Closes its input. It must write nothing more and end by itself. @throws AdapterFailure */
  async hangUp(): Promise<Ending> {
    this.#process.stdin.end();
    const incoming = await this.#take(NOT_ENDED);
    if (incoming.kind === 'line') {
      throw await this.failure(
        'protocol',
        `expected nothing after the last line, got ${excerpt(incoming.bytes)}`,
      );
    }
    const ending = await this.#process.within(this.#process.ended);
    if (this.#process.killed !== null) {
      throw await this.#cutOff(NOT_ENDED);
    }
    return ending;
  }

  /** The error to throw, with the adapter's standard error. Ends whatever still runs. */
  async failure(outcome: AdapterOutcome, reason: string): Promise<AdapterFailure> {
    return new AdapterFailure(outcome, oneLine(reason), await this.#process.kill());
  }

  /** Ends whatever still runs. */
  close(): Promise<void> {
    return this.#process.close();
  }

  async #answer(form: string): Promise<unknown> {
    const incoming = await this.#take(this.#unanswered(form));
    if (incoming.kind === 'end') return this.#failEnded(form);
    const json = await this.#readable(() => answerJson(incoming.bytes, form));
    await this.#checkDenial(json);
    return json;
  }

  #parse<T>(schema: z.ZodType<T>, json: unknown, form: string): Promise<T> {
    return this.#readable(() => readAnswer(schema, json, form));
  }

  /** What can be read of an answer. @throws AdapterFailure if it cannot */
  async #readable<T>(read: () => T): Promise<T> {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      throw await this.failure('protocol', error.message);
    }
  }

  async #checkDenial(json: unknown): Promise<void> {
    const denial = denialOf(json);
    if (denial !== null) throw await this.failure(denial.outcome, denial.reason);
  }

  /** @param what what it does not do if it takes too long */
  async #take(what: string): Promise<Exclude<Incoming, { kind: 'too long' }>> {
    const incoming = await this.#process.within(this.#answers.take());
    // What is left of a line that never ended arrives when the process is killed: it is no answer.
    if (this.#process.killed !== null) throw await this.#cutOff(what);
    if (incoming.kind === 'too long') throw await this.failure('protocol', incoming.reason);
    if (incoming.kind === 'line') {
      this.#hasAnswered = true;
      this.#options.onLine?.('adapter', incoming.bytes.toString('utf8'));
    }
    return incoming;
  }

  async #failEnded(form: string): Promise<never> {
    // Its output is closed; the process need not end by itself.
    const end = await this.#process.endedSoon();
    if (this.#process.killed !== null) throw await this.#cutOff(this.#unanswered(form));
    if (end === null) {
      throw await this.failure('protocol', `expected ${form}, but it closed its output`);
    }
    if (end.startError !== null) {
      throw new AdapterStartFailure(end.startError);
    }
    const text = endingText(end.exitCode, end.signal);
    throw await this.failure('crash', `expected ${form}, but it ended with ${text}`);
  }

  /** What it does not do that gives no answer; the reason is a guess. */
  #unanswered(form: string): string {
    const reason = this.#hasAnswered
      ? 'it is slow, or hangs, or does not flush its output after each line'
      : 'most likely it does not flush its output after each line';
    return `the suite still waits for ${form}; ${reason}`;
  }

  /** @param what what it does not do, for a timeout */
  #cutOff(what: string): Promise<AdapterFailure> {
    return this.#process.killed === 'stop'
      ? this.failure('crash', 'the run was interrupted')
      : this.failure(
          'timeout',
          `it took more than ${this.#options.timeout / 1000} s (--timeout): ${what}`,
        );
  }
}

/** What an adapter does not do that is still there after `bye`. */
const NOT_ENDED = 'it does not end after its input is closed';

function endingText(exitCode: number | null, signal: string | null): string {
  return signal === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${signal}`;
}
