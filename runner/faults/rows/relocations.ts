import type { Fault } from './fault';

const isDistance = (type: string): boolean => type.startsWith('REL32');

/** Fields that are filled in wrongly, at once. */
export const RELOCATION_FAULTS: readonly Fault[] = [
  {
    name: 'addend-ignored',
    kind: 'relocations',
    what: 'ignores addends',
    hooks: { field: () => ({ addend: 0 }) },
  },
  {
    name: 'negative-addend-ignored',
    kind: 'relocations',
    what: 'takes an addend below 0 for 0',
    hooks: { field: ({ field: { addend } }) => (addend < 0 ? { addend: 0 } : {}) },
  },
  {
    name: 'addend-subtracted',
    kind: 'relocations',
    what: 'subtracts addends',
    hooks: { field: ({ field: { addend } }) => ({ addend: -addend }) },
  },
  {
    name: 'pointer-addend-scaled',
    kind: 'relocations',
    what: 'counts the addend of a pointer in pointers',
    hooks: {
      field: ({ field: { type, addend } }) => (type === 'ADDR64' ? { addend: addend * 8 } : {}),
    },
  },
  ...[1, 2, 3, 4, 5].map((after): Fault => {
    return {
      name: `rel32-${after}-as-rel32`,
      kind: 'relocations',
      what: `takes REL32_${after} for REL32`,
      hooks: {
        field: ({ field: { type } }) => (type === `REL32_${after}` ? { type: 'REL32' } : {}),
      },
    };
  }),
  {
    name: 'distance-from-field',
    kind: 'relocations',
    what: 'counts distances from the start of the field',
    hooks: {
      field: ({ field: { type, addend } }) => (isDistance(type) ? { addend: addend + 4 } : {}),
    },
  },
  {
    name: 'addr32nb-with-base',
    kind: 'relocations',
    what: 'adds the image base to ADDR32NB and DIR32NB',
    hooks: {
      field: ({ field: { type } }) => {
        if (type === 'ADDR32NB') return { type: 'ADDR32' };
        return type === 'DIR32NB' ? { type: 'DIR32' } : {};
      },
    },
  },
  {
    name: 'addr64-without-base',
    kind: 'relocations',
    what: 'writes RVAs for ADDR64',
    hooks: {
      field: ({ field: { type, addend }, target }) => {
        if (type !== 'ADDR64') return {};
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64LE(BigInt(target + addend));
        return { bytes };
      },
    },
  },
  {
    name: 'addr64-low-half',
    kind: 'relocations',
    what: 'writes only 4 bytes of ADDR64',
    hooks: {
      field: ({ field: { type } }) => (type === 'ADDR64' ? { type: 'ADDR32' } : {}),
    },
  },
  {
    name: 'dir32-as-distance',
    kind: 'relocations',
    what: 'takes DIR32 for REL32',
    hooks: { field: ({ field: { type } }) => (type === 'DIR32' ? { type: 'REL32' } : {}) },
  },
  {
    name: 'constant-pointer-null',
    kind: 'relocations',
    what: 'leaves pointers to constants at 0',
    hooks: {
      field: ({ field: { type, target } }) =>
        type === 'ADDR64' && target.kind === 'uav' ? { bytes: Buffer.alloc(8) } : {},
    },
  },
  {
    name: 'lazy-code-off-by-one',
    kind: 'relocations',
    what: 'leads to the byte after the start of lazy code',
    hooks: {
      field: ({ field: { target }, target: rva }) =>
        target.kind === 'lazy' && target.lazy === 'code' ? { target: rva + 1 } : {},
    },
  },
];
