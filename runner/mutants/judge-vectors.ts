import type { Vector, VectorStore } from '../oracle/vectors';
import type { Catches } from './layer';
import type { MutatedLinker } from './mutant-tree';

/** What is judged before a mutant is: nothing, or the linker as it is. What happens then says nothing of a mutant. */
export const BEFORE_MUTANT = 'its start';

/** Told what is being judged, before it is: a mutant may hang, or end the process. */
export type Begin = (place: string) => void;

/** The first vector of the real linker that a mutant does not reproduce. */
export function judgeVectors(
  { runVector, holds }: MutatedLinker,
  store: VectorStore,
  vectors: readonly Vector[],
  begin: Begin,
): Catches {
  for (const vector of vectors) {
    begin(vector.name);
    try {
      if (!holds(runVector(store, vector))) return { vector: vector.name };
    } catch {
      // Whatever a mutated linker throws, it does not reproduce the vector.
      return { vector: `${vector.name} (it throws)` };
    }
  }
  return {};
}
