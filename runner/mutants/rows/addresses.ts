import type { MutatedFile } from './mutant';

/** Faults of `reference/link/addresses.ts`. */
export const ADDRESSES: MutatedFile = {
  file: 'addresses.ts',
  mutations: [
    {
      name: 'rva-without-section',
      kind: 'symbols',
      find: 'return (this.#symbols.rva(section) + offset) as Rva;',
      replace: 'return ((this.#symbols.rva(section) as number) * 0 + offset) as Rva;',
    },
    {
      name: 'rva-without-offset',
      kind: 'symbols',
      find: `offset += nodes.offset(n);
`,
      replace: `offset = nodes.offset(n);
`,
      equivalent: 'what is within a section is a child of the section, at a depth of one',
    },
  ],
};
