import { ImageEditor } from '../image/check/image-editor';
import { compareImages } from './compare-images';
import { compared, differencesOf, possibleOf, withSymbols } from './testing/compared';
import type { SameResult } from './same-result';
import { linkSmall } from './testing/link-small';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const EXIT = 'kernel32.dll!ExitProcess';
const SLEEP = 'kernel32.dll!Sleep';

const call = (symbol: string): ProgramPiece[] => ['e8', { rel32: symbol }];
const callSlot = (slot: string): ProgramPiece[] => ['ff15', { rel32: slot }];
/** `mov eax,number; ret`: a function by its number. */
const returns = (number: string): ProgramPiece[] => ['b8', `${number}000000`, 'c3'];

/** Calls `first` and `second`, then ends. */
const PROGRAM: SmallProgram = {
  entry: 'start',
  imports: [EXIT, SLEEP],
  sections: {
    '.text': {
      start: ['4883ec28', ...call('first'), ...call('second'), ...callSlot(EXIT), 'cc'],
      first: returns('01'),
      second: [...callSlot(SLEEP), ...returns('02')],
      third: returns('03'),
    },
  },
};

const changed = (symbols: Readonly<Record<string, readonly ProgramPiece[]>>): SmallProgram =>
  withSymbols(PROGRAM, '.text', symbols);

describe('code', () => {
  it('is the same wherever it lies', () => {
    const result = compared(PROGRAM);
    expect(differencesOf(result)).toEqual([]);
    expect(result.verdict).toBe('same');
    // All of start up to the call that does not return, first, and second.
    expect(result.figures.codeBytes).toBe(4 + 5 + 5 + 6 + 6 + 6 + 6);
  });

  it('differs in a constant', () => {
    const result = compared(PROGRAM, changed({ first: returns('05') }));
    expect(result.verdict).toBe('different');
    expect(differencesOf(result)).toEqual(['code (sure): different instructions']);
  });

  it('differs where a call leads to another function', () => {
    const start = ['4883ec28', ...call('first'), ...call('third'), ...callSlot(EXIT), 'cc'];
    const result = compared(PROGRAM, changed({ start }));
    expect(differencesOf(result)).toEqual(['code (sure): different instructions']);
    expect(result.differences[0]?.path.map(({ how }) => how)).toEqual([
      'entry point',
      'call',
      'here',
    ]);
  });

  it.each([1, 4])('differs where a call is off by %d', (addend) => {
    const start = [
      '4883ec28',
      ...call('first'),
      'e8',
      { rel32: 'second', addend },
      ...callSlot(EXIT),
      'cc',
    ];
    expect(compared(PROGRAM, changed({ start })).verdict).toBe('different');
  });

  it('need be none after a trap, where a byte of padding and something else may follow', () => {
    const ends = (after: string): SmallProgram =>
      changed({ start: [...call('first'), 'cc', after] });
    const result = compared(ends('00e8aabbccdd'), ends('00ff25aabbccdd'));
    expect(result.verdict).toBe('same');
    expect(result.notes.map(({ what }) => what)).toContain(
      'bytes after a trap that may be no code',
    );
    const goesOn = compared(ends('90b801000000c3'), ends('90b802000000c3'));
    expect(differencesOf(goesOn)).toEqual(['code (sure): different instructions']);
  });

  it('differs where a call was never filled in, and says so', () => {
    const start = ['4883ec28', ...call('first'), 'e800000000', ...callSlot(EXIT), 'cc'];
    const result = compared(PROGRAM, changed({ start }));
    expect(result.verdict).toBe('different');
    expect(result.differences[0]?.hints.join()).toContain('displacement of zero');
  });

  it('differs where another import is called', () => {
    const result = compared(PROGRAM, changed({ second: [...callSlot(EXIT), ...returns('02')] }));
    expect(differencesOf(result)).toEqual([
      `import (sure): ${SLEEP} in the first, ${EXIT} in the second`,
    ]);
  });

  it('is the same where an import is called through a thunk in both', () => {
    const thunked = changed({
      second: [...call('thunk'), ...returns('02')],
      thunk: ['ff25', { rel32: SLEEP }],
    });
    expect(compared(thunked).verdict).toBe('same');
    const other = withSymbols(thunked, '.text', { thunk: ['ff25', { rel32: EXIT }] });
    expect(compared(thunked, other).verdict).toBe('different');
  });

  describe('that begins with a jump in one image alone', () => {
    const jump = (target: string): ProgramPiece[] => ['e9', { rel32: target }];
    /** `start` and `first` lie behind jumps, as link.exe's table for incremental linking has them. */
    const behindJumps = (changes: Readonly<Record<string, readonly ProgramPiece[]>> = {}) => ({
      ...withSymbols(PROGRAM, '.text', {
        jumpToStart: jump('start'),
        jumpToFirst: jump('first'),
        start: ['4883ec28', ...call('jumpToFirst'), ...call('second'), ...callSlot(EXIT), 'cc'],
        ...changes,
      }),
      entry: 'jumpToStart',
    });

    it('is compared from where the jump leads', () => {
      for (const result of [compared(PROGRAM, behindJumps()), compared(behindJumps(), PROGRAM)]) {
        expect(differencesOf(result)).toEqual([]);
        expect(result.verdict).toBe('same');
      }
      const jumps = 2 * 5;
      const { codeBytes } = compared(PROGRAM).figures;
      expect(compared(behindJumps(), PROGRAM).figures.codeBytes).toBe(codeBytes + jumps);
    });

    it('differs where the jump leads elsewhere', () => {
      const other = behindJumps({ jumpToFirst: jump('third') });
      expect(differencesOf(compared(PROGRAM, other))).toEqual([
        'code (sure): different instructions',
      ]);
    });

    it.each([
      ['e9', 'fbffffff'],
      ['eb', 'fe'],
    ])('differs where the jump leads to itself: %s', (opcode, distance) => {
      const other = behindJumps({ jumpToFirst: [`${opcode}${distance}`] });
      expect(compared(PROGRAM, other).verdict).toBe('different');
    });

    it('differs where the jump leads out of the code', () => {
      const other = behindJumps({ jumpToFirst: ['e9', '00000070'] });
      expect(compared(PROGRAM, other).verdict).toBe('different');
    });
  });

  it('is not walked after a call that never returns', () => {
    const exits = changed({ first: [...callSlot(EXIT)], second: returns('02') });
    const other = withSymbols(exits, '.text', { second: returns('05') });
    const result = compared(exits, other);
    expect(result.verdict).toBe('same');
    expect(result.notes).toContainEqual({
      what: 'calls after which nothing was compared, as none was seen to return',
      count: 1,
    });
  });

  describe('after a call of an import that may never return, and padding', () => {
    const THROWS = 'stdc++.dll!throw_it';
    /** `je` over a call of what throws, and later calls of the functions around that. */
    const around = (
      throwing: readonly ProgramPiece[],
      fill: string,
      rows: readonly string[] = [],
    ): SmallProgram => ({
      entry: 'start',
      imports: [THROWS, EXIT],
      unwind: {
        start: { codes: '04420000' },
        ...Object.fromEntries(rows.map((name) => [name, { codes: '04420000' }])),
      },
      sections: {
        '.text': {
          start: [
            '4883ec28',
            '7405',
            ...call('thrower'),
            ...call('later'),
            ...callSlot(EXIT),
            'cc',
          ],
          later: [...call('f'), ...call('g'), 'c3'],
          thunk: ['ff25', { rel32: THROWS }],
          f: returns('01'),
          thrower: [...throwing, fill],
          g: [...call('f'), ...returns('02')],
        },
      },
    });
    const FG = ['f', 'g'];
    const NOPS_AFTER_6 = '90'.repeat(10);
    const NOPS_AFTER_5 = '90660f1f4400000f1f4000';

    const inBothOrders = (program: SmallProgram): SameResult =>
      compareImages(linkSmall(program), linkSmall(program, { isReversed: true }));

    it.each([
      ['directly', around(callSlot(THROWS), NOPS_AFTER_6, FG)],
      ['through a thunk', around(call('thunk'), NOPS_AFTER_5, FG)],
    ])('is not compared where another function begins, called %s', (_how, program) => {
      const result = inBothOrders(program);
      expect(differencesOf(result)).toEqual([]);
      expect(result.notes).toContainEqual({ what: 'calls that may never return', count: 1 });
    });

    it('is compared where no function is known to begin', () => {
      const result = inBothOrders(around(call('thunk'), NOPS_AFTER_5));
      expect(differencesOf(result)).toEqual(['code (sure): different instructions']);
    });

    it('is compared where the function goes on', () => {
      const goesOn = (number: string): SmallProgram =>
        around(call('thunk'), `90b8${number}000000c3`, FG);
      expect(differencesOf(compared(goesOn('01')))).toEqual([]);
      expect(differencesOf(compared(goesOn('01'), goesOn('05')))).toEqual([
        'code (sure): different instructions',
      ]);
    });
  });

  it.each([
    'libstdc++-6.dll!_ZSt20__throw_length_errorPKc',
    'libgcc_s_seh-1.dll!_Unwind_Resume',
    'msvcp140.dll!?_Xlength_error@std@@YAXPEBD@Z',
  ])('is not walked after a call of %s', (slot) => {
    const throws = (number: string): SmallProgram => ({
      ...changed({ second: [...callSlot(slot), ...returns(number)] }),
      imports: [EXIT, SLEEP, slot],
    });
    expect(compared(throws('02'), throws('05')).verdict).toBe('same');
  });

  it('is walked after a call that returns through a jump to another function', () => {
    const tail = changed({ first: ['e9', { rel32: 'third' }] });
    expect(compared(tail).verdict).toBe('same');
    const other = withSymbols(tail, '.text', { second: returns('05') });
    expect(compared(tail, other).verdict).toBe('different');
  });

  it('differs where padding is in place of code', () => {
    const result = compared(PROGRAM, changed({ first: ['0000000000000000'] }));
    expect(differencesOf(result)).toEqual(['code (sure): padding in place of code']);
  });

  it('differs in the branch that no run takes', () => {
    const branch = (number: string): SmallProgram =>
      changed({ first: ['85c0', '7406', ...returns('01'), ...returns(number)] });
    expect(compared(branch('02')).verdict).toBe('same');
    expect(compared(branch('02'), branch('05')).verdict).toBe('different');
  });

  it('follows tables of jumps', () => {
    const table = (second: string): SmallProgram =>
      withSymbols(
        changed({
          // lea rcx,[table]; movsxd rax,[rcx+rax*4]; add rax,rcx; jmp rax
          first: ['488d0d', { rel32: 'table' }, '48630481', '4801c8', 'ffe0'],
          one: returns('11'),
          two: returns('12'),
          three: returns('13'),
        }),
        '.rdata',
        {
          table: [
            { from: 'table', to: 'one' },
            { from: 'table', to: second },
          ],
          end: ['aa'],
        },
      );
    expect(compared(table('two')).verdict).toBe('same');
    // start, second, the 16 bytes before the jump, and what the table leads to.
    expect(compared(table('two')).figures.codeBytes).toBe(20 + 12 + 16 + 6 + 6);
    expect(compared(table('two'), table('three')).verdict).toBe('different');
  });

  it('follows a table of jumps that was loaded before, as before a loop', () => {
    /** Three cases at the end of a function, of which the table leads to one twice. */
    const table = (last: 'two' | 'three', number = '13'): SmallProgram => {
      const jump = [
        // lea rdx,[other]; lea rcx,[table]; lea r8,[text]; test eax,eax; je to the first case
        ...['488d15', { rel32: 'other' }, '488d0d', { rel32: 'table' }],
        ...['4c8d05', { rel32: 'text' }, '85c0', '7409'],
        // movsxd rax,[rcx+rax*4]; add rax,rcx; jmp rax
        ...['48630481', '4801c8', 'ffe0'],
      ];
      const cases = [...returns('11'), ...returns('12'), ...returns(number)];
      const first = ['one', 'two', last].map((name): ProgramPiece => {
        const at = 34 + 6 * ['one', 'two', 'three'].indexOf(name);
        return { from: 'table', to: 'first', addend: at };
      });
      return withSymbols(changed({ first: [...jump, ...cases] }), '.rdata', {
        // As a table of jumps, but into another function.
        other: Array<ProgramPiece>(3).fill({ from: 'other', to: 'second' }),
        table: first,
        text: [{ text: 'text' }],
        end: ['aa'],
      });
    };
    const result = compared(table('three'));
    expect(differencesOf(result)).toEqual([]);
    expect(result.notes.map(({ what }) => what)).not.toContain('jumps to where is not known');
    // start, second, the 34 bytes before the cases, and these.
    expect(result.figures.codeBytes).toBe(20 + 12 + 34 + 3 * 6);
    expect(compared(table('three'), table('three', '14')).verdict).toBe('different');
    expect(compared(table('three'), table('two')).verdict).toBe('different');
  });

  describe('with a table of jumps behind the function', () => {
    /** lea rcx,[table]; movsxd rax,[rcx+rax*4]; add rax,rcx; then what jumps, two cases, and the table. */
    const table = (jump: string, second: string, entries = 'f4fffffffaffffff'): SmallProgram =>
      changed({
        first: [
          '488d0d15000000',
          '48630481',
          '4801c8',
          jump,
          ...returns('11'),
          ...returns(second),
          entries,
        ],
        afterwards: returns('07'),
      });
    const JUMP = 'ffe0';

    it('follows it', () => {
      const result = compared(table(JUMP, '12'));
      expect(differencesOf(result)).toEqual([]);
      // start, second, what is before the table, and its entries.
      expect(result.figures.codeBytes).toBe(20 + 12 + 16 + 6 + 6);
      expect(result.coverage?.a[0]).toMatchObject({ name: '.text', sure: 8 });
      expect(result.notes).toEqual([]);
    });

    it('differs where the table leads', () => {
      expect(differencesOf(compared(table(JUMP, '12'), table(JUMP, '13')))).toEqual([
        'code (sure): different instructions',
      ]);
      const other = table(JUMP, '12', 'f4fffffff4ffffff');
      expect(compared(table(JUMP, '12'), other).verdict).toBe('different');
    });

    it('differs in an entry that leads nowhere in one image', () => {
      const shorter = table(JUMP, '12', 'f4ffffff00000070faffffff');
      const longer = table(JUMP, '12', 'f4fffffffafffffffaffffff');
      expect(differencesOf(compared(longer, shorter))).toEqual([
        'data (likely): an entry of a jump table, at +0x4, leads to code in one image alone',
      ]);
    });

    it('takes it for code where no jump follows', () => {
      // hlt; the two bytes of the jump are a return, and padding.
      const result = compared(table('c3cc', '12'));
      expect(result.figures.procedures).toBe(1 + compared(table(JUMP, '12')).figures.procedures);
    });
  });

  it('differs where an entry of a table of jumps leads nowhere', () => {
    const table = (distance: string, last: readonly ProgramPiece[]): SmallProgram =>
      withSymbols(
        changed({
          first: ['488d0d', { rel32: 'table' }, '48630481', '4801c8', 'ffe0'],
          one: returns('11'),
          two: returns('12'),
        }),
        '.rdata',
        { table: [{ from: 'table', to: 'one' }, distance, ...last], end: ['aa'] },
      );
    const images = (one: SmallProgram, other: SmallProgram): SameResult =>
      compareImages(linkSmall(one), linkSmall(other));
    const two = { from: 'table', to: 'two' };
    const whole = withSymbols(table('', []), '.rdata', {
      table: [{ from: 'table', to: 'one' }, two, two],
      end: ['aa'],
    });
    expect(images(whole, whole).verdict).toBe('same');
    expect(differencesOf(images(whole, table('00000070', [two])))).toEqual([
      'data (likely): an entry of a jump table, at +0x4, leads to code in one image alone',
    ]);
    // Nothing shows whether the table goes on.
    expect(possibleOf(images(whole, table('00000070', ['00000070'])))).toEqual([
      'data (possible): an entry of a jump table, at +0x4, leads to code in one image alone',
    ]);
  });

  it('may be there once or twice, if it is equal: that is noted', () => {
    const copies = { one: returns('07'), two: returns('07') };
    const calling = (first: string, second: string): SmallProgram =>
      changed({ ...copies, start: [...call(first), ...call(second), 'c3'] });
    const merged = compared(calling('one', 'two'), calling('one', 'one'));
    expect(merged.verdict).toBe('same');
    expect(possibleOf(merged)).toEqual([]);
    expect(merged.notes).toContainEqual({
      what: 'functions that are several equal ones in the first image',
      count: 1,
    });
  });

  it('possibly differs where a call leads to another function, which is equal', () => {
    const calling = (last: string): SmallProgram =>
      changed({
        one: returns('07'),
        two: returns('07'),
        start: [...call('one'), ...call('two'), ...call(last), 'c3'],
      });
    expect(possibleOf(compared(calling('two')))).toEqual([]);
    const result = compared(calling('one'), calling('two'));
    expect(result.verdict).toBe('same');
    expect(possibleOf(result)).toEqual([
      'target (possible): another one of several equal pieces of code is used',
    ]);
  });

  it('reaches what only an export leads to', () => {
    const library: SmallProgram = { ...PROGRAM, exports: { answer: 'third' } };
    expect(compared(library).verdict).toBe('same');
    const other = withSymbols(library, '.text', { third: returns('05') });
    const result = compared(library, other);
    expect(result.verdict).toBe('different');
    expect(result.differences[0]?.path[0]?.how).toBe('export answer');
  });

  it('is none where the file holds nothing, though .text goes on: a stack at its end', () => {
    // lea rsp,[start+0x800]
    const start = ['488d25', { rel32: 'start', addend: 0x800 }, ...callSlot(EXIT), 'cc'];
    const editor = new ImageEditor(linkSmall({ ...PROGRAM, sections: { '.text': { start } } }));
    editor.setSection('.text', 'virtual_size', 0x1000);
    const result = compareImages(editor.bytes, editor.bytes);
    expect(result.verdict).toBe('same');
    expect(result.notes.map(({ what }) => what)).toContain(
      'code that seems to run on beyond what the file holds',
    );
  });

  it('is not compared where nothing leads to it, and that is counted', () => {
    const result = compared(PROGRAM, changed({ third: returns('05') }));
    expect(result.verdict).toBe('same');
    expect(result.coverage?.a[0]).toMatchObject({ name: '.text', unreached: 1 + 3 });
  });
});

describe('numbers of errors', () => {
  const ERRORS = (names: readonly string[]): ProgramPiece[] => {
    const offsets = [4 * (names.length + 2)];
    for (const name of names) offsets.push((offsets.at(-1) ?? 0) + name.length + 1);
    const words = [names.length, ...offsets].map((word) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(word);
      return bytes.toString('hex');
    });
    return [...words, ...names.map((text) => ({ text }))];
  };
  /** `mov ax,number`, with the table of names referred to. */
  const program = (number: string, names: readonly string[] | null): SmallProgram => {
    const load: ProgramPiece[] = names === null ? [] : ['488d0d', { rel32: 'names' }, '8b01'];
    return withSymbols(changed({ first: ['66b8', number, ...load, 'c3'] }), '.rdata', {
      names: ERRORS(names ?? []),
    });
  };

  it('may differ if their names are the same', () => {
    const one = program('0100', ['Missing', 'Broken']);
    const other = program('0200', ['Broken', 'Missing']);
    expect(compared(one, other).verdict).toBe('same');
  });

  it('differ if their names do', () => {
    const names = ['Missing', 'Broken'];
    const result = compared(program('0100', names), program('0200', names));
    expect(differencesOf(result)).toEqual([
      'number (sure): 1 (error.Missing) in the first, 2 (error.Broken) in the second',
    ]);
  });

  it('have names, of which a patched image may keep more', () => {
    const one = program('0100', ['Missing', 'Broken']);
    const other = program('0200', ['Broken', 'Missing', 'Kept']);
    const result = compared(one, other);
    expect(result.verdict).toBe('same');
    expect(result.notes).toContainEqual({
      what: 'names of errors that only the second image has',
      count: 1,
    });
    // Of the other image, the name is nothing that was compared.
    expect(result.coverage?.b.find(({ name }) => name === '.rdata')?.unreached).toBe(4);
  });

  it('have names, which differ if each image has one that the other lacks', () => {
    const result = compared(
      program('0100', ['Missing', 'Broken']),
      program('0100', ['Missing', 'Brokem']),
    );
    expect(differencesOf(result)).toEqual([
      'data (likely): of the names of errors, only the first has Broken, only the second Brokem',
    ]);
  });

  it('without names are only a possible difference', () => {
    const result = compared(program('0100', null), program('0200', null));
    expect(result.verdict).toBe('same');
    expect(result.possible.map(({ what }) => what)).toEqual([
      '1 in the first, 2 in the second, which would fit the numbers of an error',
    ]);
  });
});
