import type { MutatedFile } from './mutant';

/** Faults of `reference/link/import-table.ts`. */
export const IMPORT_TABLE: MutatedFile = {
  file: 'import-table.ts',
  mutations: [
    {
      name: 'thunk-slot-next',
      kind: 'imports',
      find: 'return { addressTable: dll.addressTable, offset: addressSize * slot };',
      replace: 'return { addressTable: dll.addressTable, offset: addressSize * (slot + 1) };',
    },
    {
      name: 'thunk-slot-first',
      kind: 'imports',
      find: 'return { addressTable: dll.addressTable, offset: addressSize * slot };',
      replace: 'return { addressTable: dll.addressTable, offset: 0 };',
    },
    {
      name: 'thunk-slot-of-8',
      kind: 'imports',
      find: 'return { addressTable: dll.addressTable, offset: addressSize * slot };',
      replace: 'return { addressTable: dll.addressTable, offset: addressSize * (slot % 8) };',
    },
    {
      name: 'thunk-slot-of-byte',
      kind: 'imports',
      find: 'return { addressTable: dll.addressTable, offset: addressSize * slot };',
      replace: 'return { addressTable: dll.addressTable, offset: (addressSize * slot) & 0xff };',
    },
    {
      name: 'thunk-slot-of-100',
      kind: 'imports',
      find: 'return { addressTable: dll.addressTable, offset: addressSize * slot };',
      replace: 'return { addressTable: dll.addressTable, offset: addressSize * (slot % 100) };',
    },
    {
      name: 'no-room-for-terminator',
      kind: 'imports',
      find: 'const tableSize = addressSize * (slot + 2);',
      replace: 'const tableSize = addressSize * (slot + 1);',
    },
    {
      name: 'terminator-not-written',
      kind: 'imports',
      find: 'this.#setEntry(table, slot + 1, 0 as Rva);',
      replace: '',
      equivalent:
        'the room of a table was zero before: tables only grow, and what moves away leaves zeros',
    },
    {
      name: 'lookup-table-not-resized',
      kind: 'imports',
      find: 'mf.resize(dll.lookupTable, tableSize);',
      replace: '',
    },
    {
      name: 'address-table-not-resized',
      kind: 'imports',
      find: 'mf.resize(addressTable, tableSize);',
      replace: '',
    },
    {
      name: 'hint-name-table-not-resized',
      kind: 'imports',
      find: 'mf.resize(dll.hintNameTable, dll.hintNameLength);',
      replace: '',
    },
    {
      name: 'lookup-table-not-filled',
      kind: 'imports',
      find: 'for (const table of [lookupAt, addressAt]) {',
      replace: 'for (const table of [addressAt]) {',
    },
    {
      name: 'address-table-not-filled',
      kind: 'imports',
      find: 'for (const table of [lookupAt, addressAt]) {',
      replace: 'for (const table of [lookupAt]) {',
    },
    {
      name: 'hint-name-odd',
      kind: 'imports',
      find: `hintNameAt + HINT_SIZE + nameBytes.length + 1,
      HINT_NAME_ALIGNMENT,`,
      replace: `hintNameAt + HINT_SIZE + nameBytes.length + 1,
      1,`,
    },
    {
      name: 'name-without-terminator',
      kind: 'imports',
      find: 'hintNameAt + HINT_SIZE + nameBytes.length + 1,',
      replace: 'hintNameAt + HINT_SIZE + nameBytes.length,',
    },
    {
      name: 'hint-not-zeroed',
      kind: 'imports',
      find: 'image.fill((hintNameTableAt + hintNameAt) as FileOffset, 0, HINT_SIZE);',
      replace: '',
      equivalent:
        'the room of a table was zero before: tables only grow, and what moves away leaves zeros',
    },
    {
      name: 'hint-of-one',
      kind: 'imports',
      find: 'image.fill((hintNameTableAt + hintNameAt) as FileOffset, 0, HINT_SIZE);',
      replace: 'image.fill((hintNameTableAt + hintNameAt) as FileOffset, 1, HINT_SIZE);',
      sameProgram: 'a hint that is wrong costs the loader a search',
    },
    {
      name: 'rest-of-names-not-zeroed',
      kind: 'imports',
      find: `mf.nodes.size(dll.hintNameTable) - nameEnd,
`,
      replace: `0,
`,
      equivalent:
        'the room of a table was zero before: tables only grow, and what moves away leaves zeros',
    },
    {
      name: 'name-cut-at-16',
      kind: 'imports',
      find: 'const nameBytes = encoder.encode(name);',
      replace: 'const nameBytes = encoder.encode(name.slice(0, 16));',
    },
    {
      name: 'name-in-latin-1',
      kind: 'imports',
      find: 'const nameBytes = encoder.encode(name);',
      replace: "const nameBytes = Buffer.from(name, 'latin1');",
    },
    {
      name: 'name-in-lower-case',
      kind: 'imports',
      find: 'const nameBytes = encoder.encode(name);',
      replace: 'const nameBytes = encoder.encode(name.toLowerCase());',
    },
    {
      name: 'name-cut-at-dot',
      kind: 'imports',
      find: 'const nameBytes = encoder.encode(name);',
      replace: "const nameBytes = encoder.encode(name.split('.')[0]);",
    },
    {
      name: 'entry-points-to-hint-end',
      kind: 'imports',
      find: 'const rva = (this.#addresses.rvaOf(dll.hintNameTable) + hintNameAt) as Rva;',
      replace: 'const rva = (this.#addresses.rvaOf(dll.hintNameTable) + nameAt) as Rva;',
    },
    {
      name: 'entry-points-into-file',
      kind: 'imports',
      find: 'const rva = (this.#addresses.rvaOf(dll.hintNameTable) + hintNameAt) as Rva;',
      replace: 'const rva = (hintNameTableAt + hintNameAt) as unknown as Rva;',
    },
    {
      name: 'functions-not-counted',
      kind: 'imports',
      find: 'dll.length += 1;',
      replace: '',
    },
    {
      name: 'lookup-table-move-ignored',
      kind: 'imports',
      find: "this.#setDirectory(index, 'import_lookup_table_rva', this.#rvaOf(this.#at(index).lookupTable));",
      replace: 'void index;',
      sameProgram:
        'the row names the address table for both, as a move of that writes it; until the loader binds them, both tables hold the same',
    },
    {
      name: 'address-table-move-keeps-lookup-rva',
      kind: 'imports',
      find: `this.#setDirectory(index, 'import_lookup_table_rva', rva);
    this.#setDirectory`,
      replace: 'this.#setDirectory',
      sameProgram: "the lookup table is not the address table's copy but itself",
    },
    {
      name: 'address-table-move-ignored',
      kind: 'imports',
      find: `this.#setDirectory(index, 'import_address_table_rva', rva);
`,
      replace: '',
    },
    {
      name: 'dll-name-move-ignored',
      kind: 'imports',
      find: "this.#setDirectory(index, 'name_rva', tableRva);",
      replace: '',
    },
    {
      name: 'lookup-entries-not-moved',
      kind: 'imports',
      find: 'this.#setEntry(lookupAt, slot, rva);',
      replace: '',
    },
    {
      name: 'address-entries-not-moved',
      kind: 'imports',
      find: `this.#setEntry(addressAt, slot, rva);
      at`,
      replace: 'at',
    },
    {
      name: 'moved-names-8-only',
      kind: 'imports',
      find: 'for (let slot = 0; slot < dll.length; slot += 1) {',
      replace: 'for (let slot = 0; slot < Math.min(dll.length, 8); slot += 1) {',
    },
    {
      name: 'moved-names-100-only',
      kind: 'imports',
      find: 'for (let slot = 0; slot < dll.length; slot += 1) {',
      replace: 'for (let slot = 0; slot < Math.min(dll.length, 100); slot += 1) {',
    },
    {
      name: 'moved-names-last-missing',
      kind: 'imports',
      find: 'for (let slot = 0; slot < dll.length; slot += 1) {',
      replace: 'for (let slot = 0; slot < dll.length - 1; slot += 1) {',
    },
    {
      name: 'moved-names-unaligned',
      kind: 'imports',
      find: 'at = alignForward(end + 1, HINT_NAME_ALIGNMENT);',
      replace: 'at = end + 1;',
    },
    {
      name: 'moved-names-without-hint',
      kind: 'imports',
      find: `at += HINT_SIZE;
`,
      replace: `
`,
    },
    {
      name: 'dlls-by-first-letters',
      kind: 'imports',
      find: 'const wanted = encoder.encode(`${libName}.dll\\0`);',
      replace: 'const wanted = encoder.encode(libName);',
      equivalent:
        'candidates are found by the whole name before; of bytes that were lost, the first letters differ as well',
    },
    {
      name: 'dlls-by-name-prefix',
      kind: 'imports',
      find: 'const found = this.#byName.get(libName)?.find((index) => {',
      replace:
        'const found = [...this.#byName].find(([name]) => name.startsWith(libName))?.[1].find((index) => {',
      sameProgram:
        'a DLL that is not found by its bytes gets another row, and each function has one',
    },
    {
      name: 'dlls-by-first-name',
      kind: 'imports',
      find: 'const found = this.#byName.get(libName)?.find((index) => {',
      replace: `if (this.#dlls.length > 0) return 0;
    const found = this.#byName.get(libName)?.find((index) => {`,
    },
    {
      name: 'dlls-cut-at-dot',
      kind: 'imports',
      find: 'const nameBytes = encoder.encode(`${libName}.dll`);',
      replace: "const nameBytes = encoder.encode(`${libName.split('.')[0] ?? ''}.dll`);",
    },
    {
      name: 'dlls-always-new',
      kind: 'imports',
      find: 'const index = this.#find(libName) ?? this.#addDll(libName);',
      replace: 'const index = this.#addDll(libName);',
      sameProgram: 'one DLL has several rows, and each function one of them',
    },
    {
      name: 'dlls-without-suffix',
      kind: 'imports',
      find: 'const nameBytes = encoder.encode(`${libName}.dll`);',
      replace: 'const nameBytes = encoder.encode(libName);',
    },
    {
      name: 'directory-without-terminator',
      kind: 'imports',
      find: 'mf.resize(this.#directoryTable, ImportDirectoryEntry.SIZE * (index + 2));',
      replace: 'mf.resize(this.#directoryTable, ImportDirectoryEntry.SIZE * (index + 1));',
    },
    {
      name: 'directory-terminator-not-written',
      kind: 'imports',
      find: 'const entries = new Uint8Array(ImportDirectoryEntry.SIZE * 2);',
      replace: 'const entries = new Uint8Array(ImportDirectoryEntry.SIZE);',
      equivalent:
        'the room of a table was zero before: tables only grow, and what moves away leaves zeros',
    },
    {
      name: 'directory-names-swapped',
      kind: 'imports',
      find: 'name_rva: this.#rvaOf(hintNameTable),',
      replace: 'name_rva: this.#rvaOf(lookupTable),',
      sameProgram: 'a new table raises a moved event, which sets the field right in the same flush',
    },
    {
      name: 'directory-lookup-is-address-table',
      kind: 'imports',
      find: 'import_lookup_table_rva: this.#rvaOf(lookupTable),',
      replace: 'import_lookup_table_rva: this.#rvaOf(addressTableNode),',
      sameProgram: 'until the loader binds them, both tables hold the same',
    },
    {
      name: 'directory-row-first',
      kind: 'imports',
      find: 'const row = mf.slice(this.#directoryTable) + ImportDirectoryEntry.SIZE * index;',
      replace: 'const row: number = mf.slice(this.#directoryTable);',
    },
    {
      name: 'directory-bound',
      kind: 'imports',
      find: `time_date_stamp: 0,
      forwarder_chain: 0,`,
      replace: `time_date_stamp: -1 >>> 0,
      forwarder_chain: 0,`,
    },
    {
      name: 'moved-directory-row-first',
      kind: 'imports',
      find: 'const row = ImportDirectoryEntry.SIZE * index + ImportDirectoryEntry.offsetOf(field);',
      replace: 'const row = ImportDirectoryEntry.offsetOf(field);',
    },
    {
      name: 'tables-unaligned',
      kind: 'imports',
      find: `alignment: addressSize,
`,
      replace: `alignment: 1,
`,
      sameProgram: 'the loader of x86 reads tables at any address',
    },
    {
      name: 'entries-of-32-bits',
      kind: 'imports',
      find: 'if (this.#headers.isPe32Plus) this.#mf.image.setUint64(at, rva);',
      replace: 'if (this.#headers.isPe32Plus) this.#mf.image.setUint32(at, rva);',
      equivalent: 'the upper half of an entry is never anything but zero: an RVA has 32 bits',
    },
    {
      name: 'entries-by-ordinal',
      kind: 'imports',
      find: 'if (this.#headers.isPe32Plus) this.#mf.image.setUint64(at, rva);',
      replace:
        'if (this.#headers.isPe32Plus) this.#mf.image.setBigUint64(at, BigInt(rva) | (1n << 63n));',
    },
    {
      name: 'entries-rva-of-16-bits',
      kind: 'imports',
      find: 'if (this.#headers.isPe32Plus) this.#mf.image.setUint64(at, rva);',
      replace: 'if (this.#headers.isPe32Plus) this.#mf.image.setUint64(at, rva & 0xffff);',
    },
    {
      name: 'directory-table-floats',
      kind: 'imports',
      find: `{ alignment: 4, fixed: true });
    kinds.set(this.#directoryTable`,
      replace: `{ alignment: 4 });
    kinds.set(this.#directoryTable`,
    },
  ],
};
