import type { HostName } from '../../../reference';
import { ScriptReader } from '../link-script/script-reader';
import { LineReplay } from './line-replay';
import type { ReplayObserver } from './replay-observer';

/**
 * Replays one link script, as its bytes arrive, on one or more host profiles side by side.
 *
 * Call {@link push} with the bytes, and {@link end} at the end.
 */
export class ScriptReplay {
  readonly #reader: ScriptReader;

  /** @param file the name of the script in messages */
  constructor(file: string, hosts: readonly HostName[], observer: ReplayObserver) {
    this.#reader = new ScriptReader(file, new LineReplay(file, hosts, observer));
  }

  /** @throws ScriptError */
  push(chunk: Buffer): void {
    this.#reader.push(chunk);
  }

  /** @throws ScriptError */
  end(): void {
    this.#reader.end();
  }
}
