import type { MutatedFile } from './mutant';

/** Faults of `reference/link/keyed-symbols.ts`. */
export const KEYED_SYMBOLS: MutatedFile = {
  file: 'keyed-symbols.ts',
  mutations: [
    {
      name: 'keys-without-case',
      kind: 'symbols',
      find: 'this.#indices.set(key, index);',
      replace: 'this.#indices.set(key.toLowerCase(), index).set(key, index);',
    },
    {
      name: 'keys-found-without-case',
      kind: 'symbols',
      find: `const known = this.#indices.get(key);
    if`,
      replace: `const known = [...this.#indices].find(([k]) => k.toLowerCase() === key.toLowerCase())?.[1];
    if`,
    },
    {
      name: 'keys-found-by-16-characters',
      kind: 'symbols',
      find: `const known = this.#indices.get(key);
    if`,
      replace: `const known = [...this.#indices].find(([k]) => k.slice(0, 16) === key.slice(0, 16))?.[1];
    if`,
    },
    {
      name: 'keys-found-up-to-dot',
      kind: 'symbols',
      find: `const known = this.#indices.get(key);
    if`,
      replace: `const known = [...this.#indices].find(([k]) => k.split('.')[1] === key.split('.')[1] && key.includes('.'))?.[1];
    if`,
    },
  ],
};
