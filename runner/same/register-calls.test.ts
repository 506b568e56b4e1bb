import { compared, differencesOf, withSymbols } from './testing/compared';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const EXIT = 'kernel32.dll!ExitProcess';
const SLEEP = 'kernel32.dll!Sleep';

/** `mov eax,number; ret`. */
const returns = (number: string): ProgramPiece[] => ['b8', `${number}000000`, 'c3'];
/** `lea rax,[symbol]`, and `mov rax,symbol`. */
const lea = (symbol: string): ProgramPiece[] => ['488d05', { rel32: symbol }];
const address = (symbol: string): ProgramPiece[] => ['48b8', { address: symbol }];
const CALL = 'ffd0';
const JUMP = 'ffe0';

/** A program that begins with some code, and goes on with what no other image has there. */
function program(
  start: readonly ProgramPiece[],
  more: SmallProgram['sections'] = {},
): SmallProgram {
  return {
    entry: 'start',
    imports: [EXIT, SLEEP],
    sections: {
      '.text': {
        start,
        stop: ['ff15', { rel32: EXIT }],
        go: returns('01'),
        exitThunk: ['ff25', { rel32: EXIT }],
        sleepThunk: ['ff25', { rel32: SLEEP }],
      },
      ...more,
    },
  };
}

const POINTERS: SmallProgram['sections'] = {
  '.data': { toExit: [{ address: 'exitThunk' }], toSleep: [{ address: 'sleepThunk' }] },
};

describe('a call through a register', () => {
  it.each([
    ['lea', lea('stop')],
    ['an address', address('stop')],
    ['an address of a thunk', address('exitThunk')],
    // lea rax,[stop]; mov ecx,1; imul ecx,edx
    ['other registers between', [...lea('stop'), 'b901000000', '0fafca']],
    // mov rax,[toExit]
    ['a pointer to an import', ['488b05', { rel32: 'toExit' }]],
  ])('ends the code if what it leads to never returns: %s', (_what, load) => {
    const result = compared(
      program([...load, CALL, ...returns('02')], POINTERS),
      program([...load, CALL, ...returns('03')], POINTERS),
    );
    expect(differencesOf(result)).toEqual([]);
  });

  it.each([
    ['lea', lea('go')],
    ['an address', address('go')],
    ['an address of a thunk', address('sleepThunk')],
    // mov rax,[toSleep]
    ['a pointer to an import', ['488b05', { rel32: 'toSleep' }]],
    // lea rax,[stop]; mov rax,rcx
    ['another value since', [...lea('stop'), '4889c8']],
    // lea rax,[stop]; imul eax,ecx
    ['a number made of the address', [...lea('stop'), '0fafc1']],
    // lea rax,[stop]; mul rcx
    ['a number that an instruction leaves there', [...lea('stop'), '48f7e1']],
    // mov rax,[toExit+rcx*8]
    ['one pointer of a table', ['488d15', { rel32: 'toExit' }, '488b04ca']],
  ])('goes on if that may return: %s', (_what, load) => {
    const calls = (number: string): SmallProgram =>
      program([...load, CALL, ...returns(number)], POINTERS);
    expect(compared(calls('02')).verdict).toBe('same');
    expect(differencesOf(compared(calls('02'), calls('03')))).toEqual([
      'code (sure): different instructions',
    ]);
  });

  it('differs where it leads to another function', () => {
    const other = withSymbols(program([...lea('go'), CALL, 'c3']), '.text', { go: returns('05') });
    expect(compared(program([...lea('go'), CALL, 'c3']), other).verdict).toBe('different');
  });
});

describe('a call through a pointer in memory', () => {
  const calls = (pointer: string, number: string): SmallProgram =>
    program(['ff15', { rel32: pointer }, ...returns(number)], POINTERS);

  it('ends the code if it leads to an import that never returns', () => {
    expect(compared(calls('toExit', '02'), calls('toExit', '03')).verdict).toBe('same');
  });

  it('goes on if it leads to any other', () => {
    expect(compared(calls('toSleep', '02'), calls('toSleep', '03')).verdict).toBe('different');
  });
});

describe('a jump through a register', () => {
  it('returns if the code returns that it leads to', () => {
    const jumps = (target: string, number: string): SmallProgram =>
      withSymbols(program(['e8', { rel32: 'tail' }, ...returns(number)]), '.text', {
        tail: [...lea(target), JUMP],
      });
    expect(compared(jumps('go', '02')).verdict).toBe('same');
    expect(compared(jumps('go', '02'), jumps('go', '03')).verdict).toBe('different');
    expect(compared(jumps('stop', '02'), jumps('stop', '03')).verdict).toBe('same');
  });
});
