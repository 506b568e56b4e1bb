import type { MutatedFile } from './mutant';

/** Faults of `reference/link/coff2.ts`. */
export const COFF2: MutatedFile = {
  file: 'coff2.ts',
  mutations: [
    {
      name: 'nav-in-rdata',
      kind: 'symbols',
      find: 'this.#update(nav, update.type, data, update.alignment, update.emit);',
      replace: 'this.#update(nav, update.type, this.#state.rdata, update.alignment, update.emit);',
    },
    {
      name: 'nav-in-text',
      kind: 'symbols',
      find: 'this.#update(nav, update.type, data, update.alignment, update.emit);',
      replace: 'this.#update(nav, update.type, this.#state.text, update.alignment, update.emit);',
    },
    {
      name: 'nav-alignment-ignored',
      kind: 'symbols',
      find: 'this.#update(nav, update.type, data, update.alignment, update.emit);',
      replace: 'this.#update(nav, update.type, data, 1, update.emit);',
    },
    {
      name: 'nav-alignment-up-to-16',
      kind: 'symbols',
      find: 'this.#update(nav, update.type, data, update.alignment, update.emit);',
      replace: 'this.#update(nav, update.type, data, Math.min(update.alignment, 16), update.emit);',
    },
    {
      name: 'nav-type-kept',
      kind: 'symbols',
      find: 'if (known !== undefined) navTypes[known] = update.type;',
      replace: `void known;
      void navTypes;`,
      sameProgram: 'types are only printed in the node dump',
    },
    {
      name: 'func-in-data',
      kind: 'symbols',
      find: 'this.#update(nav, update.type, text, Math.max(alignment, 1), update.emit);',
      replace:
        'this.#update(nav, update.type, this.#state.data, Math.max(alignment, 1), update.emit);',
    },
    {
      name: 'func-alignment-ignored',
      kind: 'symbols',
      find: 'const alignment = update.alignment ?? defaultFunctionAlignment(options.optimize);',
      replace: 'const alignment = defaultFunctionAlignment(options.optimize);',
    },
    {
      name: 'func-alignment-of-debug-only',
      kind: 'symbols',
      find: 'const alignment = update.alignment ?? defaultFunctionAlignment(options.optimize);',
      replace: "const alignment = update.alignment ?? (options.optimize === 'Debug' ? 16 : 1);",
    },
    {
      name: 'uav-never-pending-again',
      kind: 'symbols',
      find: 'if (ni === NodeIndex.NONE || alignment > mf.nodes.alignment(ni)) {',
      replace: 'if (ni === NodeIndex.NONE) {',
      sameProgram: 'the linker cannot move a constant anyway, so writing it again changes nothing',
    },
    {
      name: 'uav-always-pending',
      kind: 'symbols',
      find: 'if (ni === NodeIndex.NONE || alignment > mf.nodes.alignment(ni)) {',
      replace: '{',
      sameProgram:
        'the task that writes a constant again looks at its alignment itself; it is only a task more for idle to do',
    },
    {
      name: 'uav-alignment-ignored',
      kind: 'symbols',
      find: 'pendingUavs.put(index, alignment);',
      replace: 'pendingUavs.put(index, 1);',
    },
    {
      name: 'exports-before-flush',
      kind: 'exports',
      find: `this.#tasks.flush();
    const ni`,
      replace: 'const ni',
    },
    {
      name: 'export-of-first-name-only',
      kind: 'exports',
      find: `for (const name of names) {
`,
      replace: `for (const name of names.slice(0, 1)) {
`,
    },
    {
      name: 'export-without-rva',
      kind: 'exports',
      find: 'symbols.setRva(si, symbols.rva(exportedSymbol));',
      replace: '',
    },
    {
      name: 'export-without-size',
      kind: 'exports',
      find: 'symbols.setSize(si, symbols.size(exportedSymbol));',
      replace: '',
      sameProgram: 'the image is the same: only the symbol map gives an exported name another size',
    },
    {
      name: 'export-without-relocs',
      kind: 'exports',
      find: `relocator.applyTargetRelocs(si);
      if`,
      replace: 'if',
    },
    {
      name: 'export-placed-once',
      kind: 'exports',
      find: 'const si = this.globalSymbol(name, null);',
      replace: `const si = this.globalSymbol(name, null);
      if (symbols.node(si) !== NodeIndex.NONE) continue;`,
    },
    {
      name: 'export-keeps-node',
      kind: 'exports',
      find: 'symbols.setNode(si, ni);',
      replace: 'if (symbols.node(si) === NodeIndex.NONE) symbols.setNode(si, ni);',
    },
    {
      name: 'entry-point-once',
      kind: 'exports',
      find: 'if (name === ENTRY_POINT_NAME) {',
      replace: 'if (name === ENTRY_POINT_NAME && this.#state.entry === null) {',
    },
    {
      name: 'entry-point-not-followed',
      kind: 'exports',
      find: `this.#state.entry = exportedSymbol;
`,
      replace: `
`,
    },
    {
      name: 'entry-point-is-last-export',
      kind: 'exports',
      find: 'if (name === ENTRY_POINT_NAME) {',
      replace: '{',
    },
    {
      name: 'entry-point-of-first-name-only',
      kind: 'exports',
      find: 'if (name === ENTRY_POINT_NAME) {',
      replace: 'if (names[0] === ENTRY_POINT_NAME) {',
    },
    {
      name: 'error-data-ignored',
      kind: 'updates',
      find: "this.#tasks.flushLazy('const_data', index);",
      replace: 'void index;',
    },
    {
      name: 'error-data-of-code',
      kind: 'updates',
      find: `if (index === undefined) return;
    // Quirk error-data`,
      replace: `if (index === undefined || index > 0) return;
    // Quirk error-data`,
    },
    {
      name: 'lazy-kinds-mixed',
      kind: 'symbols',
      find: `const { map } = this.#state.lazy[kind];
    return map.symbol(map.indexOf(type));`,
      replace: `const { map } = this.#state.lazy[kind === 'code' ? 'const_data' : 'code'];
    return map.symbol(map.indexOf(type));`,
    },
    {
      name: 'updated-nav-placed-anew',
      kind: 'updates',
      find: `if (state.symbols.node(si) === NodeIndex.NONE) {
      state.place(si, section, alignment, 'nav', index);`,
      replace: `if (true as boolean) {
      state.place(si, section, alignment, 'nav', index);`,
      sameProgram: 'each update only takes new room',
    },
    {
      name: 'pointer-without-base',
      kind: 'symbols',
      find: 'return headers.imageBase + symbols.rva(target);',
      replace: 'return symbols.rva(target);',
      sameProgram:
        'the relocation that is added with the pointer is applied over it by the next flush',
    },
    {
      name: 'pointer-of-zero',
      kind: 'symbols',
      find: 'return headers.imageBase + symbols.rva(target);',
      replace: 'return 0;',
      sameProgram:
        'the relocation that is added with the pointer is applied over it by the next flush',
    },
    {
      name: 'pointer-without-relocation',
      kind: 'relocations',
      find: 'this.#state.addReloc(parent, offset, target, addend, relocKinds.pointerType);',
      replace: 'void [parent, offset, addend, relocKinds];',
    },
    {
      name: 'pointer-without-addend',
      kind: 'relocations',
      find: 'this.#state.addReloc(parent, offset, target, addend, relocKinds.pointerType);',
      replace: 'this.#state.addReloc(parent, offset, target, addend * 0, relocKinds.pointerType);',
    },
  ],
};
