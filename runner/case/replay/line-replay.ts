import { HOST_PROFILES, type HostName, type LinkOptions } from '../../../reference';
import type { Op } from '../link-script/op';
import { opSubject } from '../link-script/op-subject';
import { opOfRecord } from '../link-script/record-op';
import { LineError, ScriptError } from '../link-script/script-error';
import type { ScriptLines } from '../link-script/script-reader';
import type { Names, UpdateRecord } from '../link-script/update-record';
import { Definitions } from './definitions';
import { Replay } from './replay';
import type { ReplayObserver } from './replay-observer';

/**
 * Replays the lines of one link script, wherever they are read, on one or more host profiles side by side. Each
 * line is one call, which throws a ScriptError where a linker refuses it.
 */
export class LineReplay implements ScriptLines {
  readonly #file: string;
  readonly #hosts: readonly HostName[];
  readonly #observer: ReplayObserver;
  readonly #definitions = new Definitions();
  readonly #replays = new Map<HostName, Replay>();
  #ops = 0;
  #snapshots = 0;

  /** @param file the name of the script in messages */
  constructor(file: string, hosts: readonly HostName[], observer: ReplayObserver) {
    this.#file = file;
    this.#hosts = hosts;
    this.#observer = observer;
  }

  header(options: LinkOptions): void {
    for (const host of this.#hosts) {
      try {
        const replay = new Replay(options, HOST_PROFILES[host], this.#definitions);
        this.#replays.set(host, replay);
        this.#observer.started?.(host, replay);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        throw new ScriptError(this.#file, 1, 'header', error.message);
      }
    }
  }

  op(op: Op): void {
    this.#ops += 1;
    if (op.op === 'defineUav') this.#definitions.defineUav(op);
    else if (op.op === 'defineLazy') this.#definitions.defineLazy(op);
    for (const [host, replay] of this.#replays) {
      try {
        replay.apply(op);
      } catch (error) {
        throw this.#refusal(error, host, op);
      }
      this.#observer.afterOp?.(host, replay, op);
      if (op.op === 'snapshot') this.#observer.snapshot?.(host, replay, this.#snapshots, op.name);
    }
    if (op.op === 'snapshot') this.#snapshots += 1;
  }

  update(record: UpdateRecord, names: Names): void {
    this.#ops += 1;
    for (const [host, replay] of this.#replays) {
      try {
        replay.update(record, names);
      } catch (error) {
        throw this.#refusal(error, host, opOfRecord(record, names));
      }
      this.#observer.afterOp?.(host, replay, opOfRecord(record, names));
    }
  }

  #refusal(error: unknown, host: HostName, op: Op): unknown {
    if (!(error instanceof LineError)) return error;
    const where = this.#hosts.length > 1 ? ` (on ${host})` : '';
    const subject = opSubject(this.#ops, op);
    return new ScriptError(this.#file, this.#ops + 1, subject, error.message + where);
  }
}
