import type { MutatedFile } from './mutant';

/** Faults of `reference/link/index-stack.ts`. */
export const INDEX_STACK: MutatedFile = {
  file: 'index-stack.ts',
  mutations: [
    {
      name: 'events-first-in-first-out',
      kind: 'idle',
      find: `this.#length -= 1;
    return this.#items[this.#length] as Index;`,
      replace: `this.#length -= 1;
    const first = this.#items[0] as Index;
    this.#items.copyWithin(0, 1, this.#length + 1);
    return first;`,
      sameProgram: 'the order of events only decides about places',
    },
    {
      name: 'events-lost-when-the-stack-grows',
      kind: 'idle',
      find: 'this.#items[this.#length] = index;',
      replace: 'if (this.#length < 64) this.#items[this.#length] = index;',
    },
  ],
};
