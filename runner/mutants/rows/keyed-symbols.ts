import type { MutatedFile } from './mutant';

/** Looks a key up as it must not be: by what `matches` says of a key `k` that is known. */
function found(matches: string, last = ''): string {
  return (
    `const known = [...Array(count).keys()].find${last}((i) => ` +
    `((k) => ${matches})(this.#keys.name(i)));\n` +
    '    const index = known ?? this.#keys.numberOf(key);'
  );
}

/** Faults of `reference/link/keyed-symbols.ts`. */
export const KEYED_SYMBOLS: MutatedFile = {
  file: 'keyed-symbols.ts',
  mutations: [
    {
      name: 'keys-without-case',
      kind: 'symbols',
      find: 'const index = this.#keys.numberOf(key);',
      replace: found('k === key || k.toLowerCase() === key', 'Last'),
    },
    {
      name: 'keys-found-without-case',
      kind: 'symbols',
      find: 'const index = this.#keys.numberOf(key);',
      replace: found('k.toLowerCase() === key.toLowerCase()'),
    },
    {
      name: 'keys-found-by-16-characters',
      kind: 'symbols',
      find: 'const index = this.#keys.numberOf(key);',
      replace: found('k.slice(0, 16) === key.slice(0, 16)'),
    },
    {
      name: 'keys-found-up-to-dot',
      kind: 'symbols',
      find: 'const index = this.#keys.numberOf(key);',
      replace: found("k.split('.')[1] === key.split('.')[1] && key.includes('.')"),
    },
  ],
};
