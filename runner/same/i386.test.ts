import { compareImages } from './compare-images';
import type { SameResult } from './same-result';
import { compared, differencesOf, possibleOf, withSymbols } from './testing/compared';
import { linkSmall } from './testing/link-small';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const EXIT = 'kernel32.dll!ExitProcess';
const SLEEP = 'kernel32.dll!Sleep';

const returns = (number: string): ProgramPiece[] => ['b8', `${number}000000`, 'c3'];

/** Of 32-bit code: every address is absolute. */
const PROGRAM: SmallProgram = {
  machine: 'I386',
  entry: 'start',
  imports: [EXIT, SLEEP],
  sections: {
    '.text': {
      start: [
        // push offset text; call f; mov eax,[number]; mov dword ptr [pointer],offset g
        ['68', { address: 'text' }, 'e8', { rel32: 'f' }, 'a1', { address: 'number' }],
        ['c705', { address: 'pointer' }, { address: 'g' }],
        // call thunk; call [ExitProcess]
        ['e8', { rel32: 'thunk' }, 'ff15', { address: EXIT }, 'cc'],
      ].flat(),
      f: returns('01'),
      g: returns('02'),
      h: returns('03'),
      thunk: ['ff25', { address: SLEEP }],
    },
    '.rdata': { text: [{ text: 'hello' }], other: [{ text: 'byebye' }] },
    '.data': { number: ['07000000'], other_number: ['08000000'], pointer: ['00000000'] },
  },
};

const start = PROGRAM.sections['.text']?.start ?? [];

/** With one address of `start` in place of another. */
function redirected(program: SmallProgram, from: string, to: string, addend = 0): SmallProgram {
  const pieces = start.map((piece): ProgramPiece => {
    if (typeof piece === 'object' && 'address' in piece && piece.address === from) {
      return { address: to, addend };
    }
    return piece;
  });
  return withSymbols(program, '.text', { start: pieces });
}

describe.each([
  ['with base relocations', true],
  ['without base relocations', false],
])('a PE32 image %s', (_how, isRelocated) => {
  const program = { ...PROGRAM, isRelocated };

  it('is the same wherever it lies', () => {
    const result = compared(program);
    expect(differencesOf(result)).toEqual([]);
    expect(result.verdict).toBe('same');
    // All but h and the breakpoint.
    expect(result.figures.codeBytes).toBe(5 + 5 + 5 + 10 + 5 + 6 + 6 + 6 + 6);
  });

  describe.each([
    ['jmp [table+eax*4]', ['ff2485', { address: 'table' }]],
    ['mov eax,[table+eax*4]; jmp eax', ['8b0485', { address: 'table' }, 'ffe0']],
  ] satisfies [string, ProgramPiece[]][])('with a table of jumps: %s', (_what, jump) => {
    /** The cases are behind the jump, whose bytes are counted. */
    const size = jump.length === 2 ? 7 : 9;
    const table = (second: string, to = size + 6): SmallProgram => {
      const f = [...jump, ...returns('11'), ...returns(second)];
      const entries = [size, to].map((addend): ProgramPiece => ({ address: 'f', addend }));
      const withCode = withSymbols(program, '.text', { f });
      return withSymbols(withCode, '.rdata', { table: entries, end: ['aa'] });
    };

    it('follows it', () => {
      const result = compared(table('12'));
      expect(differencesOf(result)).toEqual([]);
      expect(result.figures.codeBytes).toBe(compared(program).figures.codeBytes - 6 + size + 12);
      expect(result.notes.map(({ what }) => what)).not.toContain('jumps to where is not known');
    });

    it('differs where the table leads', () => {
      expect(compared(table('12'), table('13')).differences[0]).toMatchObject({
        kind: 'code',
        confidence: 'sure',
      });
      expect(compared(table('12'), table('12', size)).verdict).toBe('different');
    });
  });

  describe('with a table of jumps in code', () => {
    /** Cases at the end of f, and the table behind it. */
    const withTable = (jump: readonly ProgramPiece[], entries: readonly ProgramPiece[]) => {
      const f = [...jump, ...returns('11'), ...returns('12')];
      return withSymbols(program, '.text', { f, table: [...entries], end: returns('05') });
    };
    /** jmp [table+addend+eax*4] */
    const absolute = (addend: number, second = 13): SmallProgram =>
      withTable(
        ['ff2485', { address: 'table', addend }],
        [7, second].map((to): ProgramPiece => ({ address: 'f', addend: to })),
      );
    /** call next; pop ecx; mov eax,[table+addend+eax*4]; add eax,ecx; jmp eax: distances from the pop. */
    const relative = (addend: number, second = '12'): SmallProgram =>
      withTable(
        ['e800000000', '59', '8b0485', { address: 'table', addend }, '01c8', 'ffe0'],
        ['0c000000', `${second}000000`],
      );

    it.each([
      ['addresses', absolute(0), 7],
      ['distances', relative(0), 17],
    ])('follows its %s', (_of, one, size) => {
      const result = compared(one);
      expect(differencesOf(result)).toEqual([]);
      expect(result.figures.codeBytes).toBe(compared(program).figures.codeBytes - 6 + size + 12);
      expect(result.notes.map(({ what }) => what)).not.toContain('jumps to where is not known');
    });

    it.each([
      ['at another place', absolute(0), absolute(4)],
      ['at another place', relative(0), relative(4)],
      ['in the middle of an entry', absolute(0), absolute(1)],
      ['in the middle of an entry', relative(0), relative(1)],
      ['that leads elsewhere', absolute(0), absolute(0, 7)],
      ['that leads elsewhere', relative(0), relative(0, '0c')],
    ])('differs from one %s', (_what, one, other) => {
      expect(compared(one, other).verdict).toBe('different');
      expect(compared(other, one).verdict).toBe('different');
    });
  });

  it.each([
    ['another text', 'text', 'other', 0],
    ['a text, off by one', 'text', 'text', 1],
    ['another variable', 'number', 'other_number', 0],
    ['a variable, off by four', 'number', 'number', 4],
    ['another import', EXIT, SLEEP, 0],
  ])('differs where code refers to %s', (_what, from, to, addend) => {
    const other = redirected(program, from, to, addend);
    expect(compared(program, other).verdict).toBe('different');
    expect(compared(other, program).verdict).toBe('different');
  });

  it('differs where a thunk leads to another import', () => {
    const other = withSymbols(program, '.text', { thunk: ['ff25', { address: EXIT }] });
    expect(differencesOf(compared(program, other))).toContain(
      `import (sure): ${SLEEP} in the first, ${EXIT} in the second`,
    );
  });

  it('differs where a call leads to another function', () => {
    const other = withSymbols(program, '.text', { thunk: ['e9', { rel32: 'h' }] });
    expect(compared(program, other).verdict).toBe('different');
  });

  it('differs where a table has another pointer', () => {
    const withTable = (second: string): SmallProgram =>
      withSymbols(
        withSymbols(program, '.text', { f: ['ff2485', { address: 'table' }] }),
        '.rdata',
        { table: [{ address: 'g' }, { address: second }, 'ffffffff'] },
      );
    expect(compared(withTable('thunk')).verdict).toBe('same');
    expect(compared(withTable('thunk'), withTable('h')).verdict).toBe('different');
  });

  it('finds addresses that go into variables of a thread', () => {
    const storing = (to: string): SmallProgram => ({
      ...withSymbols(
        withSymbols(withSymbols(program, '.data', { index: ['00000000'] }), '.tls', {
          variable: ['00000000'],
        }),
        '.text',
        {
          // mov eax,[index]; mov ecx,fs:[2ch]; mov ecx,[ecx+eax*4]; mov dword ptr [ecx+variable],to
          f: [
            ...['a1', { address: 'index' }, '648b0d2c000000', '8b0c81'],
            ...['c781', { threadOffset: 'variable' }, { address: to }, 'c3'],
          ],
          callback: returns('0a'),
        },
      ),
      tls: { index: 'index', callbacks: ['callback'] },
    });
    expect(differencesOf(compared(storing('text')))).toEqual([]);
    expect(compared(storing('text'), storing('other')).verdict).toBe('different');
  });

  it('finds the variables of a thread', () => {
    const threads = (variable: string): SmallProgram => ({
      ...withSymbols(withSymbols(program, '.data', { index: ['00000000'] }), '.text', {
        // mov eax,[index]; mov ecx,fs:[2ch]; mov ecx,[ecx+eax*4]; mov eax,[ecx+variable]
        f: [
          'a1',
          { address: 'index' },
          '648b0d2c000000',
          '8b0c81',
          '8b81',
          { threadOffset: variable },
          'c3',
        ],
        callback: returns('0a'),
      }),
      tls: { index: 'index', callbacks: ['callback'] },
    });
    const tls = { before: ['11223344'], one: ['55667788'], two: ['99aabbcc'] };
    const program32 = (variable: string): SmallProgram =>
      withSymbols(threads(variable), '.tls', tls);
    expect(compared(program32('one')).verdict).toBe('same');
    expect(compared(program32('one'), program32('two')).verdict).toBe('different');
  });
});

it('takes equal numbers that look like addresses for a guess without base relocations', () => {
  // mov eax,401010h: in the first image that is where f lies, in the second it is in the middle of start.
  const number = (isRelocated: boolean): SmallProgram => ({
    ...withSymbols(PROGRAM, '.text', { start: ['b810104000', 'a1', { address: 'number' }, 'c3'] }),
    isRelocated,
  });
  const images = [
    linkSmall(number(false)),
    linkSmall(number(false), { isReversed: true }),
  ] as const;
  const result = compareImages(...images);
  expect(result.verdict).toBe('same');
  expect(result.possible.map(({ what }) => what)).toEqual(['different instructions']);
  expect(compared(number(true)).possible).toEqual([]);
});

describe('four bytes of a PE32 image that are an address in both images', () => {
  const program = (number: string): SmallProgram => ({
    ...withSymbols(PROGRAM, '.rdata', {
      text: ['deadbeef01020304', number, '0807060504030201', '1122334455667788'],
    }),
    isRelocated: false,
  });

  it.each(['00104000', '01104000', '10104000', '20104000', '30104000'])(
    'may be a number, which leads nowhere: %s',
    (number) => {
      const image = linkSmall(program(number));
      const result = compareImages(image, linkSmall(program(number), { gap: 48 }));
      expect(differencesOf(result)).toEqual([]);
      expect(result.verdict).toBe('same');
    },
  );
});

it('takes addresses outside of the image for what they are, where they are relocated', () => {
  // mov eax,[table-400000h+ecx*4]; ret
  const program = (addend: number, isRelocated = true): SmallProgram => ({
    machine: 'I386',
    entry: 'start',
    isRelocated,
    sections: {
      '.text': { start: ['8b048d', { address: 'table', addend }, 'c3'] },
      '.rdata': { table: ['01000000', '02000000'] },
    },
  });
  const moved = (one: SmallProgram, other = one): SameResult =>
    compareImages(linkSmall(one), linkSmall(other, { imageBase: 0x1000_0000 }));
  expect(moved(program(-0x40_0000)).verdict).toBe('same');
  expect(possibleOf(moved(program(-0x40_0000)))).toEqual([]);
  expect(possibleOf(moved(program(-0x40_0000), program(-0x3f_fff0)))).toEqual([
    'target (possible): addresses outside of the image, to which registers are added',
  ]);
  expect(moved(program(-0x40_0000, false)).verdict).toBe('different');
});

it('takes an address behind an empty list at the end of a section for no reference to the next section', () => {
  // mov edx,list; cmp edx,list; mov eax,[list+4]; mov ebx,list+12; or ecx,[list+8]; mov ecx,[ebx]; ret
  const program = (before: number, after: number, second: number): SmallProgram => {
    const list = (addend: number): ProgramPiece => ({ address: 'first', addend: before + addend });
    return {
      machine: 'I386',
      entry: 'start',
      isRelocated: true,
      sections: {
        '.text': {
          start: [
            ...['ba', list(0), '81fa', list(second), 'a1', list(4)],
            ...['bb', list(12), '0b0d', list(8), '8b0bc3'],
          ],
        },
        '.rdata': { first: [{ zeroes: before + after }] },
        '.data': { variable: ['1400000001020304'] },
      },
    };
  };
  const differences = (second: number): readonly string[] =>
    differencesOf(
      compareImages(linkSmall(program(0xff4, 0, second)), linkSmall(program(0x10, 0x40, second)), {
        protection: 'ignored',
      }),
    );
  expect(differences(0)).toEqual([]);
  // Where nothing shows that a list is there, and empty.
  expect(differences(-8)).toContain('data (sure): different bytes at +0x0 of 0x8');
});

it('takes the address of something far outside of the image for one that registers are added to later', () => {
  // lea eax,[table+5B000000h], or mov eax,[table+5B000000h]; ret
  const program = (opcode: string): SmallProgram => ({
    machine: 'I386',
    entry: 'start',
    isRelocated: true,
    sections: {
      '.text': { start: [opcode, { address: 'table', addend: 0x5b00_0000 }, 'c3'] },
      '.rdata': { table: ['01000000', '02000000'] },
    },
  });
  const result = compared(program('8d05'));
  expect(differencesOf(result)).toEqual([]);
  expect(possibleOf(result)).toEqual([
    'target (possible): addresses outside of the image, to which registers are added',
  ]);
  expect(compared(program('8b05')).verdict).toBe('different');
});

describe('addresses that lie before what registers lead to, as of unrolled loops', () => {
  // mov eax,[ecx*4+table-offset]; mov eax,[ecx*4+table]; ret
  const program = (offset: number, second = 'table'): SmallProgram => ({
    machine: 'I386',
    entry: 'start',
    isRelocated: true,
    sections: {
      '.text': {
        start: [
          ['8b048d', { address: 'table', addend: -offset }],
          ['8b048d', { address: second }, 'c3'],
        ].flat(),
      },
      '.data': {
        table: ['1112131415161718', '2122232425262728'],
        other: ['3132333435363738', '4142434445464748'],
      },
    },
  });

  it.each([8, 16, 32])('are no sure difference, %i bytes before', (offset) => {
    const result = compared(program(offset));
    expect(differencesOf(result)).toEqual([]);
    expect(result.verdict).toBe('same');
  });

  it('differ if they are not as far before it in both images', () => {
    expect(compared(program(16), program(20)).verdict).toBe('different');
    expect(compared(program(4096), program(4100)).verdict).toBe('different');
  });

  it('differ if nothing shows what they lie before', () => {
    expect(compared(program(0), program(0, 'other')).verdict).toBe('different');
  });
});
