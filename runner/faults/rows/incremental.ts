import type { Fault } from './fault';

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
