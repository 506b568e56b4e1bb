import { execa } from 'execa';
import { runningProcesses, type LinuxProcess } from '../system/running-processes';

/** When a process that does not end is ended. */
export interface ComputingLimits {
  /** Seconds of computing, by the process and what it started, after which it hangs. */
  readonly computing: number;
  /** Milliseconds in which nothing is computed, after which nobody can say whether it hangs. */
  readonly waiting: number;
  /** Milliseconds between two looks at it. */
  readonly interval: number;
}

/** How a process ended: by itself, or because it computed for too long. */
export type ComputingEnd =
  | { readonly kind: 'ended'; readonly stderr: string }
  | { readonly kind: 'hangs' };

/** Seconds for which a process has computed; 0 once it has ended. @throws Error where there is no /proc */
export function computedSeconds(pid: number): number {
  return processes().find((one) => one.pid === pid)?.seconds ?? 0;
}

/**
 * Runs Node.js until it ends or has computed for too long. How long it takes by the clock decides nothing: on a busy
 * machine a process may take any time, and do well.
 * @param args of Node.js
 * @param folder its working directory
 * @param onProgress told at each look at which it has computed since the last one
 * @param variables of its environment, besides those of this process
 * @throws Error if it waits for longer than the limit without computing, or where there is no /proc
 */
export async function runWithinComputing(
  args: readonly string[],
  folder: string,
  limits: ComputingLimits,
  onProgress: () => void,
  variables: Readonly<Record<string, string>> = {},
): Promise<ComputingEnd> {
  const child = execa(process.execPath, args, { reject: false, cwd: folder, env: variables });
  const { pid } = child;
  if (pid === undefined) throw new Error(`node cannot be started: ${(await child).stderr}`);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<ComputingEnd>((resolve, reject) => {
    let most = 0;
    let since = performance.now();
    const look = (): void => {
      try {
        const tree = treeOf(pid);
        const computed = tree.reduce((sum, { seconds }) => sum + seconds, 0);
        if (computed > limits.computing) {
          endAll(tree);
          resolve({ kind: 'hangs' });
        } else if (computed > most) {
          most = computed;
          since = performance.now();
          onProgress();
        } else if (performance.now() - since > limits.waiting) {
          endAll(tree);
          const minutes = (limits.waiting / 60_000).toFixed(1);
          reject(new Error(`a process waits for ${minutes} minutes, and computes nothing`));
        }
      } catch (error) {
        child.kill('SIGKILL');
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    timer = setInterval(look, limits.interval);
  });
  try {
    const ended = child.then(({ stderr }): ComputingEnd => ({ kind: 'ended', stderr }));
    return await Promise.race([ended, tooLong]);
  } finally {
    clearInterval(timer);
  }
}

/** @throws Error where there is no /proc, which would look like a machine on which nothing computes */
function processes(): readonly LinuxProcess[] {
  const all = runningProcesses();
  if (all.length === 0) throw new Error('what processes compute is in /proc, which is not there');
  return all;
}

/** A process and what it started, directly or not, as far as that runs; empty once it has ended. */
function treeOf(root: number): readonly LinuxProcess[] {
  const all = processes();
  const found = all.filter(({ pid }) => pid === root);
  // A list that grows while it is read: each process adds what it started.
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function endAll(tree: readonly LinuxProcess[]): void {
  for (const { pid } of tree) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It has ended by itself.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
