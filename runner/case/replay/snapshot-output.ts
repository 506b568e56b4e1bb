import * as fs from 'node:fs';
import { InPlaceFile, type HostName } from '../../../reference';
import type { Op } from '../link-script/op';
import { digestSnapshot } from './snapshot-digest';
import type { Replay } from './replay';
import type { ReplayObserver } from './script-replay';

/**
 * Where the snapshots of one script go. A refused script leaves nothing: what was kept counts from
 * {@link commit} on, and {@link discard} drops it.
 */
export interface SnapshotOutput extends ReplayObserver {
  /** The script was replayed to its end. */
  commit(): void;
  /** The script was refused, or could not be read. Also after a commit that failed. */
  discard(): void;
}

/** Replays and keeps nothing: whether the script is refused is all there is to know. */
export class NoOutput implements SnapshotOutput {
  commit(): void {
    return;
  }
  discard(): void {
    return;
  }
}

/** `--digest`: one JSON line a snapshot, host by host. */
export class DigestOutput implements SnapshotOutput {
  readonly #lines = new Map<HostName, string[]>();
  readonly #script: string;
  readonly #write: (text: string) => void;

  /** @param script the script's name in the lines */
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
 * `--in-place FILE`: FILE is patched after every flush, as a real linker does with its output. It
 * comes into being with the first one. Where the script is refused later, a FILE that was not there
 * before is removed; one that was holds the image as of the last flush.
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
