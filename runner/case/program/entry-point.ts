import type { LinkOptions } from '../../../reference';
import type { ProgramState } from './program-state';

/** What is wrong with the entry point of a program itself, so that no image of it can run. */
export interface EntryPointFault {
  /** `none`: nothing is exported by its name. `undefined`: what is has no content. `data`: it is no function. */
  readonly kind: 'none' | 'undefined' | 'data';
  /** What is wrong, after "the program". */
  readonly text: string;
}

/**
 * The exported name of the entry point of a program (upstream: `updateExportsInner`), or of a DLL. For
 * a DLL upstream has none; this is the name that linkers for Windows use.
 */
export function entryPointName({ outputMode }: LinkOptions): string {
  return outputMode === 'Lib' ? '_DllMainCRTStartup' : 'wWinMainCRTStartup';
}

/**
 * What is wrong with the entry point of a program that is no DLL, whatever links it; null if nothing is. Of a program that
 * is not flushed, also what was wrong when it was flushed last: its image may be of then.
 */
export function entryPointFault({ options, entryPoints }: ProgramState): EntryPointFault | null {
  if (options.outputMode === 'Lib') return null;
  const name = entryPointName(options);
  for (const entryPoint of entryPoints) {
    if (entryPoint === undefined) return { kind: 'none', text: 'has no entry point' };
    if (entryPoint === null) {
      return { kind: 'undefined', text: `exports what is not there as its entry point, ${name}` };
    }
    if (!entryPoint.isCode) {
      return { kind: 'data', text: `exports data as its entry point, ${name}` };
    }
  }
  return null;
}
