import * as module from 'node:module';
import * as path from 'node:path';
import { cacheFolder } from './cache-folder';
import { makeFolder } from './make-folder';

/** Of Node.js 22.8 and later. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/**
 * Has Node.js keep what V8 compiles of the modules that are loaded from now on, for the next process: to compile the
 * program takes longer than most commands. Where it cannot keep it, as in a folder without room, it goes on without.
 * @returns whether this Node.js knows how to; `loadProgram` does it for others
 */
export function keepCompiledCode(): boolean {
  const { enableCompileCache } = module as CompileCache;
  if (enableCompileCache === undefined) return false;
  const folder = codeFolder();
  if (folder === null) return true;
  try {
    // Node.js 22 would try without end where this fails below /proc.
    makeFolder(folder);
  } catch {
    return true;
  }
  enableCompileCache(folder);
  return true;
}

/** Where compiled code is kept; null if it is not, as for a user without a home. */
export function codeFolder(): string | null {
  if (process.env.NODE_DISABLE_COMPILE_CACHE === '1') return null;
  try {
    return path.join(cacheFolder(), 'code');
  } catch {
    return null;
  }
}
