import * as fs from 'node:fs';

/** Ends a process and all that it started, at once, as far as they can be found. */
export function killTree(pid: number): void {
  // What is found is ended first to last, so that nothing sees its parent go and starts anew.
  for (const one of [pid, ...descendants(pid)]) {
    signal(-one);
    signal(one);
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself, or leads no group.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** Processes below a process, also those that lead groups of their own; none where /proc is not there. */
function descendants(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const [child, parent] of processes()) {
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const found: number[] = [];
  const pending = [pid];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const own = children.get(next) ?? [];
    found.push(...own);
    pending.push(...own);
  }
  return found;
}

/** All processes, each with its parent. */
function processes(): readonly (readonly [number, number])[] {
  let names: readonly string[];
  try {
    names = fs.readdirSync('/proc');
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // "PID (NAME) STATE PARENT ...", where the name may hold anything.
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = /^\S+ (\d+)/.exec(stat.slice(stat.lastIndexOf(')') + 2))?.[1];
      return parent === undefined ? [] : [[Number(name), Number(parent)] as const];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}
