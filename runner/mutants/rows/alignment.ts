import type { MutatedFile } from './mutant';

/** Faults of `reference/link/alignment.ts`. */
export const ALIGNMENT: MutatedFile = {
  file: 'alignment.ts',
  mutations: [
    {
      name: 'alignment-of-31-bits',
      kind: 'mapped-file',
      find: '{ length: 53 }',
      replace: '{ length: 31 }',
      sameProgram:
        'a symbol takes a multiple of its alignment, and no image has 2 GiB: only an empty one could have more, and Zig has no such alignment',
    },
    {
      name: 'align-rounds-down',
      kind: 'mapped-file',
      find: 'return rest === 0 ? value : value + alignment - rest;',
      replace: 'return value - rest;',
    },
    {
      name: 'align-skips-aligned',
      kind: 'mapped-file',
      find: 'return rest === 0 ? value : value + alignment - rest;',
      replace: 'return value + alignment - rest;',
      sameProgram: 'there is only more room',
    },
  ],
};
