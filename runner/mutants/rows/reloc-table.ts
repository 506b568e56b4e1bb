import type { MutatedFile } from './mutant';

/** Faults of `reference/link/reloc-table.ts`. */
export const RELOC_TABLE: MutatedFile = {
  file: 'reloc-table.ts',
  mutations: [
    {
      name: 'addends-of-32-bits',
      kind: 'relocations',
      find: 'if (isWide) this.#wideAddends.set(ri, addend);',
      replace: 'if (isWide) this.#wideAddends.set(ri, addend | 0);',
    },
    {
      name: 'addends-of-31-bits-wide',
      kind: 'relocations',
      find: 'const isWide = addend !== (addend | 0) || addend === WIDE;',
      replace: 'const isWide = addend !== (addend | 0);',
      sameProgram:
        'only an addend of -2^31 is lost, and a distance with it fits its field only if the target lies behind: no case can ask that of a layout',
    },
    {
      name: 'new-relocs-not-linked-back',
      kind: 'relocations',
      find: 'this.#makeNeighbours(target, ri, older);',
      replace: 'words[row + NEXT] = older;',
    },
    {
      name: 'target-list-restarts',
      kind: 'relocations',
      find: 'this.#makeNeighbours(target, ri, older);',
      replace: 'words[row + NEXT] = RelocIndex.NONE;',
    },
    {
      name: 'location-list-forgets-middle',
      kind: 'relocations',
      find: 'else words[end * WORDS + NEXT_IN_LOC] = ri;',
      replace: 'else words[symbols.locRelocs(loc) * WORDS + NEXT_IN_LOC] = ri;',
    },
    {
      name: 'deleted-head-stays',
      kind: 'updates',
      find: 'words[row + TARGET] as SymbolIndex,',
      replace: 'SymbolIndex.NULL,',
    },
    {
      name: 'deleted-middle-stays',
      kind: 'updates',
      find: 'words[row + NEXT] as RelocIndex,',
      replace: 'words[row + PREV] === RelocIndex.NONE ? (words[row + NEXT] as RelocIndex) : ri,',
    },
    {
      name: 'deleted-neighbour-points-back',
      kind: 'updates',
      find: 'if (older !== RelocIndex.NONE) words',
      replace: 'if (older !== RelocIndex.NONE && newer !== RelocIndex.NONE) words',
    },
    {
      name: 'deleted-tail-cuts-list',
      kind: 'updates',
      find: 'words[row + NEXT] as RelocIndex,',
      replace: 'RelocIndex.NONE,',
    },
    {
      name: 'deleted-wide-addend-stays',
      kind: 'updates',
      find: 'if (words[row + ADDEND] === WIDE) this.#wideAddends.delete(ri);',
      replace: '',
      equivalent:
        "a row that is used again with a wide addend sets the map's entry anew, and one with a narrow addend never reads it; only memory is kept",
    },
    {
      name: 'deleted-rows-are-lost',
      kind: 'updates',
      find: 'this.#free = first;\n',
      replace: '',
      sameProgram: 'only memory grows',
    },
    {
      name: 'free-list-loses-rows',
      kind: 'updates',
      find: 'words[symbols.locRelocsEnd(loc) * WORDS + NEXT_IN_LOC] = this.#free;',
      replace: '',
      sameProgram: 'only memory grows',
    },
    {
      name: 'free-row-taken-twice',
      kind: 'updates',
      find: 'this.#free = this.#words[ri * WORDS + NEXT_IN_LOC] as RelocIndex;',
      replace: '',
    },
    {
      name: 'deleted-location-end-stays',
      kind: 'updates',
      find: `symbols.setLocRelocsEnd(loc, RelocIndex.NONE);
  }`,
      replace: '}',
    },
    {
      name: 'deleted-location-list-stays',
      kind: 'updates',
      find: `symbols.setLocRelocs(loc, RelocIndex.NONE);
    symbols.setLocRelocsEnd(loc, RelocIndex.NONE);`,
      replace: 'symbols.setLocRelocsEnd(loc, RelocIndex.NONE);',
    },
    {
      name: 'deletes-first-reloc-only',
      kind: 'updates',
      find: 'ri = words[row + NEXT_IN_LOC] as RelocIndex;',
      replace: 'ri = RelocIndex.NONE;',
    },
  ],
};
