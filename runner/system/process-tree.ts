import * as fs from 'node:fs';
import {
  runningProcesses,
  statFields,
  type LinuxProcess,
  type RunningProcess,
} from './running-processes';

/**
 * The environment variable that marks the processes of a session. Everything that a process starts has
 * it too, even if it leaves its group and session and its parents have ended.
 */
export const SESSION_VARIABLE = 'COFF2_ADAPTER_SESSION';

/** How often to look again for processes that were started meanwhile. */
const ROUNDS = 20;

/**
 * A process and everything that it started, directly or indirectly. The process must lead a session of
 * its own, and have a mark of its own in {@link SESSION_VARIABLE}.
 *
 * These processes are found in /proc, by the mark, by the session and by their parents. Without /proc,
 * only the group of the process is known. A process that is not found has changed its environment and
 * its session, and its parents have ended.
 */
export class ProcessTree {
  readonly #root: number;
  readonly #mark: string;
  /** When the root was started. What is older has no mark of it. */
  readonly #start: number;
  #isRootGone = false;

  /** @param mark what {@link SESSION_VARIABLE} is set to, and nowhere else */
  constructor(root: number, mark: string) {
    this.#root = root;
    this.#mark = `${SESSION_VARIABLE}=${mark}`;
    this.#start = startOf(root);
  }

  /** The process has ended and was waited for. Its number may soon belong to another one. */
  rootIsGone(): void {
    this.#isRootGone = true;
  }

  /** All processes that run now, as far as they can be found. */
  running(): readonly RunningProcess[] {
    return this.#running(new Set());
  }

  /** @param older numbers of processes that are older than the root, which are not read again; the others are added */
  #running(older: Set<number>): readonly RunningProcess[] {
    const all = runningProcesses(older);
    for (const { pid, start } of all) if (start < this.#start) older.add(pid);
    const found = new Map(
      all.filter((one) => this.#isKnown(one) || this.#isMarked(one)).map((one) => [one.pid, one]),
    );
    for (let before = -1; before !== found.size;) {
      before = found.size;
      for (const one of all) if (found.has(one.parent)) found.set(one.pid, one);
    }
    return [...found.values()];
  }

  /** Ends all of them at once. @returns those that were found */
  kill(): readonly RunningProcess[] {
    const found = this.#stop();
    for (const { pid } of found) signal(pid, 'SIGKILL');
    if (found.length === 0 && !this.#isRootGone) signal(-this.#root, 'SIGKILL');
    return found;
  }

  /** Stops all of them first, so that none is lost when its parents end, and none starts another. */
  #stop(): readonly RunningProcess[] {
    const found = new Map<number, RunningProcess>();
    // For as long as this takes: later, their numbers may belong to others.
    const older = new Set<number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = this.#running(older).filter(({ pid }) => !found.has(pid));
      if (started.length === 0) break;
      for (const one of started) {
        found.set(one.pid, one);
        signal(one.pid, 'SIGSTOP');
      }
    }
    return [...found.values()];
  }

  #isKnown({ pid, group, session }: LinuxProcess): boolean {
    return !this.#isRootGone && [pid, group, session].includes(this.#root);
  }

  /** Reading the environment of every process of the machine would take longer than all else. */
  #isMarked({ pid, start }: LinuxProcess): boolean {
    if (start < this.#start) return false;
    try {
      return fs.readFileSync(`/proc/${pid}/environ`).includes(this.#mark);
    } catch {
      // It ended meanwhile, or is another user's.
      return false;
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended by itself.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** When a process was started, in clock ticks since the machine was; 0 if that cannot be read. */
function startOf(pid: number): number {
  try {
    return statFields(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')).start;
  } catch {
    // Without /proc, or it has ended already: any process may be newer.
    return 0;
  }
}
