import { compared, differencesOf } from './testing/compared';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

/** Four bytes of a number. */
const n = (byte: string): string => `${byte}000000`;
const NONE = { zeroes: 4 };

interface Classes {
  /** Symbols of the functions of the table. */
  readonly functions?: readonly string[];
  /** What is before the table: "locator", or null for nothing, as without RTTI. */
  readonly locator?: string | null;
  /** Offset in the object, in hex. */
  readonly offset?: string;
  readonly type?: string;
  /** What the locator says it is. */
  readonly self?: string;
  readonly hierarchy?: string;
  /** The classes that the first one is made of. */
  readonly bases?: readonly string[];
  /** The type of the second base class. */
  readonly baseType?: string;
  /** Where the second base class is in the object, in hex. */
  readonly place?: string;
  readonly name?: string;
  readonly destructor?: string | null;
  readonly copy?: string;
  /** The type that is thrown. */
  readonly thrown?: string;
  /** The size of what is thrown, in hex. */
  readonly size?: string;
  readonly catchable?: readonly string[];
  readonly isRelocated?: boolean;
}

/** A program with the address of a table of virtual functions, and of what is thrown. */
function program(classes: Classes): SmallProgram {
  const { functions = ['f', 'g'], locator = 'locator', offset = n('00') } = classes;
  const { type = 'typeOne', self = 'locator', hierarchy = 'hierarchy' } = classes;
  const { bases = ['baseOne', 'baseTwo'], baseType = 'typeTwo', place = n('08') } = classes;
  const { name = '.?AUOne@@', destructor = 'destroy', copy = 'copy', size = n('18') } = classes;
  const { thrown = 'typeOne', catchable = ['catchableOne'], isRelocated = true } = classes;
  const rvaOf = (symbol: string | null): ProgramPiece => (symbol === null ? NONE : { rva: symbol });
  const base = (of: string, at: string, has: string): ProgramPiece[] => [
    ...[{ rva: of }, n('01'), at, 'ffffffff', n('00'), n('40'), { rva: has }],
  ];
  const typeOf = (text: string): ProgramPiece[] => [{ address: 'kind' }, { zeroes: 8 }, { text }];
  const caught = (of: string): ProgramPiece[] => [
    ...[n('00'), { rva: of }, n('00'), 'ffffffff', n('00'), size, { rva: copy }],
  ];
  return {
    entry: 'start',
    isRelocated,
    sections: {
      '.text': {
        start: [
          ...['488d05', { rel32: 'tables', addend: 8 }],
          ...['488d15', { rel32: 'throwInfo' }, 'c3'],
        ],
        f: ['b801000000', 'c3'],
        g: ['b802000000', 'c3'],
        h: ['b803000000', 'c3'],
        destroy: ['b804000000', 'c3'],
        copy: ['b805000000', 'c3'],
      },
      '.rdata': {
        tables: [
          locator === null ? { zeroes: 8 } : { address: locator },
          ...functions.map((address) => ({ address })),
        ],
        locator: [n('01'), offset, n('00'), { rva: type }, { rva: hierarchy }, { rva: self }],
        other: [n('01'), n('10'), n('00'), { rva: 'typeTwo' }, { rva: 'single' }, { rva: 'other' }],
        hierarchy: [n('00'), n('00'), n(`0${bases.length}`), { rva: 'bases' }],
        bases: bases.map((rva) => ({ rva })),
        baseOne: base('typeOne', n('00'), 'hierarchy'),
        baseTwo: base(baseType, place, 'single'),
        single: [n('00'), n('00'), n('01'), { rva: 'baseOfSingle' }],
        baseOfSingle: [{ rva: 'alone' }],
        alone: base('typeTwo', n('00'), 'single'),
        kind: [{ zeroes: 16 }],
        throwInfo: [n('00'), rvaOf(destructor), NONE, { rva: 'catchables' }],
        catchables: [n(`0${catchable.length}`), ...catchable.map((rva) => ({ rva }))],
        catchableOne: caught(thrown),
        catchableTwo: caught('typeTwo'),
      },
      '.data': {
        typeOne: typeOf(name),
        typeTwo: typeOf('.?AUTwo@@'),
        typeThree: typeOf('.?AUThree@@'),
      },
    },
  };
}

describe('classes of the Microsoft C++ ABI', () => {
  it.each<[string, Classes]>([
    ['a table of virtual functions, and a throw', {}],
    ['without base relocations', { isRelocated: false }],
    ['without RTTI', { locator: null }],
    ['without a destructor', { destructor: null }],
    ['of a name that is long', { name: `.?AU${'Long'.repeat(60)}@@` }],
    ['that several types catch', { catchable: ['catchableOne', 'catchableTwo'] }],
  ])('are the same wherever they lie: %s', (_what, classes) => {
    const result = compared(program(classes));
    expect(differencesOf(result)).toEqual([]);
    expect(result.possible).toEqual([]);
  });

  it.each<[string, Classes]>([
    ['a function of the table', { functions: ['f', 'h'] }],
    ['the locator of another class', { locator: 'other' }],
    ['no locator', { locator: null }],
    ['no locator, but a type', { locator: 'typeOne' }],
    ['where the part of an object is', { offset: n('08') }],
    ['the type of a locator', { type: 'typeTwo' }],
    ['what a locator says it is', { self: 'other' }],
    ['the class hierarchy', { hierarchy: 'single' }],
    ['the order of base classes', { bases: ['baseTwo', 'baseOne'] }],
    ['a base class', { bases: ['baseOne', 'alone'] }],
    ['fewer base classes', { bases: ['baseOne'] }],
    ['the type of a base class', { baseType: 'typeThree' }],
    ['where a base class is', { place: n('10') }],
    ['a name', { name: '.?AUOnf@@' }],
    ['the destructor of what is thrown', { destructor: 'copy' }],
    ['no destructor', { destructor: null }],
    ['the copy of what is thrown', { copy: 'destroy' }],
    ['the type of what is thrown', { thrown: 'typeThree' }],
    ['the size of what is thrown', { size: n('20') }],
    ['more types that catch it', { catchable: ['catchableOne', 'catchableTwo'] }],
    ['another type that catches it', { catchable: ['catchableTwo'] }],
  ])('differ in %s', (_what, damage) => {
    expect(compared(program({}), program(damage)).verdict).toBe('different');
    expect(compared(program(damage), program({})).verdict).toBe('different');
  });
});
