import * as fs from 'node:fs';
import { InPlaceFile, type HostName } from '../../../reference';
import type { Op } from '../link-script/op';
import { digestSnapshot } from './snapshot-digest';
import type { Replay } from './replay';
import type { ReplayObserver } from './replay-observer';

/**
 * Where the snapshots of one script go. A refused script leaves nothing: {@link commit} makes the
 * output final, and {@link discard} drops it.
 */
export interface SnapshotOutput extends ReplayObserver {
  /** Called when the script was replayed to its end. */
  commit(): void;
  /** Called if the script was refused or could not be read, and after a commit that failed. */
  discard(): void;
}

/** Keeps nothing. The only result is whether the script is refused. */
export class NoOutput implements SnapshotOutput {
  commit(): void {
    return;
  }
  discard(): void {
    return;
  }
}

/** `--digest`: one JSON line for each snapshot, host by host. */
export class DigestOutput implements SnapshotOutput {
  readonly #lines = new Map<HostName, string[]>();
  readonly #script: string;
  readonly #write: (text: string) => void;

  /** @param script the name of the script in the lines */
  constructor(script: string, write: (text: string) => void) {
    this.#script = script;
    this.#write = write;
  }

  snapshot(host: HostName, { linker }: Replay, snapshot: number, name: string | null): void {
    const { image, size, nodes } = digestSnapshot(linker);
    const line = { script: this.#script, host, snapshot, name, image, size, nodes };
    const lines = this.#lines.get(host) ?? [];
    lines.push(`${JSON.stringify(line)}\n`);
    this.#lines.set(host, lines);
  }

  commit(): void {
    for (const lines of this.#lines.values()) this.#write(lines.join(''));
  }

  discard(): void {
    this.#lines.clear();
  }
}

/**
 * `--in-place FILE`: FILE is patched after every flush, as an incremental linker does. The first flush
 * creates it. If the script is refused later, a FILE that did not exist before is removed; otherwise
 * it has the image of the last flush.
 */
export class InPlaceOutput implements SnapshotOutput {
  readonly #file: string;
  readonly #existed: boolean;
  #open: InPlaceFile | null = null;
  #replay: Replay | null = null;

  constructor(file: string) {
    this.#file = file;
    this.#existed = fs.existsSync(file);
  }

  started(_host: HostName, replay: Replay): void {
    this.#replay = replay;
  }

  afterOp(_host: HostName, replay: Replay, op: Op): void {
    if (op.op === 'flush' || op.op === 'snapshot') this.#patch(replay);
  }

  commit(): void {
    if (this.#replay !== null) this.#patch(this.#replay);
    this.#open?.close();
    this.#open = null;
  }

  discard(): void {
    if (this.#open === null) return;
    this.#open.close();
    this.#open = null;
    if (!this.#existed) fs.rmSync(this.#file, { force: true });
  }

  #patch({ linker }: Replay): void {
    this.#open ??= new InPlaceFile(this.#file, linker.image);
    this.#open.patch();
  }
}
