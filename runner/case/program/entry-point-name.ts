import type { LinkOptions } from '../../../reference';

/**
 * The exported name of what the loader starts a program at (upstream: `updateExportsInner`), or calls
 * when it loads a DLL: there upstream has none, and linkers for Windows have this one.
 */
export function entryPointName({ outputMode }: LinkOptions): string {
  return outputMode === 'Lib' ? '_DllMainCRTStartup' : 'wWinMainCRTStartup';
}
