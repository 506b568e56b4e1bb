import { compared, differencesOf } from './testing/compared';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

interface Tables {
  readonly machine?: 'AMD64' | 'I386';
  /** In hex. */
  readonly distance?: string;
  /** A symbol; null for none, as `-fno-rtti` has it. */
  readonly type?: string | null;
  readonly functions?: readonly string[];
  /** The type of the table after it. */
  readonly next?: string;
  /** Whether that is a table, and nothing else. */
  readonly isTableNext?: boolean;
  readonly isRelocated?: boolean;
}

/** A program whose start has the address of the functions of one table; another follows. */
function program({
  machine = 'AMD64',
  distance,
  type = 'one',
  functions = ['f', 'g'],
  next = 'two',
  isTableNext = true,
  isRelocated = false,
}: Tables): SmallProgram {
  const wordSize = machine === 'AMD64' ? 8 : 4;
  const zero = { zeroes: wordSize };
  const address = (symbol: string): ProgramPiece => ({ address: symbol });
  const table = [distance ?? zero, type === null ? zero : address(type), ...functions.map(address)];
  const addend = 2 * wordSize;
  // The virtual functions of all types are the same.
  const typeOf = (name: string): ProgramPiece[] => [{ address: 'kind', addend }, address(name)];
  return {
    machine,
    entry: 'start',
    isRelocated,
    sections: {
      '.text': {
        start:
          machine === 'AMD64'
            ? ['488d05', { rel32: 'tables', addend }, 'c3']
            : ['b8', { address: 'tables', addend }, 'c3'],
        f: ['b801000000', 'c3'],
        g: ['b802000000', 'c3'],
        h: ['b803000000', 'c3'],
        kindOf: ['b804000000', 'c3'],
      },
      '.rdata': {
        tables: [...table, zero, address(next), isTableNext ? address('h') : zero],
        kind: [zero, address('one'), address('kindOf')],
        one: typeOf('nameOfOne'),
        two: typeOf('nameOfTwo'),
        three: typeOf('nameOfThree'),
        nameOfOne: [{ text: '3One' }],
        nameOfTwo: [{ text: '3Two' }],
        nameOfThree: [{ text: '5Three' }],
      },
    },
  };
}

const isDifferent = (one: Tables, other: Tables): boolean =>
  compared(program(one), program(other)).verdict === 'different';

describe('a table of virtual functions', () => {
  it.each<[string, Tables]>([
    ['in 64-bit code', {}],
    ['in 32-bit code', { machine: 'I386' }],
    ['with base relocations', { isRelocated: true }],
    ['where something else follows', { isTableNext: false }],
    ['of a part of an object', { distance: 'f0ffffffffffffff' }],
  ])('ends where its functions do, whatever follows: %s', (_what, tables) => {
    const result = compared(program(tables), program({ ...tables, next: 'three' }));
    expect(differencesOf(result)).toEqual([]);
    expect(result.possible).toEqual([]);
  });

  it('names its type, which surely has a name', () => {
    const of = (type: string): SmallProgram => program({ type, isRelocated: true });
    expect(differencesOf(compared(of('two'), of('three')))).toEqual([
      'data (likely): different bytes at +0x0 of 0x10',
    ]);
  });

  it('ends what lies before it, as a table without a type', () => {
    const result = compared(program({ type: null }), program({ type: null, next: 'three' }));
    expect(differencesOf(result)).toEqual([]);
    expect(result.possible).toEqual([]);
  });

  it.each<[string, Tables]>([
    ['a function', { functions: ['f', 'h'] }],
    ['its type', { type: 'two' }],
    ['the distance to the start of an object', { distance: 'f8ffffffffffffff' }],
  ])('differs in %s', (_what, other) => {
    expect(isDifferent({}, other)).toBe(true);
    expect(isDifferent(other, {})).toBe(true);
  });
});
