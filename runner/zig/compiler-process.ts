import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startSession, type Ending, type SessionProcess } from '../system/session-process';
import { StderrTail } from '../system/stderr-tail';
import { HEADER_SIZE, MessageReader, type ServerMessage } from './message-reader';

/** Milliseconds for what should come at once. */
const GRACE = 1000;

/** How to start a compiler. */
export interface CompilerProcessOptions {
  /** The program and all its arguments. */
  readonly command: readonly string[];
  /** Folder of the sources. */
  readonly folder: string;
  /** Folder for its temporary files. */
  readonly temporary: string;
}

/** The next event of the process. */
export type Event =
  | { readonly kind: 'message'; readonly message: ServerMessage }
  /** It closed its output; `ending` says how it ended. What still runs is orderly, as the exit code 0 is. */
  | { readonly kind: 'end'; readonly ending: string; readonly isOrderly: boolean }
  /** It wrote something that is not a message. */
  | { readonly kind: 'garbage'; readonly reason: string };

/** A compiler that serves updates, and everything that it starts. */
export class CompilerProcess {
  readonly #child: SessionProcess;
  readonly #stderr: StderrTail;
  readonly #events: AsyncGenerator<Event, void, undefined>;
  readonly #ended: Promise<Ending>;
  /** The next event, while it is waited for. */
  #coming: Promise<Event> | null = null;

  private constructor(child: SessionProcess) {
    this.#child = child;
    this.#stderr = new StderrTail(child.stderr);
    this.#ended = child.ended.then((ending) => {
      child.tree?.kill();
      child.tree?.rootIsGone();
      return ending;
    });
    this.#events = eventsOf(child.stdout, this.#ended);
    // If the compiler ends while it is written to, its ending says so.
    child.stdin.on('error', () => undefined);
  }

  static async start({
    command,
    folder,
    temporary,
  }: CompilerProcessOptions): Promise<CompilerProcess> {
    const environment = { TMPDIR: temporary };
    return new CompilerProcess(await startSession({ command, folder, environment }));
  }

  /** Sends a message without a body. */
  send(tag: number): void {
    const header = Buffer.alloc(HEADER_SIZE);
    header.writeUInt32LE(tag, 0);
    this.#child.stdin.write(header);
  }

  /** The next event. After its end, this is always the end. */
  async next(): Promise<Event> {
    this.#coming ??= this.#following();
    const event = await this.#coming;
    this.#coming = null;
    return event;
  }

  /** The next event, if there is one already; otherwise null. */
  async waiting(): Promise<Event | null> {
    this.#coming ??= this.#following();
    const isThere = await Promise.race([this.#coming.then(() => true), nextTurn(false)]);
    return isThere ? this.next() : null;
  }

  async #following(): Promise<Event> {
    const { value } = await this.#events.next();
    return value ?? endOf(await this.#ended);
  }

  /** The end of its standard error, after it has ended. */
  async lastWords(): Promise<readonly string[]> {
    await Promise.race([this.#stderr.ended, grace()]);
    return this.#stderr.lines();
  }

  /**
   * Waits a moment for it to end by itself, then ends it and everything that it started.
   * @param isToBeTold of each event meanwhile
   * @returns the first such event
   */
  async close(isToBeTold: (event: Event) => boolean): Promise<Event | null> {
    this.#child.stdin.end();
    const patience = grace();
    let told: Event | null = null;
    for (let event = await Promise.race([this.next(), patience]); event !== null;) {
      if (told === null && isToBeTold(event)) told = event;
      if (event.kind !== 'message') break;
      event = await Promise.race([this.next(), patience]);
    }
    await Promise.race([this.#ended, patience]);
    await this.kill();
    return told;
  }

  /** Ends it and everything that it started, at once. */
  async kill(): Promise<void> {
    this.#child.tree?.kill();
    await Promise.race([this.#ended, grace()]);
  }
}

function endOf({ exitCode, signal, startError }: Ending): Event {
  const ending =
    startError ?? (signal === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${signal}`);
  return { kind: 'end', ending, isOrderly: startError === null && exitCode === 0 };
}

async function* eventsOf(
  stdout: Readable,
  ended: Promise<Ending>,
): AsyncGenerator<Event, void, undefined> {
  const reader = new MessageReader();
  try {
    for await (const chunk of stdout) {
      for (const message of reader.push(chunk as Buffer)) yield { kind: 'message', message };
    }
  } catch (error) {
    yield { kind: 'garbage', reason: (error as Error).message };
    return;
  }
  if (reader.pending > 0) {
    const reason = `its output ends inside a message, after ${reader.pending} bytes of it`;
    yield { kind: 'garbage', reason };
    return;
  }
  // It may close its output and keep running.
  const ending = await Promise.race([ended, grace()]);
  yield ending === null
    ? { kind: 'end', ending: 'its output closed', isOrderly: true }
    : endOf(ending);
}

/** A short wait for what should come at once. */
function grace(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, GRACE, null).unref());
}
