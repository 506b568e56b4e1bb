import type { MutatedFile } from './mutant';

/** Faults of `reference/link/idle-tasks.ts`. */
export const IDLE_TASKS: MutatedFile = {
  file: 'idle-tasks.ts',
  mutations: [
    {
      name: 'idle-forgets-uavs',
      kind: 'idle',
      find: `pendingUavs.count > 0 ||
`,
      replace: '',
    },
    {
      name: 'idle-forgets-lazy-code',
      kind: 'idle',
      find: `lazy.code.pendingIndex < lazy.code.map.count ||
`,
      replace: '',
    },
    {
      name: 'idle-forgets-lazy-data',
      kind: 'idle',
      find: `lazy.const_data.pendingIndex < lazy.const_data.map.count ||
`,
      replace: '',
    },
    {
      name: 'idle-forgets-moves',
      kind: 'idle',
      find: `lazy.const_data.pendingIndex < lazy.const_data.map.count ||
      mf.updates.length > 0`,
      replace: 'lazy.const_data.pendingIndex < lazy.const_data.map.count',
    },
    {
      name: 'idle-counts-globals',
      kind: 'idle',
      find: 'pendingUavs.count > 0 ||',
      replace: `pendingUavs.count > 0 ||
      this.#state.globalPendingIndex < this.#state.globals.count ||`,
      sameProgram: 'imports that upstream leaves waiting are placed',
    },
    {
      name: 'flush-does-one-task',
      kind: 'idle',
      find: 'while (more) more = this.#flushMovedSymbols() || this.idle();',
      replace: `more = this.idle();
    void more;`,
    },
    {
      name: 'flush-does-100-tasks',
      kind: 'idle',
      find: 'while (more) more = this.#flushMovedSymbols() || this.idle();',
      replace: 'for (let i = 0; more && i < 100; i += 1) more = this.idle();',
    },
    {
      name: 'lazy-code-in-rdata',
      kind: 'symbols',
      find: "kind === 'code' ? state.text : state.rdata",
      replace: 'state.rdata',
    },
    {
      name: 'lazy-data-in-text',
      kind: 'symbols',
      find: "kind === 'code' ? state.text : state.rdata",
      replace: 'state.text',
    },
    {
      name: 'lazy-alignment-of-16',
      kind: 'symbols',
      find: 'state.rdata, 1, `lazy_${kind}`, index);',
      replace: 'state.rdata, 16, `lazy_${kind}`, index);',
      sameProgram: 'lazy symbols only take more room',
    },
    {
      name: 'lazy-of-first-type',
      kind: 'symbols',
      find: 'state.codegen.emitLazy(kind, map.key(index), writer);',
      replace: 'state.codegen.emitLazy(kind, map.key(0), writer);',
    },
    {
      name: 'lazy-skips-one',
      kind: 'idle',
      find: 'lazy.pendingIndex += 1;',
      replace: 'lazy.pendingIndex += 2;',
    },
    {
      name: 'globals-skip-one',
      kind: 'idle',
      find: 'state.globalPendingIndex += 1;',
      replace: 'state.globalPendingIndex += 2;',
    },
    {
      name: 'globals-before-uavs',
      kind: 'idle',
      find: `const uav = state.pendingUavs.pop();
    if (uav !== undefined) {`,
      replace: `const uav = state.globalPendingIndex < state.globals.count ? undefined : state.pendingUavs.pop();
    if (uav !== undefined) {`,
      sameProgram: 'the order of tasks only decides about places',
    },
    {
      name: 'lazies-before-globals',
      kind: 'idle',
      find: 'if (state.globalPendingIndex < state.globals.count) {',
      replace: `if (
      state.globalPendingIndex < state.globals.count &&
      LAZY_KINDS.every((kind) => state.lazy[kind].pendingIndex === state.lazy[kind].map.count)
    ) {`,
      sameProgram: 'the order of tasks only decides about places',
    },
    {
      name: 'growth-before-move',
      kind: 'idle',
      find: `if (moved) this.#flushMoved(ni);
      if (resized) this.#flushResized(ni);`,
      replace: `if (resized) this.#flushResized(ni);
      if (moved) this.#flushMoved(ni);`,
      equivalent:
        'only sections and the header act on growth, and their moves only set a field of a file offset',
    },
    {
      name: 'moves-ignored',
      kind: 'idle',
      find: `if (moved) this.#flushMoved(ni);
`,
      replace: `
`,
    },
    {
      name: 'growth-ignored',
      kind: 'idle',
      find: `if (resized) this.#flushResized(ni);
`,
      replace: `
`,
    },
    {
      name: 'growth-of-moved-ignored',
      kind: 'idle',
      find: `if (resized) this.#flushResized(ni);
`,
      replace: `if (resized && !moved) this.#flushResized(ni);
`,
    },
    {
      name: 'uav-in-rdata',
      kind: 'symbols',
      find: "state.place(si, state.data, alignment, 'uav', index);",
      replace: "state.place(si, state.rdata, alignment, 'uav', index);",
      sameProgram: 'constants may lie in a read-only section',
    },
    {
      name: 'uav-in-text',
      kind: 'symbols',
      find: "state.place(si, state.data, alignment, 'uav', index);",
      replace: "state.place(si, state.text, alignment, 'uav', index);",
      sameProgram: 'constants may lie in a read-only section',
    },
    {
      name: 'uav-placed-unaligned',
      kind: 'symbols',
      find: "state.place(si, state.data, alignment, 'uav', index);",
      replace: "state.place(si, state.data, 1, 'uav', index);",
    },
    {
      name: 'uav-written-again-always',
      kind: 'symbols',
      find: 'if (state.mf.nodes.alignment(ni) >= alignment) return;',
      replace: '',
      equivalent:
        'a constant waits only while the alignment of its node is smaller than what was asked for',
    },
    {
      name: 'imports-ignored',
      kind: 'imports',
      find: 'if (libName === null) return;',
      replace: 'if (libName === null || name.length > 0) return;',
    },
    {
      name: 'i386-imports-allowed',
      kind: 'i386',
      find: "if (state.options.machine !== 'AMD64') {",
      replace: 'if (false as boolean) {',
      sameProgram:
        'programs of x86 without imports are the same; one with imports must be refused, which has no image',
    },
    {
      name: 'thunk-not-written',
      kind: 'imports',
      find: 'state.mf.image.write(state.mf.slice(ni), IMPORT_THUNK);',
      replace: 'state.mf.slice(ni);',
    },
    {
      name: 'thunk-calls',
      kind: 'imports',
      find: 'Uint8Array.of(0xff, 0x25, 0, 0, 0, 0);',
      replace: 'Uint8Array.of(0xff, 0x15, 0, 0, 0, 0);',
    },
    {
      name: 'thunk-not-aligned',
      kind: 'imports',
      find: `alignment: defaultFunctionAlignment(state.options.optimize),
    });`,
      replace: `alignment: 1,
    });`,
      sameProgram: 'a thunk runs at any address',
    },
    {
      name: 'thunk-without-size',
      kind: 'imports',
      find: 'symbols.setSize(si, IMPORT_THUNK.length);',
      replace: '',
      sameProgram:
        'the size of a thunk is written nowhere in the image: only the symbol map says it',
    },
    {
      name: 'thunk-field-at-start',
      kind: 'imports',
      find: 'const displacement = IMPORT_THUNK.length - 4;',
      replace: 'const displacement = 0;',
    },
    {
      name: 'thunk-not-linked',
      kind: 'imports',
      find: `symbols.setNode(si, ni);
    symbols.setSection`,
      replace: 'symbols.setSection',
    },
    {
      name: 'thunk-without-rva',
      kind: 'imports',
      find: 'symbols.setRva(si, state.addresses.rvaOf(ni));',
      replace: '',
    },
    {
      name: 'thunk-not-applied',
      kind: 'imports',
      find: `state.relocator.applyLocationRelocs(si);
    if (state.observer`,
      replace: 'if (state.observer',
    },
    {
      name: 'thunk-raises-move',
      kind: 'imports',
      find: "state.kinds.set(ni, 'global', index);",
      replace: `state.kinds.set(ni, 'global', index);
    state.mf.moved(ni);`,
      sameProgram: 'code at rest that calls a new import is patched, which upstream fails to do',
    },
    {
      name: 'section-move-not-flushed',
      kind: 'sections',
      find: `state.sections.flushMoved(index);
        return;`,
      replace: 'return;',
    },
    {
      name: 'section-move-tells-contents',
      kind: 'sections',
      find: `state.sections.flushMoved(index);
        return;`,
      replace: `state.sections.flushMoved(index);
        break;`,
      sameProgram: 'contents are told of a move that they did not make',
    },
    {
      name: 'lookup-table-move-not-flushed',
      kind: 'imports',
      find: 'state.imports.flushLookupTableMoved(index);',
      replace: '',
      sameProgram:
        'the row names the address table for both, as a move of that writes it; until the loader binds them, both tables hold the same',
    },
    {
      name: 'address-table-symbol-not-flushed',
      kind: 'imports',
      find: 'this.#flushSymbolMoved(state.imports.flushAddressTableMoved(index));',
      replace: 'state.imports.flushAddressTableMoved(index);',
    },
    {
      name: 'hint-name-move-not-flushed',
      kind: 'imports',
      find: 'state.imports.flushHintNameTableMoved(index);',
      replace: '',
    },
    {
      name: 'header-growth-ignored',
      kind: 'sections',
      find: `if (tag === 'header') sections.flushHeaderResized();
    else if`,
      replace: 'if',
    },
    {
      name: 'section-growth-ignored',
      kind: 'sections',
      find: "else if (tag === 'section') sections.flushResized(kinds.index(ni));",
      replace: 'void kinds;',
    },
    {
      name: 'moved-symbol-keeps-rva',
      kind: 'symbols',
      find: `symbols.setRva(si, rva);
    if (si`,
      replace: 'if (si',
    },
    {
      name: 'moved-entry-not-followed',
      kind: 'exports',
      find: 'if (si === entry) headers.setAddressOfEntryPoint(rva);',
      replace: 'void [entry, headers];',
    },
    {
      name: 'moved-symbol-keeps-own-fields',
      kind: 'relocations',
      find: `relocator.applyLocationRelocs(si);
    relocator.applyTargetRelocs(si);`,
      replace: 'relocator.applyTargetRelocs(si);',
    },
    {
      name: 'moved-symbol-keeps-pointers-to-it',
      kind: 'relocations',
      find: `relocator.applyLocationRelocs(si);
    relocator.applyTargetRelocs(si);`,
      replace: 'relocator.applyLocationRelocs(si);',
    },
    {
      name: 'moved-at-once-untold',
      kind: 'idle',
      find: 'observer === null &&',
      replace: '(observer === null || observer !== null) &&',
      sameProgram: 'the image is the same: only an observer does not hear of each event',
    },
    {
      name: 'moved-before-what-waits',
      kind: 'idle',
      find: `this.#areNodesNext() &&
      this.#movedSymbols`,
      replace: 'this.#movedSymbols',
    },
  ],
};
