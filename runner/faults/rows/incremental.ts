import type { Content } from '../../case/link-script/content';
import type { ProgramState } from '../../case/program/program-state';
import type { Fault } from './fault';

const NO_BYTES: Content = { steps: [], bytes: new Uint8Array(), pointers: [], relocs: [] };

const hasContent = (program: ProgramState, nav: string): boolean =>
  program.definition({ kind: 'nav', nav }) !== null;

/** What an earlier image had, and a later one should not. */
export const INCREMENTAL_FAULTS: readonly Fault[] = [
  {
    name: 'moved-target-not-followed',
    kind: 'incremental',
    what: 'fills in where a target was in the image before',
    hooks: { field: ({ targetBefore, target }) => ({ target: targetBefore ?? target }) },
  },
  {
    name: 'calls-not-followed',
    kind: 'incremental',
    what: 'leaves distances to functions as they were in the image before',
    hooks: {
      field: ({ field: { type, target }, targetBefore, target: rva }) =>
        type.startsWith('REL32') && target.kind === 'nav' ? { target: targetBefore ?? rva } : {},
    },
  },
  {
    name: 'pointers-not-followed',
    kind: 'incremental',
    what: 'leaves pointers as they were in the image before',
    hooks: {
      field: ({ field: { type }, targetBefore, target }) =>
        type === 'ADDR64' ? { target: targetBefore ?? target } : {},
    },
  },
  {
    name: 'thunk-not-followed',
    kind: 'incremental',
    what: 'leads calls of imports to where their thunk was',
    hooks: {
      field: ({ field: { target }, targetBefore, target: rva }) =>
        target.kind === 'global' && target.libName !== null ? { target: targetBefore ?? rva } : {},
    },
  },
  {
    name: 'exported-name-not-followed',
    kind: 'incremental',
    what: 'leads references to an exported name to where it was',
    hooks: {
      field: ({ field: { target }, bytesBefore }) =>
        target.kind === 'global' && target.libName === null && bytesBefore !== null
          ? { bytes: bytesBefore }
          : {},
    },
  },
  {
    name: 'function-update-missed',
    kind: 'incremental',
    what: 'keeps the code that a function had first',
    hooks: { hears: (op, updates) => (op.op === 'updateFunc' && updates > 0 ? [] : [op]) },
  },
  {
    name: 'data-update-missed',
    kind: 'incremental',
    what: 'keeps the data that a nav had first',
    hooks: { hears: (op, updates) => (op.op === 'updateNav' && updates > 0 ? [] : [op]) },
  },
  {
    name: 'error-data-missed',
    kind: 'incremental',
    what: 'does not ask again for the names of errors',
    hooks: { hears: (op) => (op.op === 'updateErrorData' ? [] : [op]) },
  },
  {
    name: 'lazy-taken-over',
    kind: 'incremental',
    what: 'takes a later definition of a lazy symbol over without asking again',
    // The program settles the content of lazy symbols when it hears of a flush.
    hooks: { hears: (op) => (op.op === 'flush' ? [] : [op]) },
  },
  {
    name: 'content-dropped',
    kind: 'incremental',
    what: 'empties data that is updated without content',
    hooks: {
      hears: (op, _updates, program) =>
        op.op === 'updateNav' && op.content === null && hasContent(program, op.nav)
          ? [{ ...op, content: NO_BYTES }]
          : [op],
    },
  },
  {
    name: 'function-to-data-stays',
    kind: 'incremental',
    what: 'leaves a function that becomes data among the code',
    hooks: {
      sectionOf: (_symbol, sound, before) =>
        sound === '.data' && before === '.text' ? before : sound,
    },
  },
  {
    name: 'data-to-function-stays',
    kind: 'incremental',
    what: 'leaves data that becomes a function among the data',
    hooks: {
      sectionOf: (_symbol, sound, before) =>
        sound === '.text' && before === '.data' ? before : sound,
    },
  },
  {
    name: 'alignment-kept',
    kind: 'incremental',
    what: 'keeps a stricter alignment out of later updates of data',
    hooks: {
      hears: (op, updates) => (op.op === 'updateNav' && updates > 0 ? [{ ...op, align: 1 }] : [op]),
    },
  },
  {
    name: 'entry-point-not-followed',
    kind: 'incremental',
    what: 'leaves the entry point where it was in the image before',
    hooks: { entryPoint: (rva, before) => before ?? rva },
  },
  {
    name: 'file-written-anew',
    kind: 'incremental',
    what: 'writes its whole file at each snapshot',
    hooks: {
      written: ({ bytes, unchanged }, { length }) => {
        return { bytes: length, unchanged: length - bytes + unchanged };
      },
    },
  },
  {
    name: 'writing-understated',
    kind: 'incremental',
    what: 'says that it wrote nothing',
    hooks: { written: () => ({ bytes: 0, unchanged: 0 }) },
  },
  {
    name: 'image-of-first-update',
    kind: 'incremental',
    what: 'hears nothing after the first update',
    hooks: {
      hears: (op, updates) =>
        updates > 0 && op.op !== 'snapshot' && op.op !== 'flush' ? [] : [op],
    },
  },
];
