import { coff } from '../../reference';
import { compared, differencesOf, withSymbols } from './testing/compared';
import { linkSmall } from './testing/link-small';
import type { ProgramPiece, SmallProgram } from './testing/small-program';
import { compareImages } from './compare-images';

const returns = (number: string): ProgramPiece[] => ['b8', `${number}000000`, 'c3'];

describe('headers', () => {
  const program: SmallProgram = { entry: 'start', sections: { '.text': { start: ['c3'] } } };

  it('report the subsystem', () => {
    const other = { ...program, subsystem: coff.Subsystem.WINDOWS_GUI };
    expect(differencesOf(compared(program, other))).toEqual(['header (sure): subsystems 3 and 2']);
  });

  it('do not report that of a DLL, unless it is none of user mode', () => {
    const dll = { ...program, isDll: true };
    const result = compared(dll, { ...dll, subsystem: coff.Subsystem.WINDOWS_GUI });
    expect(differencesOf(result)).toEqual([]);
    expect(result.notes.map(({ what }) => what)).toContain(
      'DLLs for a window and for the console, which are loaded alike',
    );
    const driver = { ...dll, subsystem: coff.Subsystem.NATIVE };
    expect(differencesOf(compared(dll, driver))).toEqual(['header (sure): subsystems 3 and 1']);
  });

  it('tell a program from a DLL', () => {
    const result = compared(program, { ...program, isDll: true });
    expect(differencesOf(result)).toEqual(['header (sure): a program and a DLL']);
  });

  it('may lack an entry point in both', () => {
    const { sections } = program;
    const result = compared(program, { sections, exports: { start: 'start' } });
    expect(differencesOf(result)).toEqual([
      'target (sure): only the first image has an entry point',
    ]);
  });

  it('without a root leave nothing to compare', () => {
    const { sections } = program;
    expect(compared({ sections })).toMatchObject({
      verdict: 'not-comparable',
      reason: 'there is nothing to start from: no entry point, export or TLS callback',
    });
  });

  it('are of one machine', () => {
    const other: SmallProgram = { ...program, machine: 'I386' };
    expect(compareImages(linkSmall(program), linkSmall(other))).toMatchObject({
      verdict: 'not-comparable',
      reason: 'the images are for different machines, AMD64 and I386',
    });
  });
});

describe('exports', () => {
  const library: SmallProgram = {
    sections: { '.text': { f: returns('01'), g: returns('02') }, '.data': { x: ['05000000'] } },
    exports: { f: 'f', x: 'x' },
  };

  it('of data are roots too', () => {
    expect(compared(library).verdict).toBe('same');
    const other = withSymbols(library, '.data', { x: ['06000000'] });
    expect(differencesOf(compared(library, other))).toEqual([
      'data (likely): different bytes at +0x0 of 0x4',
    ]);
  });

  it('lead to the same function', () => {
    const result = compared(library, { ...library, exports: { f: 'g', x: 'x' } });
    expect(result.verdict).toBe('different');
  });

  it('that only one has are reported, and are no difference', () => {
    const result = compared(library, { ...library, exports: { f: 'f', g: 'g', x: 'x' } });
    expect(result.verdict).toBe('same');
    expect(result.notes).toContainEqual({
      what: 'exports that only the second image has',
      count: 1,
    });
  });
});

describe('thread-local storage', () => {
  /** mov eax,[index]; mov rcx,gs:[58h]; mov rcx,[rcx+rax*8]; mov eax,[rcx+variable] */
  const LOAD: ProgramPiece[] = [
    '8b05',
    { rel32: 'index' },
    '65488b0c2558000000',
    '488b0cc1',
    '8b81',
    { threadOffset: 'variable' },
    'c3',
  ];
  const threads: SmallProgram = {
    entry: 'start',
    tls: { index: 'index', callbacks: ['first', 'second'] },
    sections: {
      '.text': { start: LOAD, first: returns('01'), second: returns('02') },
      '.tls': { before: ['11223344'], variable: ['55667788'], after: ['55667799'] },
      '.data': { index: ['00000000'] },
    },
  };

  it('is the same wherever it lies', () => {
    const result = compared(threads);
    expect(differencesOf(result)).toEqual([]);
    expect(result.verdict).toBe('same');
  });

  it('differs in the variable that code refers to', () => {
    const start = LOAD.map((piece) =>
      typeof piece === 'object' && 'threadOffset' in piece ? { threadOffset: 'after' } : piece,
    );
    expect(differencesOf(compared(threads, withSymbols(threads, '.text', { start })))).toEqual([
      expect.stringMatching(/^data \((sure|likely)\): different bytes at \+0x3/),
    ]);
  });

  it('differs in a callback', () => {
    const other = { ...threads, tls: { index: 'index', callbacks: ['second', 'first'] } };
    expect(compared(threads, other).differences[0]?.path[0]?.how).toBe('TLS callback 0');
  });

  it('differs in the number of callbacks', () => {
    const other = { ...threads, tls: { index: 'index', callbacks: ['first'] } };
    expect(differencesOf(compared(threads, other))).toEqual([
      'tls (sure): only the first image has TLS callback 1',
    ]);
  });

  it('differs where only one has it', () => {
    const { tls, ...without } = threads;
    expect(tls).toBeDefined();
    expect(differencesOf(compared(threads, without))).toContain(
      'tls (sure): only the first image has a TLS directory',
    );
  });
});

describe('delay-loaded imports', () => {
  const BEEP = 'user32.dll!Beep';
  const late: SmallProgram = {
    entry: 'start',
    imports: ['kernel32.dll!Sleep'],
    delayed: { [BEEP]: 'load', 'user32.dll!Boop': 'load2' },
    sections: {
      '.text': {
        start: ['ff15', { rel32: BEEP }, 'ff15', { rel32: 'kernel32.dll!Sleep' }, 'c3'],
        // lea rax,[slot]; jmp tail
        load: ['488d05', { rel32: BEEP }, 'e9', { rel32: 'tail' }],
        load2: ['488d05', { rel32: 'user32.dll!Boop' }, 'e9', { rel32: 'tail' }],
        // lea rcx,[descriptor]; ret
        tail: ['488d0d', { rel32: 'directory:DELAY_IMPORT' }, 'c3'],
      },
    },
  };

  it('are the same wherever they lie', () => {
    const result = compared(late);
    expect(differencesOf(result)).toEqual([]);
    // Also the thunk that the slot leads to at first, and what it jumps to.
    expect(result.figures.codeBytes).toBe(13 + 12 + 8);
  });

  it('differ by name', () => {
    const start = [
      'ff15',
      { rel32: 'user32.dll!Boop' },
      'ff15',
      { rel32: 'kernel32.dll!Sleep' },
      'c3',
    ];
    expect(differencesOf(compared(late, withSymbols(late, '.text', { start })))).toContain(
      'import (sure): user32.dll!Beep in the first, user32.dll!Boop in the second',
    );
  });

  it('differ in what their slot leads to at first', () => {
    const other = { ...late, delayed: { [BEEP]: 'load2', 'user32.dll!Boop': 'load2' } };
    expect(compared(late, other).verdict).toBe('different');
  });

  it('may be loaded at once in one image, which is reported', () => {
    const { delayed, ...atOnce } = late;
    expect(delayed).toBeDefined();
    const text = { start: late.sections['.text']?.start ?? [] };
    const other: SmallProgram = {
      ...atOnce,
      imports: ['kernel32.dll!Sleep', BEEP],
      sections: { '.text': text },
    };
    const result = compared(late, other);
    expect(result.verdict).toBe('same');
    expect(result.notes).toContainEqual({
      what: 'imports that only one image loads late',
      count: 1,
    });
  });
});

describe('unwind information', () => {
  const CODES = '04420000';
  const handled: SmallProgram = {
    entry: 'start',
    unwind: { start: { codes: CODES, handler: 'handler' }, f: { codes: CODES } },
    sections: {
      '.text': {
        start: ['4883ec28', 'e8', { rel32: 'f' }, '4883c428', 'c3'],
        f: returns('01'),
        handler: returns('02'),
        handler2: returns('03'),
      },
    },
  };

  it('is the same wherever it lies', () => {
    const result = compared(handled);
    expect(differencesOf(result)).toEqual([]);
    expect(result.figures.procedures).toBe(3);
  });

  it('differs in its codes', () => {
    const { start = { codes: '' } } = handled.unwind ?? {};
    const other = { ...handled, unwind: { start, f: { codes: '04620000' } } };
    expect(differencesOf(compared(handled, other))).toEqual([
      'unwind (sure): different unwind codes',
    ]);
  });

  it('differs in its handler', () => {
    const unwind = { ...handled.unwind, start: { codes: CODES, handler: 'handler2' } };
    const result = compared(handled, { ...handled, unwind });
    expect(differencesOf(result)).toEqual(['code (sure): different instructions']);
    expect(result.differences[0]?.path.at(-2)?.how).toBe('exception handler');
  });

  it('differs where a function has none in one image', () => {
    const { start = { codes: '' } } = handled.unwind ?? {};
    expect(differencesOf(compared(handled, { ...handled, unwind: { start } }))).toEqual([
      'unwind (sure): only the first image has unwind information of the function',
    ]);
  });
});
