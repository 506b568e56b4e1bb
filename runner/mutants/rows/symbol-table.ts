import type { MutatedFile } from './mutant';

/** Faults of `reference/link/symbol-table.ts`. */
export const SYMBOL_TABLE: MutatedFile = {
  file: 'symbol-table.ts',
  mutations: [
    {
      name: 'symbols-rva-of-24-bits',
      kind: 'symbols',
      find: 'this.#place[si * 2 + 1] = rva;',
      replace: 'this.#place[si * 2 + 1] = rva & 0xff_ffff;',
    },
  ],
};
