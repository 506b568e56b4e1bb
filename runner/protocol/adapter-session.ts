import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { HostName } from '../../reference';
import { AdapterFailure } from './adapter-failure';
import { AnswerLines, AnswerTooLong } from './answer-lines';
import {
  adapterHello,
  BYE,
  PROTOCOL_VERSION,
  refusal,
  snapshotAnswer,
  unsupported,
  type AdapterHello,
  type SnapshotAnswer,
} from './messages';
import { killTree } from './process-tree';

/** Bytes of standard error that are kept. */
const MAX_STDERR = 0x10000;

/** How an adapter is run. */
export interface AdapterOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly workFolder: string;
  readonly host: HostName;
  /** The case's name. */
  readonly caseName: string;
  /** Milliseconds that it may take for all of a case. */
  readonly timeout: number;
  /** Ends it early. */
  readonly stop: AbortSignal;
}

/** The process, as much of it as is needed. */
interface Child {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/** How a process ended. */
interface Ending {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Why it could not be started, or undefined. */
  readonly startError: string | undefined;
}

/** One adapter process, from its start to its end: one case on one host. */
export class AdapterSession {
  readonly #child: Child;
  readonly #lines: AnswerLines;
  readonly #ended: Promise<Ending>;
  readonly #stderr: Buffer[] = [];
  #stderrSize = 0;
  #timer: NodeJS.Timeout;
  #killed: 'timeout' | 'stop' | null = null;
  readonly #options: AdapterOptions;
  readonly #abort = (): void => {
    this.#kill('stop');
  };

  private constructor(child: Child, ended: Promise<Ending>, options: AdapterOptions) {
    this.#child = child;
    this.#ended = ended;
    this.#options = options;
    this.#lines = new AnswerLines(child.stdout);
    // A process that ends while it is written to says so by its exit.
    child.stdin.on('error', () => undefined);
    child.stderr.on('data', (chunk: Buffer) => {
      this.#keepStderr(chunk);
    });
    this.#timer = setTimeout(() => {
      this.#kill('timeout');
    }, options.timeout);
    options.stop.addEventListener('abort', this.#abort);
  }

  /** Starts the process. What is wrong with it shows with the first answer. */
  static async start(options: AdapterOptions): Promise<AdapterSession> {
    const { execa } = await import('execa');
    const [program = '', ...args] = options.command;
    const child = execa(program, args, {
      cwd: options.workFolder,
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
      buffer: false,
      reject: false,
      // Its own group, so that all of it can be ended.
      detached: true,
      cleanup: false,
    });
    const ended = child.then((result) => ({
      exitCode: result.exitCode,
      signal: result.signal,
      startError:
        child.pid === undefined ? (result.shortMessage ?? 'it cannot be started') : undefined,
    }));
    const { pid, stdin, stdout, stderr } = child;
    return new AdapterSession({ pid, stdin, stdout, stderr }, ended, options);
  }

  /** Greets the adapter. @throws AdapterFailure */
  async hello(): Promise<AdapterHello> {
    const { workFolder, host, caseName } = this.#options;
    await this.send(
      JSON.stringify({ hello: { protocol: PROTOCOL_VERSION, workFolder, host, case: caseName } }),
    );
    const { hello } = await this.#answer(adapterHello, '{"hello":{...}}');
    if (hello.protocol === PROTOCOL_VERSION) return hello;
    return this.#fail(
      'protocol',
      `it speaks version ${hello.protocol} of the protocol, and this suite ${PROTOCOL_VERSION}`,
    );
  }

  /** Sends a line of the link script. */
  async send(line: string): Promise<void> {
    const { stdin } = this.#child;
    if (!stdin.writable || stdin.write(`${line}\n`)) return;
    await Promise.race([new Promise((resolve) => stdin.once('drain', resolve)), this.#ended]);
  }

  /** The answer to the `snapshot` that was sent last. @throws AdapterFailure */
  async snapshot(): Promise<SnapshotAnswer> {
    return (await this.#answer(snapshotAnswer, '{"snapshot":{"image":...}}')).snapshot;
  }

  /** Says goodbye; the adapter must end by itself, with 0. @throws AdapterFailure */
  async bye(): Promise<void> {
    await this.send(JSON.stringify(BYE));
    this.#child.stdin.end();
    const line = await this.#nextLine();
    if (line !== null)
      return this.#fail('protocol', `nothing is expected behind bye, got ${excerpt(line)}`);
    const { exitCode, signal } = await this.#ended;
    if (this.#killed === 'timeout') return this.#timedOut();
    if (exitCode !== 0)
      return this.#fail('crash', `it ends with ${ending(exitCode, signal)} behind bye`);
  }

  /** Ends whatever still runs. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#options.stop.removeEventListener('abort', this.#abort);
    if (this.#child.pid !== undefined) killTree(this.#child.pid);
    // What could not be found may still hold the streams open, and nobody waits for it.
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      stream.destroy();
    }
    await Promise.race([this.#ended, grace()]);
  }

  async #answer<T>(schema: z.ZodType<T>, form: string): Promise<T> {
    const line = await this.#nextLine();
    if (line === null) return this.#ending(form);
    let json: unknown;
    try {
      json = JSON.parse(line.toString('utf8'));
    } catch {
      return this.#fail('protocol', `expected ${form}, got no JSON: ${excerpt(line)}`);
    }
    const refused = refusal.safeParse(json);
    if (refused.success) return this.#fail('refused', refused.data.refused);
    const cannot = unsupported.safeParse(json);
    if (cannot.success) return this.#fail('unsupported', cannot.data.unsupported);
    const result = schema.safeParse(json);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const where =
      issue === undefined ? '' : ` (${issue.path.join('.') || 'the line'}: ${issue.message})`;
    return this.#fail('protocol', `expected ${form}, got ${excerpt(line)}${where}`);
  }

  async #nextLine(): Promise<Buffer | null> {
    try {
      return await this.#lines.next();
    } catch (error) {
      if (error instanceof AnswerTooLong) return this.#fail('protocol', error.message);
      // The stream was cut off, as by a kill.
      return null;
    }
  }

  async #ending(form: string): Promise<never> {
    // Its output is closed; what is left of it need not end by itself.
    const end = await Promise.race([this.#ended, grace()]);
    if (this.#killed === 'timeout') return this.#timedOut();
    if (end === null) {
      return this.#fail('protocol', `expected ${form}, and it closed its output`);
    }
    if (end.startError !== undefined) return this.#fail('crash', end.startError);
    return this.#fail(
      'crash',
      `expected ${form}, and it ended with ${ending(end.exitCode, end.signal)}`,
    );
  }

  #timedOut(): never {
    return this.#fail('timeout', `it takes more than ${this.#options.timeout / 1000} s`);
  }

  #fail(outcome: AdapterFailure['outcome'], reason: string): never {
    const text = Buffer.concat(this.#stderr).toString('utf8').trim();
    throw new AdapterFailure(outcome, reason, text === '' ? [] : text.split('\n'));
  }

  #kill(why: 'timeout' | 'stop'): void {
    this.#killed ??= why;
    if (this.#child.pid !== undefined) killTree(this.#child.pid);
  }

  #keepStderr(chunk: Buffer): void {
    this.#stderr.push(chunk);
    this.#stderrSize += chunk.length;
    while (this.#stderrSize > MAX_STDERR && this.#stderr.length > 1) {
      this.#stderrSize -= this.#stderr.shift()?.length ?? 0;
    }
  }
}

/** A moment for a process that is about to end. */
function grace(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, 1000, null).unref());
}

function ending(exitCode: number | undefined, signal: string | undefined): string {
  return signal === undefined ? `exit code ${exitCode ?? 'unknown'}` : `signal ${signal}`;
}

function excerpt(line: Buffer): string {
  const text = JSON.stringify(line.subarray(0, 80).toString('utf8'));
  return line.length > 80 ? `${text}...` : text;
}
