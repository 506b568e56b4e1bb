import { endTree } from './windows-process';
import type { RunningProcess } from './running-processes';

/**
 * A process on Windows and all that it started, and these in turn.
 *
 * Windows keeps no list of what a process started: only a process that still runs says who its parent
 * was. So the tree can be ended while its root runs. What outlives the root is not found.
 */
export class WindowsProcessTree {
  readonly #root: number;
  #isRootGone = false;

  /** @param root number of a process that this process started */
  constructor(root: number) {
    this.#root = root;
  }

  /** The process has ended and was waited for: its number may soon be that of another one. */
  rootIsGone(): void {
    this.#isRootGone = true;
  }

  /** Ends all of it, while the root runs. @returns none, as the names of what was started are not known */
  kill(): readonly RunningProcess[] {
    if (!this.#isRootGone) endTree(this.#root);
    return [];
  }
}
