import { compared, differencesOf } from './testing/compared';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const HANDLER = 'msvcrt.dll!__C_specific_handler';

/** A scope of the function `start`, whose call of `f` is guarded. */
interface Scope {
  readonly begin?: number;
  readonly end?: number;
  /** A symbol, or null for one that takes every exception. */
  readonly filter?: string | null;
  /** Where `__except` is; null for `__finally`. */
  readonly target?: number | null;
}

function scopeOf({ begin = 4, end = 9, filter = 'filter', target = 14 }: Scope): ProgramPiece[] {
  const at = (addend: number): ProgramPiece => ({ rva: 'start', addend });
  return [
    at(begin),
    at(end),
    filter === null ? '01000000' : { rva: filter },
    target === null ? '00000000' : at(target),
  ];
}

const returns = (number: string): ProgramPiece[] => ['b8', `${number}000000`, 'c3'];
const count = (scopes: number): string => `0${scopes}000000`;

/** A program with these scopes of `__try`, and what `__except` returns. */
function guarded(scopes: readonly Scope[], caught = '07'): SmallProgram {
  return {
    entry: 'start',
    imports: [HANDLER],
    unwind: {
      start: {
        codes: '04420000',
        handler: 'thunk',
        handlerData: [count(scopes.length), ...scopes.flatMap(scopeOf)],
      },
    },
    sections: {
      '.text': {
        start: [
          ...['4883ec28', 'e8', { rel32: 'f' }, '4883c428', 'c3'],
          ...['b8', `${caught}000000`, '4883c428', 'c3'],
        ],
        f: returns('01'),
        filter: returns('02'),
        filter2: returns('03'),
        thunk: ['ff25', { rel32: HANDLER }],
      },
    },
  };
}

const ONE = guarded([{}]);
const FINALLY = guarded([{ target: null }]);

describe('scopes of __try', () => {
  it('are the same wherever they lie, with all that they lead to', () => {
    const result = compared(ONE);
    expect(differencesOf(result)).toEqual([]);
    // The function, what it calls, its filter, and the thunk of the handler.
    expect(result.figures.procedures).toBe(4);
    expect(result.notes.map(({ what }) => what)).not.toContain(
      'exception handlers, whose own data are not compared',
    );
    expect(differencesOf(compared(FINALLY))).toEqual([]);
    expect(differencesOf(compared(guarded([{ filter: null }])))).toEqual([]);
  });

  it.each([
    ['filter of __except', ONE, guarded([{ filter: 'filter2' }])],
    ['__finally', FINALLY, guarded([{ target: null, filter: 'filter2' }])],
    // It is code of the function itself.
    ['entry point', ONE, guarded([{}], '08')],
  ])('differ in what lies at %s', (how, one, other) => {
    const result = compared(one, other);
    expect(differencesOf(result)).toEqual(['code (sure): different instructions']);
    expect(result.differences[0]?.path.at(-2)?.how).toBe(how);
  });

  it.each([
    ['their number', guarded([{}, {}]), '1 and 2 scopes of __try'],
    ['where one begins', guarded([{ begin: 0 }]), 'a scope of __try at 0x4 and 0x0'],
    ['where one ends', guarded([{ end: 13 }]), 'a scope of __try at 0x9 and 0xd'],
    [
      'whether there is a filter',
      guarded([{ filter: null }]),
      'a filter of __except in one image alone',
    ],
    ['__finally', FINALLY, '__except in one image, __finally in the other'],
  ])('differ in %s', (_what, other, difference) => {
    expect(differencesOf(compared(ONE, other))).toContain(`unwind (sure): ${difference}`);
  });

  it('may guard parts of the function that lie elsewhere', () => {
    const elsewhere = guarded([{ begin: 0x400, end: 0x410 }]);
    expect(differencesOf(compared(elsewhere, guarded([{ begin: 0x500, end: 0x520 }])))).toEqual([]);
  });

  it('are not looked for behind another handler, nor where there is no room for them', () => {
    const note = expect.objectContaining({
      what: 'exception handlers, whose own data are not compared',
    }) as unknown;
    const start = { codes: '04420000', handler: 'f', handlerData: ['ffffffff'] };
    expect(compared({ ...ONE, unwind: { start } }).notes).toContainEqual(note);
    const cut = { ...ONE, unwind: { start: { ...start, handler: 'thunk' } } };
    expect(compared(cut).notes).toContainEqual(note);
  });
});
