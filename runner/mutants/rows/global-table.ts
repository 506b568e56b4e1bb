import type { MutatedFile } from './mutant';

/** Faults of `reference/link/global-table.ts`. */
export const GLOBAL_TABLE: MutatedFile = {
  file: 'global-table.ts',
  mutations: [
    {
      name: 'globals-without-dll',
      kind: 'imports',
      find: 'let ofLib = this.#indices.get(libName);',
      replace:
        'let ofLib = [...this.#indices].find(([lib]) => (lib === null) === (libName === null))?.[1];',
    },
    {
      name: 'import-is-export',
      kind: 'exports',
      find: 'let ofLib = this.#indices.get(libName);',
      replace:
        'let ofLib = [...this.#indices.values()].find((lib) => lib.has(name)) ?? this.#indices.get(libName);',
    },
    {
      name: 'globals-without-case',
      kind: 'imports',
      find: 'const known = ofLib.get(name);',
      replace:
        'const known = [...ofLib].find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];',
    },
    {
      name: 'globals-cut-at-16',
      kind: 'imports',
      find: 'const known = ofLib.get(name);',
      replace:
        'const known = [...ofLib].find(([one]) => one.slice(0, 16) === name.slice(0, 16))?.[1];',
    },
    {
      name: 'globals-of-dlls-cut-at-dot',
      kind: 'imports',
      find: 'let ofLib = this.#indices.get(libName);',
      replace:
        "let ofLib = [...this.#indices].find(([lib]) => lib?.split('.')[0] === libName?.split('.')[0])?.[1];",
    },
    {
      name: 'globals-of-dlls-by-8-letters',
      kind: 'imports',
      find: 'let ofLib = this.#indices.get(libName);',
      replace:
        'let ofLib = [...this.#indices].find(([lib]) => lib?.slice(0, 8) === libName?.slice(0, 8))?.[1];',
    },
    {
      name: 'global-named-twice',
      kind: 'imports',
      find: 'ofLib.set(name, index);',
      replace: '',
      sameProgram: 'each reference has an import of its own',
    },
  ],
};
