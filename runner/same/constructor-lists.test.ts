import { compared, differencesOf } from './testing/compared';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const returns = (number: string): ProgramPiece[] => ['b8', `${number}000000`, 'c3'];

interface List {
  /** Symbols of the functions. */
  readonly functions?: readonly string[];
  /** Bytes from the start of the list that the code has the address of. */
  readonly from?: number;
  readonly end?: ProgramPiece;
  readonly section?: '.text' | '.rdata';
  /** What `first` returns. */
  readonly first?: string;
  readonly machine?: 'AMD64' | 'I386';
}

/** A program that has the address of a list of constructors in a constant. */
function program({
  functions = ['first', 'second'],
  from = 0,
  end,
  section = '.text',
  first = '01',
  machine = 'AMD64',
}: List): SmallProgram {
  const wordSize = machine === 'AMD64' ? 8 : 4;
  const addresses = functions.map((address): ProgramPiece => ({ address }));
  const list = ['ff'.repeat(wordSize), ...addresses, end ?? { zeroes: wordSize }];
  const isInCode = section === '.text';
  return {
    machine,
    entry: 'start',
    sections: {
      '.text': {
        start:
          machine === 'AMD64'
            ? ['488b15', { rel32: 'pointer' }, 'c3']
            : ['8b15', { address: 'pointer' }, 'c3'],
        first: returns(first),
        second: returns('02'),
        ...(isInCode ? { list } : {}),
      },
      '.rdata': {
        pointer: [{ address: 'list', addend: from }],
        ...(isInCode ? {} : { list }),
      },
    },
  };
}

const IGNORED = { protection: 'ignored' } as const;

describe('a list of constructors among code', () => {
  it.each<[string, List]>([
    ['from its start', {}],
    ['from behind the -1', { from: 8 }],
    ['of 32-bit code', { machine: 'I386' }],
  ])('is the same wherever it lies, and so are its functions: %s', (_what, list) => {
    const result = compared(program(list));
    expect(differencesOf(result)).toEqual([]);
    expect(result.figures.procedures).toBe(3);
    expect(result.notes).toEqual([]);
    expect(differencesOf(compared(program(list), program({ ...list, first: '07' })))).toEqual([
      'code (sure): different instructions',
    ]);
  });

  it('may be empty', () => {
    const result = compared(program({ functions: [], from: 8 }));
    expect(differencesOf(result)).toEqual([]);
    expect(result.figures.procedures).toBe(1);
  });

  it('may be among constants in one image', () => {
    const [one, other] = [program({}), program({ section: '.rdata' })];
    const result = compared(one, other, IGNORED);
    expect(differencesOf(result)).toEqual([]);
    expect(result.figures.procedures).toBe(3);
    const changed = program({ section: '.rdata', first: '07' });
    expect(compared(one, changed, IGNORED).verdict).toBe('different');
  });

  it('differs in the order of its functions', () => {
    const other = program({ functions: ['second', 'first'] });
    expect(compared(program({}), other).verdict).toBe('different');
  });

  it('differs in their number', () => {
    const one = program({ functions: ['first'] });
    expect(differencesOf(compared(one, program({})))).toEqual([
      'data (likely): a list of constructors or destructors has 1 function in the first image, and 2 in the second',
    ]);
    expect(compared(program({}), one).verdict).toBe('different');
  });

  it('is none without a zero, or with something else than functions', () => {
    const isCode = { what: 'bytes that are no instruction, in both images', count: 1 };
    const cut = program({ end: '9090909090909090' });
    expect(compared(cut).notes).toEqual([isCode]);
    const other = program({ functions: ['first', 'pointer'] });
    expect(compared(other).notes).toEqual([isCode]);
  });
});
