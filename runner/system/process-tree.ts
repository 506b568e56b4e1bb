import * as fs from 'node:fs';

/**
 * The environment variable that marks the processes of a session. Everything that a process starts has
 * it too, even if it leaves its group and session and its parents have ended.
 */
export const SESSION_VARIABLE = 'COFF2_ADAPTER_SESSION';

/** How often to look again for processes that were started meanwhile. */
const ROUNDS = 20;

/** A process that still runs. */
export interface RunningProcess {
  readonly pid: number;
  /** Its name. */
  readonly name: string;
}

interface Process extends RunningProcess {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

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
  #isRootGone = false;

  /** @param mark what {@link SESSION_VARIABLE} is set to, and nowhere else */
  constructor(root: number, mark: string) {
    this.#root = root;
    this.#mark = `${SESSION_VARIABLE}=${mark}`;
  }

  /** The process has ended and was waited for. Its number may soon belong to another one. */
  rootIsGone(): void {
    this.#isRootGone = true;
  }

  /** All processes that run now, as far as they can be found. */
  running(): readonly RunningProcess[] {
    const all = processes();
    const found = new Map(
      all.filter((one) => this.#isKnown(one) || this.#isMarked(one)).map((one) => [one.pid, one]),
    );
    for (let before = -1; before !== found.size;) {
      before = found.size;
      for (const one of all) if (found.has(one.parent)) found.set(one.pid, one);
    }
    return [...found.values()];
  }

  /** Ends all of them at once. */
  kill(): void {
    const found = this.#stop();
    for (const pid of found) signal(pid, 'SIGKILL');
    if (found.size === 0 && !this.#isRootGone) signal(-this.#root, 'SIGKILL');
  }

  /** Stops all of them first, so that none is lost when its parents end, and none starts another. */
  #stop(): ReadonlySet<number> {
    const found = new Set<number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = this.running().filter(({ pid }) => !found.has(pid));
      if (started.length === 0) break;
      for (const { pid } of started) {
        found.add(pid);
        signal(pid, 'SIGSTOP');
      }
    }
    return found;
  }

  #isKnown({ pid, group, session }: Process): boolean {
    return !this.#isRootGone && [pid, group, session].includes(this.#root);
  }

  #isMarked({ pid }: Process): boolean {
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

/** All running processes; none without /proc. */
function processes(): readonly Process[] {
  let names: readonly string[];
  try {
    names = fs.readdirSync('/proc');
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return parseStat(fs.readFileSync(`/proc/${name}/stat`, 'utf8'));
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

/** "PID (NAME) STATE PARENT GROUP SESSION ...". The name may contain anything; see proc(5). */
function parseStat(stat: string): readonly Process[] {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const [state, parent, group, session] = stat.slice(close + 2).split(' ');
  // A process that has ended, but was not waited for yet.
  if (state === 'Z' || state === 'X') return [];
  return [
    {
      pid: Number(stat.slice(0, open)),
      name: stat.slice(open + 1, close),
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
    },
  ];
}
