import { compareImages } from './compare-images';
import type { SameResult } from './same-result';
import { compared, differencesOf, possibleOf, withSymbols } from './testing/compared';
import { program, SYMBOLS, TABLE } from './testing/data-program';
import { linkSmall } from './testing/link-small';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

describe('data', () => {
  it('is the same wherever it lies', () => {
    const result = compared(program(SYMBOLS));
    expect(differencesOf(result)).toEqual([]);
    expect(result.verdict).toBe('same');
    expect(result.figures.objects).toBe(2);
  });

  it('differs in a number', () => {
    const changed = { ...SYMBOLS, table: [...TABLE.slice(0, 3), 'deadbeef01020305'] };
    // In its last byte, where nothing shows whether it still is part of the table.
    expect(possibleOf(compared(program(SYMBOLS), program(changed)))).toContain(
      'data (possible): different bytes at +0x1f of 0x20',
    );
    const first = { ...SYMBOLS, table: ['0100000000000000', ...TABLE] };
    const other = { ...SYMBOLS, table: ['0200000000000000', ...TABLE] };
    expect(differencesOf(compared(program(first), program(other)))).toEqual([
      'data (likely): different bytes at +0x0 of 0x28',
    ]);
  });

  describe('that holds distances of 32 bits', () => {
    const ADDRESSES = [{ address: 'f' }, { address: 'g' }, { address: 'text' }];
    const table = (...distances: readonly ProgramPiece[]): SmallProgram =>
      program({ ...SYMBOLS, table: [...distances, ...ADDRESSES] });

    it.each([
      ['their own place', (to: string): ProgramPiece => ({ rel32: to, addend: 4 })],
      ['their table', (to: string): ProgramPiece => ({ from: 'table', to })],
    ])('from %s is the same if they lead to what is compared anyway', (_from, distance) => {
      const right = table(distance('f'), distance('f'));
      const result = compared(right);
      expect(differencesOf(result)).toEqual([]);
      expect(result.notes).toContainEqual({
        what: 'distances that differ, and lead to what was compared',
        count: 2,
      });
      const wrong = table(distance('g'), distance('f'));
      for (const different of [compared(right, wrong), compared(wrong, right)]) {
        expect(differencesOf(different)).toEqual([
          'data (likely): different bytes at +0x0 of 0x20',
        ]);
      }
    });
  });

  it.each([
    // movsd xmm0,[number]: 1.5 and 2.5 differ in their last two bytes.
    ['a double', 'f20f1005', '000000000000f83f', '0000000000000440', '+0x6 of 0x8'],
    // movss xmm0,[number]: 0.5 and 2.0 differ in the last byte alone.
    ['a float', 'f30f1005', '0000003f', '00000040', '+0x3 of 0x4'],
  ])('differs in %s, all of which is read', (_what, load, one, other, at) => {
    const loading = (number: string): SmallProgram =>
      withSymbols(program({ table: ['00'], number: [number] }), '.text', {
        start: [load, { rel32: 'number' }, 'c3'],
      });
    expect(differencesOf(compared(loading(one), loading(other)))).toEqual([
      `data (sure): different bytes at ${at}`,
    ]);
  });

  it('has the address of the end of its section, which differs from any other behind it', () => {
    const ending = (zeroes: number, addend = 0): Uint8Array => {
      const table = [{ address: 'f' }, { address: 'last', addend }];
      return linkSmall(program({ table, unused: [{ zeroes }], last: [] }));
    };
    const result = compareImages(ending(16), ending(48));
    expect(differencesOf(result)).toEqual([]);
    expect(result.notes).toContainEqual({ what: 'references to the end of a section', count: 1 });
    expect(differencesOf(compareImages(ending(16), ending(16, 8)))).toEqual([
      'target (likely): no section in the first, no section in the second',
    ]);
  });

  describe('in a list that linkers gather', () => {
    /** Where it starts and ends; a read of its first element. */
    const list = (start: string, end: string): SmallProgram =>
      withSymbols(
        program({
          table: [{ address: start }, { address: end }, { address: 'f' }],
          list: [],
          filled: ['0100000000000000'],
          last: [],
        }),
        '.text',
        {
          start: [
            '488d0d',
            { rel32: 'table' },
            'e8',
            { rel32: 'use' },
            '8b05',
            { rel32: start },
            'c3',
          ],
        },
      );
    const images = (one: SmallProgram, other: SmallProgram): readonly string[] =>
      differencesOf(compareImages(linkSmall(one), linkSmall(other)));

    it('has nothing if it is empty, be it at the end of a section', () => {
      expect(images(list('last', 'last'), list('list', 'list'))).toEqual([]);
      expect(images(list('list', 'list'), list('last', 'last'))).toEqual([]);
    });

    it('has nothing if it is empty at the end of a section in both images', () => {
      const program = list('last', 'last');
      const result = compareImages(linkSmall(program), linkSmall(program, { gap: 48 }));
      expect(differencesOf(result)).toEqual([]);
      expect(result.notes).toContainEqual({ what: 'references to the end of a section', count: 2 });
    });

    it('differs where it is read at the end of a section, and only begins there', () => {
      const program = list('last', 'list');
      const result = compareImages(linkSmall(program), linkSmall(program, { gap: 48 }));
      expect(differencesOf(result)).toContain(
        'target (sure): no section in the first, no section in the second',
      );
    });

    it('differs where one has an element', () => {
      expect(images(list('last', 'last'), list('filled', 'last'))).toContainEqual(
        expect.stringMatching(/^target /),
      );
      expect(images(list('filled', 'last'), list('last', 'last'))).toContainEqual(
        expect.stringMatching(/^target /),
      );
    });
  });

  it('differs in a number that happens to lead to the same variable in both images', () => {
    const symbols = (number: string): SmallProgram =>
      program({ table: [number, { address: 'near' }], near: ['aabbccdd11223344'] });
    // From its own place, 16 leads to `near` where nothing lies between them, and 64 where 48 bytes do.
    const result = compareImages(
      linkSmall(symbols('10000000')),
      linkSmall(symbols('40000000'), { gap: 48 }),
    );
    expect(differencesOf(result)).toEqual(['data (likely): different bytes at +0x0 of 0x10']);
  });

  it('differs where a pointer leads to another function', () => {
    const changed = { ...SYMBOLS, table: [{ address: 'g' }, ...TABLE.slice(1)] };
    const result = compared(program(SYMBOLS), program(changed));
    expect(differencesOf(result)).toEqual(['code (likely): different instructions']);
    expect(result.differences[0]?.path.map(({ how }) => how)).toEqual([
      'entry point',
      'lea',
      'pointer at +0x0',
      'here',
    ]);
  });

  it.each([
    ['another text', { address: 'other' }],
    ['a text, off by one', { address: 'text', addend: 1 }],
    ['a text, off by four', { address: 'text', addend: 4 }],
  ])('differs where a pointer leads to %s', (_what, pointer) => {
    const changed = { ...SYMBOLS, table: [TABLE[0] as ProgramPiece, pointer, ...TABLE.slice(2)] };
    expect(compared(program(SYMBOLS), program(changed)).verdict).toBe('different');
  });

  it('differs where one variable is two', () => {
    const variables: SmallProgram = {
      entry: 'start',
      sections: {
        '.text': {
          // inc dword ptr [x]; inc dword ptr [x or y]
          start: ['ff05', { rel32: 'x' }, 'ff05', { rel32: 'x' }, 'c3'],
        },
        '.data': { x: ['01000000'], y: ['01000000'] },
      },
    };
    const other = withSymbols(variables, '.text', {
      start: ['ff05', { rel32: 'x' }, 'ff05', { rel32: 'y' }, 'c3'],
    });
    expect(compared(variables).verdict).toBe('same');
    const [difference] = differencesOf(compared(variables, other));
    expect(difference).toMatch(
      /^identity \(sure\): references to one variable in the first image \(0x\w+\) lead to two variables in the second \(0x\w+ and 0x\w+\)/,
    );
    const [turned] = differencesOf(compared(other, variables));
    expect(turned).toMatch(
      /one variable in the second image \(0x\w+\) lead to two variables in the first/,
    );
  });

  it('differs where one variable begins in another', () => {
    // inc qword ptr [x]; inc dword ptr [y + some bytes]
    const variables = (addend: number): SmallProgram => ({
      entry: 'start',
      sections: {
        '.text': {
          start: ['48ff05', { rel32: 'x', addend }, 'ff05', { rel32: 'y' }, 'c3'],
        },
        '.data': { x: [{ zeroes: 16 }], y: [{ zeroes: 16 }] },
      },
    });
    const images = (addend: number): SameResult =>
      compareImages(linkSmall(variables(0)), linkSmall(variables(addend)));
    expect(images(0).verdict).toBe('same');
    expect(differencesOf(images(12))).toEqual([
      'identity (sure): one variable begins in another, at +0x4, in the second image alone',
    ]);
    // A value of five bytes is read as if it had eight, and another one may follow it.
    expect(images(9).verdict).toBe('same');
    expect(possibleOf(images(9))).toEqual([
      'identity (possible): one variable begins in another, at +0x7, in the second image alone',
    ]);
  });

  it('lets equal constants be merged', () => {
    const twice = (second: string): SmallProgram =>
      withSymbols(program({ table: ['07'], copy: ['07'] }), '.text', {
        start: ['0fb605', { rel32: 'table' }, '0fb60d', { rel32: second }, 'c3'],
      });
    expect(compared(twice('copy'), twice('table')).verdict).toBe('same');
  });

  it('differs in whether it can be written, unless that does not count', () => {
    const result = compared(program(SYMBOLS), program(SYMBOLS, '.data'));
    expect(differencesOf(result)).toEqual([
      'protection (sure): .rdata (constant) in the first, .data (writable) in the second',
    ]);
    const tolerant = compared(program(SYMBOLS), program(SYMBOLS, '.data'), {
      protection: 'ignored',
    });
    expect(tolerant.verdict).toBe('same');
    expect(tolerant.notes.map(({ what }) => what)).toContain(
      'references to data that can be written in one image only',
    );
  });

  it('may lie among code in one image if protection does not count, and it is the same', () => {
    const among = (section: '.text' | '.rdata', bytes: string): SmallProgram =>
      withSymbols(
        withSymbols(
          program({ table: [{ address: 'list' }] }),
          '.text',
          section === '.text' ? { list: [bytes] } : {},
        ),
        '.rdata',
        section === '.rdata' ? { list: [bytes] } : {},
      );
    const LIST = 'ffffffffffffffff0000000000000000';
    const verdict = (one: SmallProgram, other: SmallProgram, ignored: boolean): string =>
      compared(one, other, ignored ? { protection: 'ignored' } : {}).verdict;
    const [code, data] = [among('.text', LIST), among('.rdata', LIST)];
    expect([verdict(code, data, true), verdict(data, code, true)]).toEqual(['same', 'same']);
    expect(verdict(code, data, false)).toBe('different');
    // A function, and data.
    expect(verdict(among('.text', 'b801000000c39090'), data, true)).toBe('different');
  });

  it('differs where the loader relocates an address in one image alone', () => {
    const relocated: SmallProgram = { ...program(SYMBOLS), isRelocated: true };
    expect(compared(relocated).verdict).toBe('same');
    const pointer = { address: 'f', isUnrelocated: true };
    const other = withSymbols(relocated, '.rdata', { table: [pointer, ...TABLE.slice(1)] });
    expect(differencesOf(compared(relocated, other))).toEqual([
      'relocation (likely): an address at +0x0 of 0x20 that the loader relocates in one image alone',
    ]);
  });

  it('takes no number for a pointer that base relocations do not name', () => {
    const number = { address: 'f', isUnrelocated: true };
    const looksSo: SmallProgram = {
      ...program({ ...SYMBOLS, table: [{ address: 'f' }, number] }),
      isRelocated: true,
    };
    // The same number, wherever things lie: so here, where they lie elsewhere, it differs.
    const result = compared(looksSo);
    expect([...differencesOf(result), ...possibleOf(result)]).toEqual([
      expect.stringContaining('different bytes at +0x8'),
    ]);
  });
});
