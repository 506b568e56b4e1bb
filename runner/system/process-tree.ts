import * as fs from 'node:fs';

/**
 * The environment variable that marks a process of a session: all that it starts have it too,
 * even those that leave their group and session and whose parents have ended.
 */
export const SESSION_VARIABLE = 'COFF2_ADAPTER_SESSION';

/** Looks for what was started meanwhile, at most. */
const ROUNDS = 20;

/** A process that still runs. */
export interface RunningProcess {
  readonly pid: number;
  /** What it calls itself. */
  readonly name: string;
}

interface Process extends RunningProcess {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/**
 * A process and all that it started, and these in turn. The process must lead a session of its own,
 * and have a mark of its own in {@link SESSION_VARIABLE}.
 *
 * What was started is found by the mark, by the session and by its parents, in /proc; where there
 * is none, only the process's group is known. What is not found must have given itself another
 * environment and another session, and its parents must have ended.
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

  /** The process has ended and was waited for: its number may soon be that of another one. */
  rootIsGone(): void {
    this.#isRootGone = true;
  }

  /** All of it that runs now, as far as it can be found. */
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

  /** Ends all of it, at once. */
  kill(): void {
    const found = this.#stop();
    for (const pid of found) signal(pid, 'SIGKILL');
    if (found.size === 0 && !this.#isRootGone) signal(-this.#root, 'SIGKILL');
  }

  /** Stops all of it first, so that none is lost when its parents end, and none starts another. */
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

/** All processes that run; none where /proc is not there. */
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

/** "PID (NAME) STATE PARENT GROUP SESSION ...", where the name may hold anything; see proc(5). */
function parseStat(stat: string): readonly Process[] {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const [state, parent, group, session] = stat.slice(close + 2).split(' ');
  // A process that has ended, and that nobody has waited for yet.
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
