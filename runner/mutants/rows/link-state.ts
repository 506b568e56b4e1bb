import type { MutatedFile } from './mutant';

/** Faults of `reference/link/link-state.ts`. */
export const LINK_STATE: MutatedFile = {
  file: 'link-state.ts',
  mutations: [
    {
      name: 'data-read-only',
      kind: 'sections',
      find: `CNT_INITIALIZED_DATA: true,
      MEM_READ: true,
      MEM_WRITE: true,`,
      replace: `CNT_INITIALIZED_DATA: true,
      MEM_READ: true,`,
    },
    {
      name: 'data-executable',
      kind: 'sections',
      find: `MEM_WRITE: true,
`,
      replace: `MEM_WRITE: true,
      MEM_EXECUTE: true,
`,
    },
    {
      name: 'data-shared',
      kind: 'sections',
      find: `MEM_WRITE: true,
`,
      replace: `MEM_WRITE: true,
      MEM_SHARED: true,
`,
    },
    {
      name: 'data-discardable',
      kind: 'sections',
      find: `MEM_WRITE: true,
`,
      replace: `MEM_WRITE: true,
      MEM_DISCARDABLE: true,
`,
    },
    {
      name: 'text-not-executable',
      kind: 'sections',
      find: `CNT_CODE: true,
      MEM_EXECUTE: true,`,
      replace: 'CNT_CODE: true,',
    },
    {
      name: 'text-not-readable',
      kind: 'sections',
      find: `MEM_EXECUTE: true,
      MEM_READ: true,`,
      replace: 'MEM_EXECUTE: true,',
    },
    {
      name: 'text-writable',
      kind: 'sections',
      find: `MEM_EXECUTE: true,
      MEM_READ: true,`,
      replace: `MEM_EXECUTE: true,
      MEM_WRITE: true,
      MEM_READ: true,`,
    },
    {
      name: 'text-is-data',
      kind: 'sections',
      find: 'CNT_CODE: true,',
      replace: 'CNT_INITIALIZED_DATA: true,',
      sameProgram: 'the loader looks at MEM flags only',
    },
    {
      name: 'rdata-named-data',
      kind: 'sections',
      find: "this.sections.add('.rdata', null",
      replace: "this.sections.add('.data', null",
      sameProgram: 'names are for people',
    },
    {
      name: 'import-directory-elsewhere',
      kind: 'imports',
      find: "this.sections.add('.idata', DataDirectory.IMPORT, {",
      replace: "this.sections.add('.idata', DataDirectory.IMPORT + 11, {",
    },
    {
      name: 'place-raises-no-move',
      kind: 'symbols',
      find: 'const ni = this.mf.addLastChild(section.node, { alignment, moved: true });',
      replace: 'const ni = this.mf.addLastChild(section.node, { alignment });',
    },
    {
      name: 'place-unaligned',
      kind: 'symbols',
      find: 'const ni = this.mf.addLastChild(section.node, { alignment, moved: true });',
      replace: 'const ni = this.mf.addLastChild(section.node, { alignment: 1, moved: true });',
    },
    {
      name: 'place-without-section',
      kind: 'symbols',
      find: 'this.symbols.setSection(si, this.symbols.section(section.symbol));',
      replace: '',
      equivalent:
        'section numbers of symbols are kept as upstream keeps them, and nothing reads them',
    },
    {
      name: 'emit-keeps-size',
      kind: 'symbols',
      find: 'this.symbols.setSize(si, size);',
      replace: 'if (this.symbols.size(si) === 0) this.symbols.setSize(si, size);',
    },
    {
      name: 'emit-without-relocs',
      kind: 'relocations',
      find: `this.#checkRelocsWithin(si, size);
    this.relocator.applyLocationRelocs(si);`,
      replace: 'this.#checkRelocsWithin(si, size);',
    },
    {
      name: 'updated-nav-keeps-relocs',
      kind: 'updates',
      find: 'this.relocs.deleteLocationRelocs(si);',
      replace: `if (this.kinds.tag(this.symbols.node(si)) !== 'nav')
      this.relocs.deleteLocationRelocs(si);`,
    },
    {
      name: 'lazy-keeps-relocs',
      kind: 'updates',
      find: 'this.relocs.deleteLocationRelocs(si);',
      replace: `if (!this.kinds.tag(this.symbols.node(si)).startsWith('lazy'))
      this.relocs.deleteLocationRelocs(si);`,
    },
    {
      name: 'uav-keeps-relocs',
      kind: 'updates',
      find: 'this.relocs.deleteLocationRelocs(si);',
      replace: `if (this.kinds.tag(this.symbols.node(si)) !== 'uav')
      this.relocs.deleteLocationRelocs(si);`,
      sameProgram:
        'a constant never changes, so relocations that are kept write the same values; only their table grows',
    },
    {
      name: 'moved-relocs-share-up-to-the-end',
      kind: 'relocations',
      find: 'if (offset < end) relocs',
      replace: 'if (offset + 1 < end) relocs',
      sameProgram:
        'which of two fields that share bytes is written last depends on places anyway: no program can ask for it',
    },
    {
      name: 'relocs-not-checked',
      kind: 'relocations',
      find: `this.#checkRelocsWithin(si, size);
`,
      replace: `
`,
      sameProgram: 'only what a relocation may not be is no longer refused',
    },
    {
      name: 'lazy-data-as-code',
      kind: 'symbols',
      find: `return this.lazy.const_data.map.symbol(index);
    }`,
      replace: `return this.lazy.code.map.symbol(index);
    }`,
    },
    {
      name: 'globals-as-navs',
      kind: 'symbols',
      find: 'return this.globals.symbol(index);',
      replace: 'return this.navs.symbol(index);',
    },
  ],
};
