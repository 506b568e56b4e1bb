import type { MutatedFile } from './mutant';

/** Faults of `reference/link/options.ts`. */
export const OPTIONS: MutatedFile = {
  file: 'options.ts',
  mutations: [
    {
      name: 'release-small-alignment',
      kind: 'symbols',
      find: "return optimize === 'ReleaseSmall' ? 1 : 16;",
      replace: 'return 16;',
      sameProgram: 'code only takes more room',
    },
    {
      name: 'default-alignment-of-1',
      kind: 'symbols',
      find: "return optimize === 'ReleaseSmall' ? 1 : 16;",
      replace: 'return 1;',
      sameProgram: 'code of x86 runs at any address',
    },
  ],
};
