import type { Catches } from './layer';
import type { Mutant } from './rows/mutant';

/** A mutant and all that is known of what catches it. */
export interface JudgedMutant {
  readonly mutant: Mutant;
  readonly catches: Catches;
}

/** Whether a level that any linker is judged on caught it, without looking at bytes. */
export function isCaughtWithoutBytes({ catches }: JudgedMutant): boolean {
  const { valid, meaning, runs, same, incremental } = catches;
  return [valid, meaning, runs, same, incremental].some((place) => place !== undefined);
}

export function isCaught({ catches }: JudgedMutant): boolean {
  return Object.keys(catches).length > 0;
}

/** What is wrong with how a mutant fared, or null: each one has to be caught or argued harmless. */
export function faultOf(judged: JudgedMutant): string | null {
  const { mutant } = judged;
  if (isCaught(judged)) {
    return mutant.equivalent === undefined
      ? null
      : 'it is caught, though its row says that nothing can catch it';
  }
  return mutant.equivalent === undefined ? 'nothing catches it, and no row says why' : null;
}
