import { compared, differencesOf } from './testing/compared';
import { littleEndian } from './testing/little-endian';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const NOTE = expect.objectContaining({
  what: 'exception handlers, whose own data are not compared',
}) as unknown;
const TABLES = 'unwind (sure): different tables of try and catch';

const word = (value: number): string => littleEndian(value >>> 0, 4);
const rvaOrZero = (symbol: string | null): ProgramPiece =>
  symbol === null ? { zeroes: 4 } : { rva: symbol };

/** What the handler of C++ reads of a function with one `try`, which guards a call. */
interface Guards {
  readonly magic?: number;
  readonly helper?: number;
  readonly flags?: number;
  /** State that cleaning up leads to, and the code that does it. */
  readonly toState?: number;
  readonly action?: string | null;
  readonly states?: number;
  readonly high?: number;
  readonly tries?: number;
  readonly adjectives?: number;
  /** Symbol of a type, or null for `catch (...)`. */
  readonly type?: string | null;
  readonly catches?: number;
  readonly code?: string;
  readonly object?: number;
  readonly frame?: number;
  /** Where the call is that the second state is of, in bytes from a function. */
  readonly call?: number;
  readonly callIn?: string;
  readonly state?: number;
  readonly calls?: number;
  /** The types that an exception specification allows. */
  readonly allowed?: string | null;
  readonly allowedType?: string;
  readonly allowedCount?: number;
  /** What a `catch` returns. */
  readonly caught?: string;
  /** Symbol that the unwind information leads to. */
  readonly info?: string;
}

function guarded(guards: Guards): SmallProgram {
  const { magic = 0x1993_0522, helper = 0x28, flags = 1, toState = -1, action = 'clean' } = guards;
  const { states = 2, high = 0, tries = 1, adjectives = 9, type = 'one', catches = 1 } = guards;
  const {
    code = 'caught',
    object = 0x20,
    frame = 0x38,
    call = 5,
    callIn = 'start',
    state = 0,
  } = guards;
  const {
    calls = 2,
    allowed = null,
    allowedType = 'two',
    allowedCount = 1,
    caught = '07',
    info = 'info',
  } = guards;
  const later = [rvaOrZero(allowed), word(flags)].slice(0, magic - 0x1993_0520);
  const returns = (value: string): ProgramPiece[] => ['b8', `${value}000000`, 'c3'];
  const handlerData: ProgramPiece[] = [{ rva: info }];
  const row = { codes: '04420000', handler: 'handler', handlerData };
  return {
    entry: 'start',
    unwind: { start: row, caught: row },
    sections: {
      '.text': {
        start: ['4883ec28', 'e8', { rel32: 'f' }, '4883c428', 'c3'],
        f: returns('01'),
        handler: returns('02'),
        clean: returns('03'),
        clean2: returns('04'),
        caught: ['4883ec28', 'b8', `${caught}000000`, '4883c428', 'c3'],
        caught2: returns('05'),
      },
      '.rdata': {
        info: [
          ...[word(magic), word(states), { rva: 'unwindMap' }, word(tries), { rva: 'tryMap' }],
          ...[word(calls), { rva: 'callMap' }, word(helper), ...later],
        ],
        unwindMap: [word(toState), rvaOrZero(action), word(-1), { zeroes: 4 }, { zeroes: 8 }],
        tryMap: [word(0), word(high), word(1), word(catches), { rva: 'catches' }, { zeroes: 20 }],
        catches: [
          ...[word(adjectives), rvaOrZero(type), word(object), { rva: code }, word(frame)],
          { zeroes: 20 },
        ],
        callMap: [
          ...[{ rva: 'start' }, word(-1), { rva: callIn, addend: call }, word(state)],
          { zeroes: 8 },
        ],
        allowed: [word(allowedCount), { rva: 'allowedTypes' }],
        allowedTypes: [word(0), { rva: allowedType }, { zeroes: 32 }],
        one: [{ address: 'kind' }, { zeroes: 8 }, { text: '.?AUOne@@' }],
        two: [{ address: 'kind' }, { zeroes: 8 }, { text: '.?AUTwo@@' }],
        kind: [{ address: 'f' }],
      },
    },
  };
}

const ALLOWED: Guards = { allowed: 'allowed' };

describe('tables of try and catch of the Microsoft C++ ABI', () => {
  it.each<[string, Guards]>([
    ['a type', {}],
    ['catch (...)', { type: null, adjectives: 0x40 }],
    ['no code that cleans up', { action: null }],
    ['an exception specification', ALLOWED],
    ['the second form', { magic: 0x1993_0521 }],
    ['the first form', { magic: 0x1993_0520 }],
    ['flags in the magic number', { magic: 0x3993_0522 }],
    ['no try', { tries: 0 }],
    ['nothing', { tries: 0, states: 0, calls: 0 }],
    ['a call in the code of a catch', { callIn: 'caught' }],
    ['a call outside of all functions', { callIn: 'info' }],
  ])('are the same wherever they lie: with %s', (_what, guards) => {
    const result = compared(guarded(guards));
    expect(differencesOf(result)).toEqual([]);
    expect(result.notes).not.toContainEqual(NOTE);
  });

  it('lead to the code of a catch, and to what cleans up', () => {
    // The function, what it calls, its handler, and the two.
    const { figures } = compared(guarded({}));
    expect(figures.procedures).toBe(5);
    const without = compared(guarded({ magic: 0x1993_0523 })).figures;
    // The head, two states, a try, a catch, two calls, two RVAs that lead to the head, and a type.
    const tables = 40 + 2 * 8 + 20 + 20 + 2 * 8 + 2 * 4 + (16 + 9 + 1);
    expect(figures.dataBytes - without.dataBytes).toBeGreaterThanOrEqual(tables);
  });

  it.each<[string, Guards, string]>([
    ['their form', { magic: 0x1993_0521 }, TABLES],
    ['where the helper is', { helper: 0x30 }, TABLES],
    ['their flags', { flags: 5 }, TABLES],
    ['the number of states', { states: 3 }, TABLES],
    ['the state that is next', { toState: 0 }, TABLES],
    ['the code that cleans up', { action: 'clean2' }, 'code (sure): different instructions'],
    [
      'whether there is some',
      { action: null },
      'unwind (sure): a destructor after an exception in the first image alone',
    ],
    ['the number of tries', { tries: 2 }, TABLES],
    ['the states that a try guards', { high: 1 }, TABLES],
    ['the number of catches', { catches: 2 }, TABLES],
    ['whether it is a reference', { adjectives: 1 }, TABLES],
    ['where the object is', { object: 0x28 }, TABLES],
    ['where the frame is', { frame: 0x40 }, TABLES],
    ['the code of a catch', { code: 'caught2' }, 'code (sure): different instructions'],
    ['what it does', { caught: '08' }, 'code (sure): different instructions'],
    ['the number of calls', { calls: 1 }, TABLES],
    ['the state of a call', { state: 1 }, TABLES],
    ['where a call is', { call: 9 }, 'unwind (sure): code that try guards from 0x5 and 0x9 on'],
    [
      'which function it is in',
      { callIn: 'kind' },
      'unwind (sure): code that try guards from 0x5 and no function on',
    ],
    [
      'catch (...) in place of a type',
      { type: null },
      'unwind (sure): a type of an exception in the first image alone',
    ],
    [
      'an exception specification',
      ALLOWED,
      'unwind (sure): an exception specification in the second image alone',
    ],
    [
      'where they are',
      { info: 'kind' },
      'unwind (sure): tables of try and catch in the first image alone',
    ],
  ])('differ in %s', (_what, other, difference) => {
    const found = differencesOf(compared(guarded({}), guarded(other)));
    expect(found.filter((one) => one === difference)).toHaveLength(1);
    expect(compared(guarded(other), guarded({})).verdict).toBe('different');
  });

  it.each<[string, Guards, Guards]>([
    ['the number of types that are allowed', ALLOWED, { ...ALLOWED, allowedCount: 2 }],
    ['the type of a catch', {}, { type: 'two' }],
    ['a type that is allowed', ALLOWED, { ...ALLOWED, allowedType: 'one' }],
  ])('differ in %s', (_what, one, other) => {
    expect(compared(guarded(one), guarded(other)).verdict).toBe('different');
  });

  it.each<[string, Guards]>([
    ['that begin with a higher number', { magic: 0x1993_0523 }],
    ['that begin with a lower number', { magic: 0x1993_051f }],
    ['that the file does not hold', { states: 0x1000_0000 }],
  ])('are not compared where they are none: %s', (_what, guards) => {
    const result = compared(guarded(guards));
    expect(differencesOf(result)).toEqual([]);
    expect(result.notes).toContainEqual(NOTE);
  });

  it('are not compared where the rows of catch are beyond the file', () => {
    const beyond: Guards = { catches: 0x1000_0000 };
    expect(compared(guarded(beyond)).verdict).toBe('same');
    expect(differencesOf(compared(guarded(beyond), guarded({})))).toEqual([TABLES]);
  });
});
