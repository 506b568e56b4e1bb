import { compared, differencesOf, possibleOf } from './testing/compared';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const DATA = 'lib.dll!data';
const OTHER = 'lib.dll!other';

/** An entry of the list, in symbols. */
interface Entry {
  readonly slot?: string;
  readonly place?: string;
  /** Bytes from the place to what is changed. */
  readonly far?: number;
  /** Flags in hex. */
  readonly bits?: string;
}

interface Imports {
  readonly machine?: 'AMD64' | 'I386';
  /** The entry of the pointer that code loads; null for a slot in its place, as LLD has it. */
  readonly pointer?: Entry | null;
  /** The entry of the address in a table. */
  readonly field?: Entry | null;
  /** The entry of an operand. */
  readonly operand?: Entry | null;
  /** Whether the program has nothing but the pointer. */
  readonly isBare?: boolean;
  /** Of what the program has besides. */
  readonly more?: readonly Entry[];
  /** Bytes from the start of the data that the table's address is of. */
  readonly addend?: number;
  /** What the pointer, and the slot in its place, is of. */
  readonly loads?: string;
  /** Bytes from the list's start that the pointer to it leads to. */
  readonly start?: number;
  /** Whether code loads the end of the list. */
  readonly isEnded?: boolean;
  /** The header in hex. */
  readonly header?: string;
  readonly isRelocated?: boolean;
  /** What lies before the list. */
  readonly before?: readonly ProgramPiece[];
}

/**
 * A program that loads the address of a DLL's data by a pointer, and has another in a table. Its start and end of the list
 * are loaded from pointers, as the runtime of MinGW does.
 */
function program(imports: Imports): SmallProgram {
  const { machine = 'AMD64', addend = 4, loads = DATA, start = 0, isRelocated = false } = imports;
  const { isEnded = true, header = '000000000000000001000000', before = [] } = imports;
  const is64 = machine === 'AMD64';
  const bits = is64 ? '40000000' : '20000000';
  const entryOf = (entry: Entry, place: string): ProgramPiece[] => [
    { rva: entry.slot ?? DATA },
    { rva: entry.place ?? place, addend: entry.far ?? 0 },
    entry.bits ?? bits,
  ];
  const { pointer = {}, isBare = false, more = [] } = imports;
  const { field = isBare ? null : {}, operand = isBare ? null : {} } = imports;
  const entries = [
    ...(pointer === null ? [] : entryOf(pointer, 'pointer')),
    ...(field === null ? [] : entryOf(field, 'table')),
    ...(operand === null ? [] : entryOf({ far: 2, bits: '20000000', ...operand }, 'first')),
    ...more.flatMap((entry) => entryOf(entry, 'table')),
  ];
  const load = (symbol: string): ProgramPiece[] =>
    is64 ? ['488b05', { rel32: symbol }] : ['8b05', { address: symbol }];
  const loadNumber = is64 ? ['8b05', { rel32: DATA }] : ['8b05', { address: DATA }];
  const list = entries.length === 0 ? [] : [header, ...entries];
  const size = list.length === 0 ? 0 : 12 + 4 * entries.length;
  return {
    machine,
    entry: 'first',
    isRelocated,
    imports: [DATA, OTHER],
    sections: {
      '.text': {
        first: [
          ...(isBare ? [] : loadNumber),
          ...load('number'),
          ...load(pointer === null ? loads : 'pointer'),
          ...load('table'),
          ...(isEnded ? load('listEnd') : []),
          ...load('listStart'),
          'c3',
        ],
      },
      '.rdata': {
        ...(pointer === null ? {} : { pointer: [{ address: loads }] }),
        table: [isBare ? { zeroes: 8 } : { address: DATA, addend }, { zeroes: 8 }],
        number: ['0102030405060708'],
        ...(before.length === 0 ? {} : { before }),
        list: [...list, { text: 'behind it' }],
        listStart: [{ address: 'list', addend: start }],
        listEnd: [{ address: 'list', addend: size }],
      },
    },
  };
}

/** Zeroes, and a byte as the version in the header of a list has it, at an odd place. */
const decoys = (zeroes: number): readonly ProgramPiece[] => [{ zeroes }, 'aa01', { zeroes: 14 }];

const SLOT: Imports = { pointer: null };
const NONE: Imports = { pointer: null, field: null, operand: null };
const BARE: Imports = { isBare: true };

describe('data of a DLL', () => {
  describe.each<[string, Imports]>([
    ['in 64-bit code', {}],
    ['in 32-bit code', { machine: 'I386' }],
    ['with base relocations', { isRelocated: true }],
  ])('%s', (_what, base) => {
    const isDifferent = (one: Imports, other: Imports): boolean =>
      compared(program({ ...base, ...one }), program({ ...base, ...other })).verdict ===
      'different';

    it.each<[string, Imports, Imports]>([
      ['by a list in both images', {}, {}],
      ['by a pointer in one image, and a slot in the other', {}, SLOT],
      ['by slots in both images', SLOT, SLOT],
      ['by a slot alone in the other image, whose list is empty', BARE, { ...BARE, ...SLOT }],
    ])('is the same: %s', (_how, one, other) => {
      for (const [x, y] of [
        [one, other],
        [other, one],
      ] as const) {
        const result = compared(program({ ...base, ...x }), program({ ...base, ...y }));
        expect(differencesOf(result)).toEqual([]);
        expect(result.possible).toEqual([]);
        expect(result.notes).toEqual([]);
      }
    });

    it('finds a list wherever it lies behind what its header may begin with', () => {
      for (let zeroes = 12; zeroes < 300; zeroes += 16) {
        const other = { ...SLOT, before: decoys(zeroes) };
        const result = compared(
          program({ ...base, before: decoys(zeroes) }),
          program({ ...base, ...other }),
        );
        expect(differencesOf(result)).toEqual([]);
      }
    });

    it.each<[string, Imports]>([
      ['another import in the entry of a pointer', { pointer: { slot: OTHER } }],
      ['another import in the entry of an address', { field: { slot: OTHER } }],
      ['no slot in an entry', { pointer: { slot: 'table' } }],
      ['an entry that is lost, of a pointer', { pointer: { place: 'table', far: 8 } }],
      ['an entry that is lost, of an address', { field: null }],
      ['an entry twice', { more: [{}] }],
      ['an entry that is added, of a number', { more: [{ place: 'number' }] }],
      ['an entry that is added, of code', { more: [{ place: 'first', far: 8, bits: '08000000' }] }],
      ['an entry that is lost, of an operand', { operand: null }],
      ['another import in the entry of an operand', { operand: { slot: OTHER } }],
      ['another place in an operand', { operand: { far: 1 } }],
      ['another width of an operand', { operand: { bits: '10000000' } }],
      ['an entry that is added in the middle of a place', { more: [{ far: 2 }] }],
      ['another width', { field: { bits: '10000000' } }],
      ['a width that is none', { field: { bits: '11000000' } }],
      ['another place', { field: { far: 4 } }],
      ['another addend', { addend: 8 }],
      ['another import, as the pointer has it', { loads: OTHER, pointer: { slot: OTHER } }],
      ['another slot, as the pointer has it', { loads: OTHER }],
      ['another first word of the list', { header: '010000000000000001000000' }],
      ['another second word of the list', { header: '000000000100000001000000' }],
      ['another version of the list', { header: '000000000000000002000000' }],
      ['an address of the list that lies in it', { start: 12 }],
    ])('differs: %s', (_how, damage) => {
      expect(isDifferent({}, damage)).toBe(true);
      expect(isDifferent(damage, {})).toBe(true);
    });

    it.each<[string, Imports]>([
      ['another import in the entry of a pointer', { pointer: { slot: OTHER } }],
      ['another slot, as the pointer has it', { loads: OTHER }],
      ['another import, as the pointer has it', { loads: OTHER, pointer: { slot: OTHER } }],
      ['an entry that is lost', { pointer: { place: 'table', far: 8 } }],
      ['another width', { pointer: { bits: '10000000' } }],
      ['an entry twice', { more: [{ place: 'pointer' }] }],
    ])('differs where the other image has a slot: %s', (_how, damage) => {
      expect(isDifferent(SLOT, damage)).toBe(true);
      expect(isDifferent(damage, SLOT)).toBe(true);
    });
  });

  it('is a guess where nothing leads to the end of the list', () => {
    const result = compared(program({ isEnded: false }), program({ ...SLOT, isEnded: false }));
    expect(differencesOf(result)).toEqual([]);
    expect(possibleOf(result)).toEqual([
      'import (possible): a pointer in the first, the slot in the second, of lib.dll!data, by a list of pseudo relocations which nothing was seen to walk from its start to its end',
    ]);
  });

  it('is another program where no image has a list', () => {
    const none = { ...BARE, header: '' };
    expect(differencesOf(compared(program(none), program({ ...none, ...SLOT })))).toContain(
      'import (sure): no import in the first, lib.dll!data in the second',
    );
  });

  it('differs where one image has no list', () => {
    const result = compared(program({}), program(NONE));
    expect(differencesOf(result)).toEqual([
      'import (sure): data of lib.dll!data+0x4 in 64 bits in the first, no data of a DLL in the second',
      'import (sure): data of lib.dll!data-0x4 in 32 bits in the first, no data of a DLL in the second',
    ]);
  });

  it('counts entries whose places were not compared', () => {
    const more = [{ far: 8 }];
    expect(compared(program({ more })).notes).toEqual([
      { what: 'pseudo relocations of what was not compared', count: 2 },
    ]);
  });
});
