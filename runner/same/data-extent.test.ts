import { compareImages } from './compare-images';
import type { SameResult } from './same-result';
import { compared, differencesOf, possibleOf, withSymbols } from './testing/compared';
import { LEA_RCX, program, SYMBOLS, TABLE } from './testing/data-program';
import { linkSmall } from './testing/link-small';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

describe('data', () => {
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

  it('may begin in the middle of an address that is relocated, which is followed', () => {
    // lea rcx,[format+4]; call use: as RPC's format strings have it, an address lies from +2 on.
    const format = (to: string): SmallProgram => ({
      ...withSymbols(
        program({
          format: ['1111', { address: to }, '2222', { zeroes: 6 }],
          ...{ text: [{ text: 'hello' }], other: [{ text: 'other' }] },
        }),
        '.text',
        { start: [LEA_RCX, { rel32: 'format', addend: 4 }, 'e8', { rel32: 'use' }, 'c3'] },
      ),
      isRelocated: true,
    });
    const result = compared(format('text'));
    expect(differencesOf(result)).toEqual([]);
    expect(result.notes.map(({ what }) => what)).toContain(
      'references to the middle of an address, in both images',
    );
    expect(differencesOf(compared(format('text'), format('other')))).toEqual([
      'data (likely): different bytes at +0x0 of 0x16',
    ]);
  });

  it('may differ where a letter goes into a variable that repeats itself', () => {
    // mov [line+n],al: without its size, the line may as well be two variables.
    const storing = (at: number, line: string): SmallProgram =>
      withSymbols(program({ table: [line], after: ['ee'] }, '.data'), '.text', {
        start: [
          ...[LEA_RCX, { rel32: 'table' }, 'e8', { rel32: 'use' }],
          ...['8805', { rel32: 'table', addend: at }, 'c3'],
        ],
      });
    const DOTS = '2e2e2e0a2e2e2e0a';
    const result = compared(storing(1, DOTS), storing(5, DOTS));
    expect(differencesOf(result)).toEqual([]);
    expect(possibleOf(result)).toEqual([
      'target (possible): addresses that may be of one variable, which repeats itself, lie 0x1 bytes apart in the first image and 0x5 in the second',
    ]);
    expect(possibleOf(compared(storing(5, DOTS)))).toEqual([]);
    // Nothing of a run of one value can be told apart.
    const ZEROES = '0000000000000000';
    expect(possibleOf(compared(storing(1, ZEROES), storing(5, ZEROES)))).toEqual([]);
  });

  it('may end before pointers that only make a pair because both lie behind it', () => {
    // Nothing leads to what is behind the table: in each image another array of pointers to one of two variables.
    const program2 = (behind: readonly string[]): SmallProgram =>
      withSymbols(
        program(
          {
            table: ['0100000000000000'],
            behind: behind.map((address): ProgramPiece => ({ address })),
            one: ['1111111111111111'],
            two: ['2222222222222222'],
          },
          '.data',
        ),
        '.text',
        {
          start: [
            // lea rcx,[table]; call use; mov rax,[one]; mov rax,[two]
            ...[LEA_RCX, { rel32: 'table' }, 'e8', { rel32: 'use' }],
            ...['488b05', { rel32: 'one' }, '488b05', { rel32: 'two' }, 'c3'],
          ],
        },
      );
    const images = (one: readonly string[], other: readonly string[]): SameResult =>
      compareImages(linkSmall(program2(one)), linkSmall(program2(other)));
    const result = images(['one', 'one', 'one'], ['two', 'two', 'two']);
    expect(differencesOf(result)).toEqual([]);
    expect(possibleOf(result)[0]).toMatch(/^identity \(possible\): references to one variable/);
    // Some are a pair by chance.
    expect(
      differencesOf(images(['one', 'two', 'one', 'one'], ['two', 'two', 'two', 'two'])),
    ).toEqual([]);
    // Most go on as before: one of a table was changed.
    expect(
      images(['one', 'one', 'two', 'one', 'two'], ['two', 'one', 'two', 'one', 'two']).verdict,
    ).toBe('different');
  });

  describe('before other data, which only looks alike', () => {
    /** Nothing leads to what is behind the table; `next` may lie further behind it. */
    const behindTable = (behind: readonly (string | null)[]): Uint8Array =>
      linkSmall(
        withSymbols(
          program(
            {
              table: ['0100000000000000'],
              behind: behind.map((to): ProgramPiece =>
                to === null ? '0000000000000000' : { address: to },
              ),
              next: ['3333333333333333'],
              one: ['1111111111111111'],
              two: ['2222222222222222'],
              ones: [{ address: 'one' }, { address: 'one' }],
              toOne: [{ address: 'one' }],
              both: [{ address: 'one' }, { address: 'two' }],
              toTwo: [{ address: 'two' }],
            },
            '.data',
          ),
          '.text',
          {
            start: [
              // lea rcx,[table]; call use; mov rax of each variable
              ...[LEA_RCX, { rel32: 'table' }, 'e8', { rel32: 'use' }],
              ...['next', 'one', 'two', 'toOne', 'toTwo'].flatMap((name): ProgramPiece[] => [
                '488b05',
                { rel32: name },
              ]),
              'c3',
            ],
          },
        ),
      );
    const images = (
      one: readonly (string | null)[],
      other: readonly (string | null)[],
    ): readonly string[] => differencesOf(compareImages(behindTable(one), behindTable(other)));

    it('may end before pointers whose own pointers make a pair because of them', () => {
      const toOne = ['toOne', 'toOne', 'toOne', 'toOne'];
      expect(
        images(
          toOne,
          toOne.map(() => 'toTwo'),
        ),
      ).toEqual([]);
    });

    it('may end before an array that lies further behind it in one image', () => {
      const four = ['one', 'one', 'one', 'one'];
      expect(images([...four, null, null], [null, null, ...four])).toEqual([]);
      // More than one of them is where it was: one was lost.
      expect(images(['one', 'two', 'one', 'toOne'], [null, 'two', 'one', 'toOne'])).toEqual([
        expect.stringMatching(/^data \(likely\): different bytes at \+0x/),
      ]);
    });

    it('may end before an array of which much is by chance where it is in the other image', () => {
      const runs = ['one', 'two', 'toOne'].flatMap((to) => [to, to, to, to]);
      expect(images(runs, [null, ...runs])).toEqual([]);
      expect(images([null, ...runs], runs)).toEqual([]);
      expect(images(runs, [null, ...runs.slice(1)])).toEqual([
        expect.stringMatching(/^data \(likely\): different bytes at \+0x10 of/),
      ]);
    });

    it('may end before pointers of which most are in one image alone', () => {
      const one = ['one', null, 'toOne', null, 'one'];
      expect(images(one, [null, 'two', null, 'toTwo', 'one', null])).toEqual([]);
      expect(images(one, [null, null, 'toOne', null, 'one', null])).not.toEqual([]);
    });

    it('may end before a pointer although those behind it are a pair, if something before it differs', () => {
      expect(images(['two', 'one', 'one', 'one'], [null, 'two', 'one', 'one', null])).toEqual([]);
      expect(images([null, 'one', 'one', 'one'], [null, 'two', 'one', 'one', null])).not.toEqual(
        [],
      );
    });

    it('may end before the last pointer that is not as far from what follows in both', () => {
      expect(images([null, 'one'], [null, 'two', null, 'two'])).toEqual([]);
      expect(images([null, 'one'], [null, 'two'])).not.toEqual([]);
      // Code in both is no chance.
      expect(images([null, 'use'], [null, 'start', null, 'two'])).not.toEqual([]);
    });

    it('may end before the last pointer if something before that differs', () => {
      expect(images(['one', 'one'], [null, 'two', null])).toEqual([]);
      expect(images([null, 'one'], [null, 'two', null])).not.toEqual([]);
    });

    it('may end before a pointer to what begins alike if something before that differs', () => {
      expect(images(['one', 'ones', 'toOne'], [null, 'both', 'next', null, 'one'])).toEqual([]);
      expect(images([null, 'ones', 'toOne'], [null, 'both', 'next', null, 'one'])).not.toEqual([]);
    });
  });

  it('may have two numbers that are an address in both images, as 2 and a bit, and 1', () => {
    const numbers = (address: ProgramPiece): SmallProgram =>
      withSymbols(program({ table: ['deadbeef01020304', address, '0807060504030201'] }), '.text', {
        g: ['90'.repeat(0x40), 'b801000000', 'c3'],
      });
    const images = (address: ProgramPiece): readonly string[] =>
      differencesOf(
        compareImages(linkSmall(numbers(address)), linkSmall(numbers(address), { gap: 0x48 })),
      );
    expect(images('5410004001000000')).toEqual([]);
    // Code begins there, as far as can be told.
    expect(images('5010004001000000')).not.toEqual([]);
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

    it('differs where it is all that lies between two pairs of objects', () => {
      const filled = (bytes: string, behind = ''): SmallProgram => {
        const symbols = { table: TABLE, other: [bytes, behind], text: [{ text: 'hello' }] };
        const pointed = [LEA_RCX, { rel32: 'other' }, 'e8', { rel32: 'use' }, 'c3'];
        const start = [LEA_RCX, { rel32: 'table' }, 'e8', { rel32: 'use' }, ...pointed];
        return withSymbols(program(symbols), '.text', { start });
      };
      for (const result of images(filled('01020304'), filled('05020304'))) {
        expect(differencesOf(result)).toEqual(['data (likely): different bytes at +0x0 of 0x10']);
      }
      // What is left behind a table that shrank has zeroes or nothing in its place in the other image.
      const left = [filled('00000000'), filled('05020304', '00'.repeat(16))];
      for (const other of left) {
        for (const { verdict, possible } of images(filled('01020304'), other)) {
          expect({ verdict, count: possible.length }).toEqual({ verdict: 'same', count: 1 });
        }
      }
    });

    it('may be anything where what lies next in both is no pair', () => {
      const filled = (bytes: string, order: readonly string[]): SmallProgram => {
        const text = [{ text: 'hello' }];
        const symbols: Record<string, readonly ProgramPiece[]> = {
          ...{ table: TABLE, other: [bytes], text, third: ['3333333333333333'] },
        };
        const ordered = Object.fromEntries(order.map((name) => [name, symbols[name] ?? []]));
        const addresses = ['table', 'other', 'third'].flatMap((name): ProgramPiece[] => [
          ...[LEA_RCX, { rel32: name }, 'e8', { rel32: 'use' }],
        ]);
        return withSymbols(program(ordered), '.text', { start: [...addresses, 'c3'] });
      };
      const one = filled('01020304', ['table', 'other', 'text', 'third']);
      for (const result of images(one, filled('05020304', ['table', 'other', 'third', 'text']))) {
        expect(differencesOf(result)).toEqual([]);
        expect(possibleOf(result)).toHaveLength(1);
      }
    });

    it('differs where one address is not as far behind the table', () => {
      const later = ending(['other', 'table', 'text'], { rel32: 'table', addend: 0x24 });
      for (const result of images(MIDDLE, later)) expect(result.verdict).toBe('different');
    });
  });
});
