import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Folders that would stay if this process ended now. */
const folders = new Set<string>();

/**
 * Makes a folder for temporary files. If this process ends before {@link forgetTemporary} is called (a
 * second Ctrl-C), the folder is removed then.
 * @param prefix how its name begins
 * @returns its absolute path, without symbolic links
 */
export function makeTemporary(prefix: string): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), prefix)));
  if (folders.size === 0) process.once('exit', removeAll);
  folders.add(folder);
  return folder;
}

/** Its owner has removed the folder. */
export function forgetTemporary(folder: string): void {
  folders.delete(folder);
  if (folders.size === 0) process.off('exit', removeAll);
}

function removeAll(): void {
  for (const folder of folders) {
    try {
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Whoever interrupts twice wants the end at once, and nobody is left to be told.
    }
  }
}
