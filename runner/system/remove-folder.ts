import * as fs from 'node:fs';

/** How often it is tried; Windows removes no file that is open, and a virus scanner opens new ones. */
const TRIES = 10;

/** Milliseconds before the second try; each further try waits longer by as much. */
const DELAY = 50;

/**
 * Removes a folder with all that is in it. If something keeps a file open for seconds, the folder
 * stays, and a warning names it: a verdict does not depend on it.
 */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await fs.promises.rm(folder, {
      recursive: true,
      force: true,
      maxRetries: TRIES,
      retryDelay: DELAY,
    });
  } catch (error) {
    warnThatItStays(folder, error);
  }
}

/** Names a folder that cannot be removed, and what to do about it. */
export function warnThatItStays(folder: string, error: unknown): void {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  process.emitWarning(
    `${folder} cannot be removed (${code}): a program may still have a file in it open. ` +
      'End that program, then remove the folder.',
  );
}
