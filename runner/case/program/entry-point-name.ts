import type { LinkOptions } from '../../../reference';

/**
 * The exported name of what the loader starts a program at (seed: `updateExportsInner`), or calls
 * when it loads a DLL: there the seed has none, and linkers for Windows have this one.
 */
export function entryPointName({ outputMode }: LinkOptions): string {
  return outputMode === 'Lib' ? '_DllMainCRTStartup' : 'wWinMainCRTStartup';
}
