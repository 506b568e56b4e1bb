import { compared, differencesOf } from './testing/compared';
import { LEA_RCX } from './testing/data-program';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const INITTERM = 'msvcrt.dll!_initterm';

const [LEA_RDX, LEA_RSI, LEA_RDI] = ['488d15', '488d35', '488d3d'];
/** `mov rcx,[...]` and `mov rdx,[...]`. */
const [LOAD_RCX, LOAD_RDX] = ['488b0d', '488b15'];

const NULL: ProgramPiece = { zeroes: 8 };
const F: ProgramPiece = { address: 'f' };
const G: ProgramPiece = { address: 'g' };

/** `for (; rdi != rsi; rdi++) if (*rdi) (*rdi)();` from its condition on, and what is called does not matter. */
const LOOP = ['eb04', '4883c708', '4839f7', '730c', '488b07', '4885c0', '74ef', 'ffd0', 'ebeb'];

/** Walks from RCX to RDX. */
const WALK = ['56', '57', '4889d6', '4889cf', ...LOOP, '5f', '5e', 'c3'];

interface Given {
  /** The code of the entry point; the list is `list`, and its end so many bytes on. */
  readonly start: (end: number) => readonly ProgramPiece[];
  readonly walk?: readonly ProgramPiece[];
}

/** A program with a list, and code that has the addresses of its start and end. */
function program({ start, walk = WALK }: Given, list: readonly ProgramPiece[]): SmallProgram {
  const end = list.length * 8;
  return {
    entry: 'start',
    imports: [INITTERM],
    sections: {
      '.text': {
        start: [...start(end), 'c3'],
        walk,
        hand_on: ['e8', { rel32: 'walk' }, 'c3'],
        f: ['b801000000', 'c3'],
        g: ['b802000000', 'c3'],
        thunk: ['ff25', { rel32: INITTERM }],
      },
      '.rdata': {
        list: [...list, NULL],
        first: [{ address: 'list' }],
        last: [{ address: 'list', addend: end }],
        text: [{ text: 'hello' }],
      },
    },
  };
}

const bounds = (end: number): ProgramPiece[] => [
  ...[LEA_RCX, { rel32: 'list' }],
  ...[LEA_RDX, { rel32: 'list', addend: end }],
];

const CALL: Given = { start: (end) => [...bounds(end), 'e8', { rel32: 'walk' }] };

/** The end is loaded first. */
const END_FIRST: Given = {
  start: (end) => [
    ...[LEA_RDX, { rel32: 'list', addend: end }, LEA_RCX, { rel32: 'list' }],
    ...['e8', { rel32: 'walk' }],
  ],
};

const WALKED: readonly (readonly [string, Given])[] = [
  ['by a function', CALL],
  ['by a function, with its end in a register first', END_FIRST],
  [
    'by a function, and its address is tested before',
    {
      // test rcx,rcx; push rcx: before the end is loaded, and before the walk
      start: (end) => [
        ...[LEA_RCX, { rel32: 'list' }, '4885c9', LEA_RDX, { rel32: 'list', addend: end }],
        ...['e8', { rel32: 'walk' }],
      ],
      walk: ['4885c9', '51', ...WALK.slice(0, -1), '59', 'c3'],
    },
  ],
  ['by a function of a function', { start: (end) => [...bounds(end), 'e8', { rel32: 'hand_on' }] }],
  [
    'by a loop',
    {
      start: (end) => [
        LEA_RDI,
        { rel32: 'list' },
        LEA_RSI,
        { rel32: 'list', addend: end },
        ...LOOP,
      ],
    },
  ],
  [
    'by the function of a C runtime',
    { start: (end) => [...bounds(end), 'ff15', { rel32: INITTERM }] },
  ],
  [
    'by that function, with a jump to it',
    { start: (end) => [...bounds(end), 'e8', { rel32: 'thunk' }] },
  ],
  [
    'between the addresses that two pointers hold',
    {
      start: () => [
        LOAD_RDX,
        { rel32: 'last' },
        LOAD_RCX,
        { rel32: 'first' },
        'e8',
        { rel32: 'walk' },
      ],
    },
  ],
];

describe('a list of functions that is walked', () => {
  const short = [NULL, F, NULL];
  const long = [NULL, F, G, NULL];

  it.each(WALKED)('%s, has one more in one image', (_how, given) => {
    const [one, other] = [program(given, short), program(given, long)];
    const lines = (first: string, second: number): string[] => [
      `data (likely): a list that code walks has ${first} in the first image, and ${second} in the second`,
    ];
    expect(differencesOf(compared(one, other))).toEqual(lines('1 function', 2));
    expect(differencesOf(compared(other, one))).toEqual(lines('2 functions', 1));
  });

  it.each(WALKED)('%s, is the same wherever it lies', (_how, given) => {
    const result = compared(program(given, long));
    expect([result.verdict, result.possible]).toEqual(['same', []]);
  });

  it('may have zeroes that are passed over, which linkers leave for alignment', () => {
    const [one, other] = [program(CALL, [NULL, F]), program(CALL, [NULL, F, NULL, NULL])];
    expect(compared(one, other).verdict).toBe('same');
    expect(compared(other, one).verdict).toBe('same');
  });

  it('has all that it has where it has nothing in the other image', () => {
    const [empty, full] = [program(END_FIRST, []), program(END_FIRST, [F])];
    const countsOf = (one: SmallProgram, other: SmallProgram): string[] =>
      differencesOf(compared(one, other)).filter((line) => line.includes('a list'));
    expect(countsOf(empty, full)).toEqual([
      expect.stringContaining('has 0 functions in the first image, and 1 in the second'),
    ]);
    expect(countsOf(full, empty)).toEqual([
      expect.stringContaining('has 1 function in the first image, and 0 in the second'),
    ]);
  });
});

it('a list of functions that is walked twice is reported once', () => {
  const twice = { start: (end: number) => [...CALL.start(end), ...CALL.start(end)] };
  const [one, other] = [program(twice, [NULL, F]), program(twice, [NULL, F, G])];
  expect(differencesOf(compared(one, other))).toHaveLength(1);
});

describe('of two addresses nothing is said', () => {
  const differences = (given: Given, extra: readonly ProgramPiece[] = [G]): string[] => {
    const [one, other] = [program(given, [NULL, F]), program(given, [NULL, F, ...extra])];
    return [...differencesOf(compared(one, other)), ...differencesOf(compared(other, one))];
  };

  it('that a function compares, and does not walk between', () => {
    // cmp rcx,rdx; sete al; ret
    expect(differences({ ...CALL, walk: ['4839d1', '0f94c0', 'c3'] })).toEqual([]);
  });

  it('of which a function walks from one, and does not compare it with the other', () => {
    // add rcx,8; cmp [rcx],0; jne to the start; ret
    expect(differences({ ...CALL, walk: ['4883c108', '48833900', '75f6', 'c3'] })).toEqual([]);
  });

  it('between which a function walks by other steps', () => {
    // add rdi,10h in place of add rdi,8
    const walk = WALK.map((piece) => (piece === '4883c708' ? '4883c710' : piece));
    expect(differences({ ...CALL, walk })).toEqual([]);
  });

  it('of which a register loses one before the other is loaded', () => {
    const start = (end: number): ProgramPiece[] => [
      ...[LEA_RCX, { rel32: 'list' }, '31c9', LEA_RDX, { rel32: 'list', addend: end }],
      ...['e8', { rel32: 'walk' }],
    ];
    expect(differences({ start })).toEqual([]);
  });

  it('which are lost by another call', () => {
    const start = (end: number): ProgramPiece[] => [
      ...[...bounds(end), 'e8', { rel32: 'f' }],
      ...['e8', { rel32: 'walk' }],
    ];
    expect(differences({ start })).toEqual([]);
  });

  it('of which a register loses one before the call', () => {
    const start = (end: number): ProgramPiece[] => [
      ...bounds(end),
      '31d2',
      'e8',
      { rel32: 'walk' },
    ];
    expect(differences({ start })).toEqual([]);
  });

  it('that the function of a C runtime is given the other way round', () => {
    const start = (end: number): ProgramPiece[] => [
      ...[LEA_RDX, { rel32: 'list' }, LEA_RCX, { rel32: 'list', addend: end }],
      ...['ff15', { rel32: INITTERM }],
    ];
    expect(differences({ start })).toEqual([]);
  });

  it('if something else leads between them', () => {
    // mov rax,[list+8]
    const start = (end: number): ProgramPiece[] => [
      ...['488b05', { rel32: 'list', addend: 8 }],
      ...CALL.start(end),
    ];
    expect(differences({ start })).toEqual([]);
  });

  it('if there is something else than functions between them', () => {
    expect(differences(CALL, [{ address: 'text' }])).toEqual([]);
    expect(differences(CALL, ['0500000000000000'])).toEqual([]);
  });
});
