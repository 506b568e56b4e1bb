import type { MutatedFile } from './mutant';

/** Faults of `reference/link/moved-symbols.ts`. */
export const MOVED_SYMBOLS: MutatedFile = {
  file: 'moved-symbols.ts',
  mutations: [
    {
      name: 'moved-at-once-from-one',
      kind: 'idle',
      find: 'const MIN_EVENTS = 256;',
      replace: 'const MIN_EVENTS = 1;',
      equivalent: 'how many events there are decides about time alone',
    },
    {
      name: 'moved-at-once-if-few',
      kind: 'idle',
      find: 'length >= MIN_EVENTS &&',
      replace: 'length < MIN_EVENTS &&',
      equivalent: 'how many events there are decides about time alone',
    },
    {
      name: 'moved-whatever-the-rows',
      kind: 'idle',
      find: 'const ROWS_PER_EVENT = 8;',
      replace: 'const ROWS_PER_EVENT = 0x10_0000;',
      equivalent: 'a pass over many rows for few events only reads more',
    },
    {
      name: 'moved-of-lazy-code-one-by-one',
      kind: 'idle',
      find: `      case 'lazy_code':
`,
      replace: '',
      equivalent:
        'events behind that of lazy code are flushed in a pass of their own, or one by one',
    },
    {
      name: 'moved-keep-resized',
      kind: 'idle',
      find: 'mf.cleanResized(ni);',
      replace: '',
    },
    {
      name: 'moved-without-move',
      kind: 'idle',
      find: 'if (!mf.cleanMoved(ni)) continue;',
      replace: 'mf.cleanMoved(ni);',
    },
    {
      name: 'moved-keep-moved',
      kind: 'idle',
      find: 'if (!mf.cleanMoved(ni)) continue;',
      replace: 'if (!mf.hasMoved(ni)) continue;',
    },
    {
      name: 'moved-keep-address',
      kind: 'symbols',
      find: 'this.#setAddress(si, ni);',
      replace: '',
    },
    {
      name: 'moved-keep-entry-point',
      kind: 'headers',
      find: 'if (si === entry) headers.setAddressOfEntryPoint(rva);',
      replace: 'void entry;\n    void headers;',
    },
    {
      name: 'moved-events-all-first',
      kind: 'exports',
      find: 'events[si] = flushed.length;',
      replace: 'events[si] = 1;',
    },
    {
      name: 'moved-exports-followed',
      kind: 'exports',
      find: 'heldBack.add(ri);',
      replace: 'void heldBack;',
    },
    {
      name: 'moved-refusal-forgets-events',
      kind: 'idle',
      find: 'for (let si = flushed.pop(); si !== undefined; si = flushed.pop()) mf.moved(symbols.node(si));',
      replace: '',
    },
    {
      name: 'moved-refusal-takes-all-back-but-last',
      kind: 'idle',
      find: 'for (let si = flushed.pop(); si !== undefined;',
      replace: 'flushed.pop();\n      for (let si = flushed.pop(); si !== undefined;',
    },
    {
      name: 'moved-refusal-at-once',
      kind: 'idle',
      find: 'if (!(error instanceof LinkError)) throw error;',
      replace: 'throw error;',
      sameProgram:
        'a program is refused either way, for the one or the other of the relocations that do not fit',
    },
  ],
};
