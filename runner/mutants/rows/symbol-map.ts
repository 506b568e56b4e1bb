import type { MutatedFile } from './mutant';

/** Faults of `reference/link/symbol-map.ts`. */
export const SYMBOL_MAP: MutatedFile = {
  file: 'symbol-map.ts',
  mutations: [
    {
      name: 'map-of-symbols-without-size',
      kind: 'symbols',
      find: 'size: symbols.size(si) });',
      replace: 'size: 0 });',
    },
    {
      name: 'map-of-symbols-eight-more',
      kind: 'symbols',
      find: 'size: symbols.size(si) });',
      replace: 'size: symbols.size(si) + 8 });',
    },
    {
      name: 'map-of-exports-by-node',
      kind: 'exports',
      find: 'add({ global: [name, null] }, si, symbols.rva(si));',
      replace: 'add({ global: [name, null] }, si);',
      sameProgram:
        'the image is the same: only the symbol map gives an exported name another address',
    },
    {
      name: 'map-without-lazies',
      kind: 'symbols',
      find: 'add({ lazy: [kind, map.key(i)] }, map.symbol(i));',
      replace: 'void [kind, map];',
    },
  ],
};
