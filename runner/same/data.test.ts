import { compared, differencesOf, possibleOf, withSymbols } from './testing/compared';
import { compareImages } from './compare-images';
import type { SameResult } from './same-result';
import { linkSmall, type ProgramPiece, type SmallProgram } from './testing/small-program';

const LEA_RCX = '488d0d';

/** A function that hands the address of `table` to another, which ends the walk's knowledge of it. */
const program = (
  symbols: Readonly<Record<string, readonly ProgramPiece[]>>,
  section: '.rdata' | '.data' = '.rdata',
): SmallProgram => ({
  entry: 'start',
  sections: {
    '.text': {
      start: [LEA_RCX, { rel32: 'table' }, 'e8', { rel32: 'use' }, 'c3'],
      use: ['4889c8', 'c3'],
      f: ['b801000000', 'c3'],
      g: ['b802000000', 'c3'],
    },
    [section]: symbols,
  },
});

const TABLE = [{ address: 'f' }, { address: 'text' }, '0500000000000000', 'deadbeef01020304'];
const SYMBOLS = { table: TABLE, text: [{ text: 'hello' }], other: [{ text: 'byebye' }] };

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

  it('is not compared in the part of an address that a read happens to take in', () => {
    // mov eax,[number]: four bytes, of which the last two belong to the address of a text.
    const read = (number: string): SmallProgram =>
      withSymbols(
        program({ number: [number, { address: 'text' }], text: [{ text: 'hello' }] }),
        '.text',
        { start: ['8b05', { rel32: 'number' }, 'c3'] },
      );
    const result = compared(read('0100'));
    expect(differencesOf(result)).toEqual([]);
    expect(result.notes.map(({ what }) => what)).toContain(
      'addresses of which only a part was found to be used',
    );
    expect(differencesOf(compared(read('0100'), read('0200')))).toEqual([
      'data (sure): different bytes at +0x0 of 0x4',
    ]);
  });

  describe('where something seems to begin in one image alone', () => {
    const NUMBERS = Array.from({ length: 64 }, (_each, i) => (i + 1).toString(16).padStart(2, '0'));
    /** `mov al,[table+16]`, in a function that nothing calls. */
    const stale = ['8a05', { rel32: 'table', addend: 16 }, 'c3'];
    const table = (at: number, byte: string): SmallProgram =>
      program({ table: NUMBERS.toSpliced(at, 1, byte), after: ['ee'] });
    const withStale = (one: SmallProgram): SmallProgram => withSymbols(one, '.text', { stale });

    it('goes on if enough is the same, and counts as compared', () => {
      const result = compared(withStale(table(40, '29')), table(40, '29'));
      expect(differencesOf(result)).toEqual([]);
      expect(possibleOf(result)).toEqual([]);
      const [data] = (result.coverage?.a ?? []).filter(({ name }) => name === '.rdata');
      expect(data).toMatchObject({ likely: NUMBERS.length, beyond: 0, unreached: 1 });
    });

    it.each([16, 40, 63])('may differ there, at +%i', (at) => {
      const result = compared(withStale(table(at, '77')), table(at, '66'));
      expect(result.verdict).toBe('same');
      expect(possibleOf(result)).toEqual([
        `data (possible): different bytes at +0x${at.toString(16)} of 0x40`,
      ]);
    });

    it('says nothing if something else is there', () => {
      const other = program({ table: NUMBERS.map((_byte, i) => (i < 16 ? '01' : '02')) });
      const one = withStale(program({ table: NUMBERS.map((_b, i) => (i < 16 ? '01' : '03')) }));
      const result = compared(one, other);
      expect(possibleOf(result)).toEqual([]);
      expect(result.notes.map(({ what }) => what)).toContain(
        'bytes after objects whose end is not known',
      );
    });

    it('ends where something seems to begin in both', () => {
      const result = compared(withStale(table(40, '77')), withStale(table(40, '66')));
      expect(possibleOf(result)).toEqual([]);
      const [data] = (result.coverage?.a ?? []).filter(({ name }) => name === '.rdata');
      expect(data).toMatchObject({ likely: 16 });
    });
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

  it('differs in what an instruction surely reads', () => {
    const reading = (bytes: string): SmallProgram =>
      withSymbols(program({ table: ['00', bytes], after: ['11'] }), '.text', {
        // movzx eax,byte ptr [table+1]
        start: ['0fb605', { rel32: 'table', addend: 1 }, 'c3'],
      });
    expect(differencesOf(compared(reading('01'), reading('02')))).toEqual([
      'data (sure): different bytes at +0x0 of 0x1',
    ]);
  });

  it('differs in what is surely read through a register', () => {
    const reading = (bytes: string): SmallProgram =>
      withSymbols(program({ table: [{ zeroes: 8 }, bytes] }), '.text', {
        // lea rcx,[table]; movzx eax,byte ptr [rcx+8]
        start: [LEA_RCX, { rel32: 'table' }, '0fb64108', 'c3'],
      });
    expect(differencesOf(compared(reading('01'), reading('02')))).toEqual([
      'data (sure): different bytes at +0x8 of 0x9',
    ]);
    expect(compared(reading('01')).verdict).toBe('same');
  });

  it('differs in what a string move of a known length reads', () => {
    const moving = (last: string): SmallProgram => ({
      ...withSymbols(program({ table: [{ zeroes: 15 }, last] }), '.text', {
        // lea rsi,[table]; lea rdi,[buffer]; mov ecx,16; rep movsb
        start: [
          ['488d35', { rel32: 'table' }],
          ['488d3d', { rel32: 'buffer' }],
          ['b910000000', 'f3a4', 'c3'],
        ].flat(),
      }),
      zeroed: { buffer: 32 },
    });
    const withData = (last: string): SmallProgram =>
      withSymbols(moving(last), '.data', { one: ['01'] });
    expect(compared(withData('01')).verdict).toBe('same');
    expect(differencesOf(compared(withData('01'), withData('02')))).toEqual([
      'data (sure): different bytes at +0xf of 0x10',
    ]);
  });

  it('takes what lies after the next object for no part of one', () => {
    const other = { table: TABLE, unused: ['99'], text: SYMBOLS.text, another: ['77'] };
    expect(compared(program(SYMBOLS), program(other)).verdict).toBe('same');
  });

  it('knows a slice of text by its length', () => {
    const slice = (text: string): SmallProgram =>
      program({ table: [{ address: 'text' }, '0c00000000000000'], text: [{ text }] });
    expect(compared(slice('good morning')).verdict).toBe('same');
    expect(differencesOf(compared(slice('good morning'), slice('good mourning')))).toEqual([
      'data (likely): different bytes at +0x7 of 0xd',
    ]);
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

  it('goes up to the address that its own is compared with', () => {
    // lea rax,[table]; lea rcx,[end]; cmp rax,rcx; je +2; mov edx,[rax]
    const loop = (table: readonly ProgramPiece[], start = 0): SmallProgram =>
      withSymbols(program({ table, end: ['77'] }), '.text', {
        start: [
          ...['488d05', { rel32: 'table', addend: start }, LEA_RCX, { rel32: 'end' }],
          ...['4839c8', '7402', '8b10', 'c3'],
        ],
      });
    const compareLoops = (one: SmallProgram, other: SmallProgram): SameResult =>
      compareImages(linkSmall(one), linkSmall(other));
    const numbers = loop(['01000000020000000304050607080900']);
    expect(compareLoops(numbers, numbers).verdict).toBe('same');
    expect(
      differencesOf(compareLoops(numbers, loop(['05000000020000000304050607080900']))),
    ).toEqual(['data (likely): different bytes at +0x0 of 0x10']);
    expect(
      possibleOf(compareLoops(numbers, loop(['01000000020000000304050607080900'], 1))),
    ).toEqual([
      expect.stringContaining('addresses that are compared lie 0x10 and 0xf bytes apart'),
    ]);
  });

  it('is not ended by what seems to refer to the middle of an address in it', () => {
    // lea rax,[table+4], in code that nothing leads to.
    const unreached = (addend: number): SmallProgram =>
      withSymbols(program(SYMBOLS), '.text', {
        f: ['b801000000', 'c3', '488d05', { rel32: 'table', addend }, 'c3'],
      });
    const [plain, astray] = [0, 4].map((addend) => compared(unreached(addend)));
    expect(plain?.figures.objects).toBe(2);
    expect(astray?.figures).toEqual(plain?.figures);
  });

  it('lets equal constants be merged', () => {
    const twice = (second: string): SmallProgram =>
      withSymbols(program({ table: ['07'], copy: ['07'] }), '.text', {
        start: ['0fb605', { rel32: 'table' }, '0fb60d', { rel32: second }, 'c3'],
      });
    expect(compared(twice('copy'), twice('table')).verdict).toBe('same');
  });

  describe('after the last element of a table', () => {
    /** lea rcx,[table]; call use; lea rcx,[table+20h or another]; call use; and `read`, of what is there. */
    const ending = (
      order: readonly string[],
      end: ProgramPiece = { rel32: 'table', addend: 0x20 },
      read: readonly ProgramPiece[] = [],
    ): SmallProgram => {
      const symbols: Record<string, readonly ProgramPiece[]> = {
        table: TABLE,
        text: [{ text: 'hello' }],
        other: ['0badc0de0badc0de'],
      };
      const ordered = Object.fromEntries(order.map((name) => [name, symbols[name] ?? []]));
      const start = [LEA_RCX, { rel32: 'table' }, 'e8', { rel32: 'use' }, LEA_RCX, end];
      return withSymbols(program(ordered), '.text', {
        start: [...start, ...read, 'e8', { rel32: 'use' }, 'c3'],
      });
    };
    const images = (one: SmallProgram, other: SmallProgram): SameResult[] => {
      const [a, b] = [linkSmall(one), linkSmall(other)];
      return [compareImages(a, b), compareImages(b, a)];
    };
    const MIDDLE = ending(['table', 'other', 'text']);

    it.each([
      ['another object', ending(['other', 'table', 'text'])],
      ['nothing', ending(['other', 'text', 'table'])],
    ])('may be anything: here %s', (_what, other) => {
      for (const result of images(MIDDLE, other)) {
        expect(differencesOf(result)).toEqual([]);
        expect(result.verdict).toBe('same');
        expect(possibleOf(result)).toHaveLength(1);
      }
    });

    it('differs where it is read', () => {
      // mov eax,[rcx]
      const read = (order: readonly string[]): SmallProgram => ending(order, undefined, ['8b01']);
      for (const result of images(
        read(['table', 'other', 'text']),
        read(['other', 'table', 'text']),
      )) {
        expect(result.verdict).toBe('different');
      }
    });

    it('differs where most of what is there is the same: it is an object with a damaged byte', () => {
      const filled = (bytes: string): SmallProgram => {
        const symbols = { table: TABLE, other: [bytes], text: [{ text: 'hello' }] };
        const pointed = [LEA_RCX, { rel32: 'other' }, 'e8', { rel32: 'use' }, 'c3'];
        const start = [LEA_RCX, { rel32: 'table' }, 'e8', { rel32: 'use' }, ...pointed];
        return withSymbols(program(symbols), '.text', { start });
      };
      for (const result of images(filled('0102030405060708'), filled('010203040506070a'))) {
        expect(result.verdict).toBe('same');
      }
      for (const result of images(filled('01020304050607080910'), filled('0a020304050607080910'))) {
        expect(differencesOf(result)).toEqual(['data (likely): different bytes at +0x0 of 0x10']);
      }
    });

    it('differs where one address is not as far behind the table', () => {
      const later = ending(['other', 'table', 'text'], { rel32: 'table', addend: 0x24 });
      for (const result of images(MIDDLE, later)) expect(result.verdict).toBe('different');
    });
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

describe('names of unnamed types', () => {
  const named = (name: string): SmallProgram => {
    const length = Buffer.from([name.length]).toString('hex');
    return program({
      table: [{ address: 'name' }, `${length}00000000000000`],
      name: [{ text: name }],
    });
  };

  it.each([
    ['main.f__struct_902', 'main.f__struct_910'],
    ['main.f__struct_99', 'main.f__struct_102'],
    ['main.g(main.f__union_99).T', 'main.g(main.f__union_100).T'],
  ])('%s is no %s, unless that is tolerated', (one, other) => {
    expect(compared(named(one), named(other)).verdict).toBe('different');
    const tolerant = { unnamedTypes: 'tolerated' } as const;
    expect(compared(named(one), named(other), tolerant).verdict).toBe('same');
  });

  it('must be the same but for the number', () => {
    const tolerant = { unnamedTypes: 'tolerated' } as const;
    const one = named('main.f__struct_902.x');
    expect(compared(one, named('main.g__struct_902.x'), tolerant).verdict).toBe('different');
    expect(compared(one, named('main.f__struct_1000.y'), tolerant).verdict).toBe('different');
    expect(compared(named('main.item_902'), named('main.item_910'), tolerant).verdict).toBe(
      'different',
    );
  });
});
