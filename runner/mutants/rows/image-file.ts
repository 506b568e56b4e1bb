import type { MutatedFile } from './mutant';

/** Faults of `reference/link/image-file.ts`. */
export const IMAGE_FILE: MutatedFile = {
  file: 'image-file.ts',
  mutations: [
    {
      name: 'patch-ends-a-byte-early',
      kind: 'in-place',
      find: 'end = at + 1;',
      replace: 'end = at;',
    },
    {
      name: 'patch-merges-without-start',
      kind: 'in-place',
      find: `if (changed > 0) yield { start, end, unchanged: end - start - changed };
        start = at;`,
      replace: 'start = at;',
    },
    {
      name: 'patch-leaves-last-run',
      kind: 'in-place',
      find: `  }
  if (changed > 0) yield { start, end, unchanged: end - start - changed };`,
      replace: '  }',
    },
    {
      name: 'patch-of-grown-file-is-cut',
      kind: 'in-place',
      find: 'const pageEnd = Math.min((page + 1) * DIRTY_PAGE_SIZE, image.length);',
      replace: 'const pageEnd = Math.min((page + 1) * DIRTY_PAGE_SIZE, image.length - 1);',
    },
    {
      name: 'patch-forgets-what-it-wrote',
      kind: 'in-place',
      find: 'this.#written.set(image.subarray(start, end), start);',
      replace: '',
    },
    {
      name: 'file-keeps-its-length',
      kind: 'in-place',
      find: 'fs.ftruncateSync(this.#fd, length);',
      replace: '',
    },
    {
      name: 'cut-file-remembers-its-end',
      kind: 'in-place',
      find: 'if (length < this.#length) this.#written.fill(0, length, this.#length);',
      replace: '',
      sameProgram: 'an image never gets shorter: only its root could be cut, which only grows',
    },
  ],
};
