import { HOST_PROFILES, type HostName } from '../../../reference';
import { LineSplitter } from '../link-script/lines';
import type { Op } from '../link-script/op';
import { LinkScriptParser } from '../link-script/parser';
import { LineError, ScriptError } from '../link-script/script-error';
import { Definitions } from './definitions';
import { Replay } from './replay';

/** Is called while a script is replayed. Each call is about the linker of one host. */
export interface ReplayObserver {
  /** Called when the header was read. */
  started?(host: HostName, replay: Replay): void;
  /** Called after every op, and before `snapshot`. */
  afterOp?(host: HostName, replay: Replay, op: Op): void;
  /** `index` counts the script's snapshots from 0. */
  snapshot?(host: HostName, replay: Replay, index: number, name: string | null): void;
}

/**
 * Replays one link script, as its bytes arrive, on one or more host profiles side by side.
 *
 * Call {@link push} with the bytes, and {@link end} at the end.
 */
export class ScriptReplay {
  readonly #file: string;
  readonly #hosts: readonly HostName[];
  readonly #observer: ReplayObserver;
  readonly #splitter = new LineSplitter();
  readonly #parser: LinkScriptParser;
  readonly #definitions = new Definitions();
  readonly #replays = new Map<HostName, Replay>();
  #snapshots = 0;

  /** @param file the name of the script in messages */
  constructor(file: string, hosts: readonly HostName[], observer: ReplayObserver) {
    this.#file = file;
    this.#hosts = hosts;
    this.#observer = observer;
    this.#parser = new LinkScriptParser(file);
  }

  /** @throws ScriptError */
  push(chunk: Buffer): void {
    this.#located(() => {
      for (const line of this.#splitter.push(chunk)) this.#line(line);
    });
  }

  /** @throws ScriptError */
  end(): void {
    this.#located(() => {
      for (const line of this.#splitter.end()) this.#line(line);
    });
    this.#parser.end();
  }

  #line(line: Buffer): void {
    const op = this.#parser.line(line);
    if (op === null) this.#start();
    else this.#apply(op);
  }

  #start(): void {
    const { options } = this.#parser;
    if (options === null) throw new Error('a header without options');
    for (const host of this.#hosts) {
      try {
        const replay = new Replay(options, HOST_PROFILES[host], this.#definitions);
        this.#replays.set(host, replay);
        this.#observer.started?.(host, replay);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        throw new ScriptError(this.#file, this.#parser.lines, 'header', error.message);
      }
    }
  }

  #apply(op: Op): void {
    if (op.op === 'defineUav') this.#definitions.defineUav(op);
    else if (op.op === 'defineLazy') this.#definitions.defineLazy(op);
    for (const [host, replay] of this.#replays) {
      try {
        replay.apply(op);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        const where = this.#hosts.length > 1 ? ` (on ${host})` : '';
        throw this.#parser.refusal(op, error.message + where);
      }
      this.#observer.afterOp?.(host, replay, op);
      if (op.op === 'snapshot') this.#observer.snapshot?.(host, replay, this.#snapshots, op.name);
    }
    if (op.op === 'snapshot') this.#snapshots += 1;
  }

  /** A line that could not be split off is the one after the last line that was read. */
  #located(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      const line = this.#parser.lines + 1;
      const subject = line === 1 ? 'header' : `op ${line - 1}`;
      throw new ScriptError(this.#file, line, subject, error.message);
    }
  }
}
