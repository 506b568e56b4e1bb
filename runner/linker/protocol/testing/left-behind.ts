import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TemporaryFolder } from '../../../testing/temporary-folder';

/** Milliseconds that what was killed gets to be gone. */
const PATIENCE = 10_000;

/**
 * Waits until nothing is left of the small adapters of a test.
 * @throws Error that names what stays
 */
export async function nothingLeft(folder: TemporaryFolder): Promise<void> {
  const start = performance.now();
  for (;;) {
    const folders = words(folder.path('folders')).filter((one) => fs.existsSync(path.dirname(one)));
    const pids = words(folder.path('pids')).map(Number).filter(isRunning);
    if (folders.length + pids.length === 0) return;
    if (performance.now() - start > PATIENCE) {
      throw new Error(`left behind: ${[...folders, ...pids].join(', ')}`);
    }
    await sleep(10);
  }
}

function words(file: string): readonly string[] {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
}

/** What has ended may still wait for its parent to ask. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
