import * as module from 'node:module';
import * as path from 'node:path';
import { cacheFolder } from './cache-folder';

/** Of Node.js 22.8 and later. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/**
 * Has Node.js keep what V8 compiles of the modules that are loaded from now on, for the next process: to compile the
 * program takes longer than most commands. Where it cannot keep it, as in a folder without room, it goes on without.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache } = module as CompileCache;
  if (enableCompileCache === undefined) return;
  let folder: string;
  try {
    folder = path.join(cacheFolder(), 'code');
  } catch {
    // A user without a home keeps nothing.
    return;
  }
  enableCompileCache(folder);
}
