import type { MutatedFile } from './mutant';

/** Faults of `reference/link/pending-uavs.ts`. */
export const PENDING_UAVS: MutatedFile = {
  file: 'pending-uavs.ts',
  mutations: [
    {
      name: 'pending-uavs-first-in-first-out',
      kind: 'idle',
      find: 'this.#order.pop();',
      replace: 'this.#order.shift();',
      sameProgram: 'the order only decides about places',
    },
    {
      name: 'pending-uavs-of-last-alignment',
      kind: 'symbols',
      find: 'Math.max(asked ?? 0, alignment)',
      replace: 'alignment',
    },
    {
      name: 'pending-uavs-of-first-alignment',
      kind: 'symbols',
      find: 'Math.max(asked ?? 0, alignment)',
      replace: 'asked ?? alignment',
    },
    {
      name: 'pending-uavs-sum-alignments',
      kind: 'symbols',
      find: 'Math.max(asked ?? 0, alignment)',
      replace: 'Math.max(asked ?? 0, alignment, 16)',
      sameProgram: 'constants only take more room',
    },
    {
      name: 'pending-uavs-forget-alignment',
      kind: 'symbols',
      find: 'this.#alignments.delete(index);',
      replace: 'this.#alignments.clear();',
    },
  ],
};
