import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

/** Milliseconds that Windows' own tool may take: what it does not end in time goes on, so it is given long. */
const PATIENCE = 60_000;

/**
 * Ends a process and all that it started, and these in turn, as far as their parents still run:
 * Windows keeps only the number of a parent.
 */
export function endTree(pid: number): void {
  const taskkill = path.win32.join(
    process.env.SystemRoot ?? String.raw`C:\Windows`,
    'System32',
    'taskkill.exe',
  );
  spawnSync(taskkill, ['/PID', String(pid), '/T', '/F'], {
    stdio: 'ignore',
    timeout: PATIENCE,
    windowsHide: true,
  });
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
