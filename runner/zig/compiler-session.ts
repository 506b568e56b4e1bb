import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterListening } from '../system/listening-limit';
import { compileArguments, IMAGE_FILE, type ProgramKind } from './compile-flags';
import type { CompileResult, CompilerFailure, CompilerOutcome } from './compile-result';
import { CompilerProcess, type Event } from './compiler-process';
import { readErrorBundle } from './error-bundle';
import { protocolOf, type ChosenProtocol } from './server-protocol';
import type { Zig } from './zig';

/** How to compile a program. */
export interface SessionOptions extends ProgramKind {
  /** Folder of the sources. */
  readonly folder: string;
  /** Folder for the image and the compiler's files of the program; created if it does not exist. */
  readonly cacheFolder: string;
  /** Folder for what all programs share; created if it does not exist. */
  readonly globalCache: string;
  /** Time limit for one update, in milliseconds. */
  readonly timeLimit: number;
  /** Whether to patch the image from update to update, instead of building from scratch. */
  readonly isIncremental: boolean;
  /** Ends the session early. */
  readonly stop: AbortSignal;
}

/**
 * A compiler process that compiles a program again whenever its sources change. It speaks the protocol
 * of `lib/std/zig/Client.zig` and `Server.zig` of its release.
 */
export class CompilerSession {
  readonly #process: CompilerProcess;
  readonly #options: SessionOptions;
  readonly #zig: Zig;
  #protocol: ChosenProtocol['protocol'];
  #failure: CompilerFailure | null = null;
  #hasAnswered = false;

  private constructor(process: CompilerProcess, zig: Zig, options: SessionOptions) {
    this.#process = process;
    this.#zig = zig;
    this.#protocol = protocolOf(zig).protocol;
    this.#options = options;
  }

  /** Starts the process. If it cannot be started, the first update fails. */
  static async start(zig: Zig, options: SessionOptions): Promise<CompilerSession> {
    const { folder, cacheFolder, globalCache, isIncremental } = options;
    for (const made of [cacheFolder, globalCache]) fs.mkdirSync(made, { recursive: true });
    const process = await CompilerProcess.start({
      command: [
        ...zig.command,
        ...compileArguments(options),
        ...['--name', path.parse(IMAGE_FILE).name],
        ...['--cache-dir', cacheFolder, '--global-cache-dir', globalCache],
        ...(isIncremental ? ['-fincremental'] : []),
        '--listen=-',
      ],
      folder,
      temporary: cacheFolder,
    });
    return new CompilerSession(process, zig, options);
  }

  /** Compiles the sources as they are now. After a failure the process is ended, and each call fails. */
  async update(): Promise<CompileResult> {
    if (this.#failure === null && this.#hasAnswered) await this.#expectSilence();
    if (this.#failure !== null) return this.#failure;
    const result = await this.#compile();
    this.#hasAnswered = true;
    return result;
  }

  /**
   * Ends the process and everything that it started.
   * @returns how it failed since its last answer: it crashed, or said more; null if it did not, or if it failed before.
   *   To end takes as long as it takes.
   */
  async stop(): Promise<CompilerFailure | null> {
    if (this.#failure !== null) return null;
    this.#process.send(this.#protocol.exit);
    const event = await this.#process.close((one) => this.#isUnasked(one));
    if (event !== null) await this.#failUnasked(event);
    return this.#failure;
  }

  /** Fails if it crashed since its answer, or gave another one, which would be taken for that of the next update. */
  async #expectSilence(): Promise<void> {
    for (;;) {
      const event = await this.#process.waiting();
      if (event === null) return;
      if (event.kind === 'message' && !this.#isUnasked(event)) continue;
      await this.#failUnasked(event);
      return;
    }
  }

  /** Whether an event is wrong where nothing was asked: what nobody knows is none. */
  #isUnasked(event: Event): boolean {
    if (event.kind === 'message') return event.message.tag === this.#protocol.errorBundle;
    return event.kind === 'garbage' || !event.isOrderly;
  }

  async #failUnasked(event: Event): Promise<CompilerFailure> {
    if (event.kind !== 'message') return this.#failEnded(event);
    return this.#fail('protocol', 'it answered the update before once more');
  }

  async #compile(): Promise<CompileResult> {
    const { timeLimit, stop } = this.#options;
    this.#process.send(this.#protocol.update);
    let digest: string | null = null;
    let onAbort = (): void => undefined;
    let endLimit = (): void => undefined;
    const cutOff = new Promise<'timeout' | 'stop'>((resolve) => {
      endLimit = afterListening(timeLimit, () => {
        resolve('timeout');
      });
      onAbort = () => {
        resolve('stop');
      };
      stop.addEventListener('abort', onAbort);
      if (stop.aborted) onAbort();
    });
    try {
      for (;;) {
        const event = await Promise.race([this.#process.next(), cutOff]);
        if (event === 'timeout') {
          return await this.#fail(
            'timeout',
            `it took more than ${timeLimit / 1000} s; see --timeout`,
          );
        }
        if (event === 'stop') return await this.#fail('crash', 'the run was interrupted');
        if (event.kind !== 'message') return await this.#failEnded(event);
        const { tag, body } = event.message;
        const protocol = this.#protocol;
        // A command may start another release than it named before.
        if (tag === protocol.zigVersion) this.#speakAs(body.toString('utf8'));
        else if (tag === protocol.emitDigest) digest = digestIn(body, protocol);
        else if (tag === protocol.errorBundle) return await this.#finish(body, digest);
      }
    } catch (error) {
      return await this.#fail('protocol', (error as Error).message);
    } finally {
      endLimit();
      stop.removeEventListener('abort', onAbort);
    }
  }

  #speakAs(version: string): void {
    if (version === this.#zig.version) return;
    this.#protocol = protocolOf({ version, library: null }).protocol;
  }

  async #finish(bundle: Buffer, digest: string | null): Promise<CompileResult> {
    const { errors, compileLog } = readErrorBundle(bundle, this.#protocol.errorBundleLayout);
    if (errors.length > 0) return { kind: 'errors', errors, compileLog };
    if (digest === null) {
      return this.#fail('no-image', 'it reports success, but names no image');
    }
    const image = path.join(this.#options.cacheFolder, 'o', digest, IMAGE_FILE);
    const name = `o/${digest}/${IMAGE_FILE}`;
    const why = whyUnreadable(image, name);
    if (why !== null) return this.#fail('no-image', `it reports success, but ${why}`);
    return { kind: 'image', image };
  }

  async #failEnded(event: Exclude<Event, { kind: 'message' }>): Promise<CompilerFailure> {
    if (event.kind === 'garbage') return this.#fail('protocol', event.reason);
    return this.#fail('crash', `it ended with ${event.ending}`);
  }

  async #fail(outcome: CompilerOutcome, reason: string): Promise<CompilerFailure> {
    await this.#process.kill();
    const details = await this.#process.lastWords();
    this.#failure = { kind: 'failure', outcome, reason, details };
    return this.#failure;
  }
}

/** The folder of an image, from the body of `emit_digest`: flags and the digest. */
function digestIn(body: Buffer, protocol: ChosenProtocol['protocol']): string {
  const size = protocol.emitDigestFlags + protocol.digestSize;
  if (body.length !== size) {
    throw new Error(`expected an emit_digest of ${size} bytes, got ${body.length}`);
  }
  return body.toString('hex', protocol.emitDigestFlags);
}

/** Why an image cannot be read, which another program may have locked; null if it can. */
function whyUnreadable(image: string, name: string): string | null {
  try {
    const status = fs.statSync(image, { throwIfNoEntry: false });
    if (status === undefined) return `there is no ${name}`;
    if (!status.isFile()) return `${name} is no file`;
    fs.closeSync(fs.openSync(image, 'r'));
    return null;
  } catch (error) {
    return `${name} cannot be read: ${(error as Error).message}`;
  }
}
