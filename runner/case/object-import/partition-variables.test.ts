import { contentOf, heads } from './testing/fixtures';
import { imported, listing, named } from './testing/imported-object';
import { data, fn, label, text, variable } from './testing/object-parts';
import type {
  WrittenObject,
  WrittenSection,
  WrittenSymbol,
} from '../../image/coff-object/testing/write-object';

describe('variables of one section', () => {
  const two = [variable('a', 0), variable('b', 8), variable('c', 16)];

  it.each([
    ['nothing ties them', 'a.c', '0100000000000000 0200000000000000 03000000', 3],
    [
      '4 bytes are a distance to one of them',
      'a.c',
      '0800000010000000 0200000000000000 03000000',
      1,
    ],
    ['4 bytes lead to a text', 'a.c', '0c00000000000000 0200000041420000 03000000', 2],
    [
      '2 bytes of a table in assembly are',
      'a.asm',
      '0800100000000000 0200000000000000 03000000',
      1,
    ],
    ['single bytes of one are', 'a.asm', '0810000000000000 0200000000000000 03000000', 1],
    [
      'single bytes are, though compilers have none such',
      'a.c',
      '0810000000000000 0200000000000000 03000000',
      3,
    ],
    ['a text does not end, in assembly', 'a.asm', '4142434445464748 0200000000000000 03000000', 2],
    ['a text does', 'a.asm', '4142434445464700 0200000000000000 03000000', 3],
  ])('where %s', (_what, source, bytes, count) => {
    const object = { source, sections: [data(bytes, { alignment: 8 })], symbols: two };
    expect(named(object)).toHaveLength(count);
  });

  describe('to which a table counts from another one, as assembly in a C file may', () => {
    /** A table of 24 bytes, and variables of 4 bytes after it. */
    const counting = (table: string): WrittenObject => ({
      source: 'a.c',
      sections: [data(`${table} ${'0b000000'.repeat(5)}`, { alignment: 8 })],
      symbols: ['table', 'v', 'x', 'y', 'z', 'last'].map((name, index) =>
        variable(name, index === 0 ? 0 : 20 + 4 * index),
      ),
    });

    it.each([
      ['8 bytes a row', '0400000000000000 0800000000000000 0000000000000000'],
      ['8 bytes a row, below zero', 'fcffffffffffffff f8ffffffffffffff 0000000000000000'],
      ['4 bytes a row', '04000000 08000000 00000000 00000000 00000000 00000000'],
    ])('are kept together: %s', (_what, table) => {
      expect(named(counting(table))).toEqual(['nav table', 'nav v']);
    });

    it.each([
      ['a row leads nowhere', '0400000000000000 0500000000000000 0000000000000000'],
      ['a row leads out of the section', '0400000000000000 0400000001000000 0000000000000000'],
      ['there is one row', '0400000000000000 0000000000000000 0000000000000000'],
    ])('are apart where %s', (_what, table) => {
      expect(named(counting(table))).toHaveLength(6);
    });
  });

  describe('whose distance a variable holds, as inline assembly may', () => {
    /** Variables of 4 bytes at 0, 4, 8 and 12, and code that takes the address of one by its name. */
    const holding = (number: string, taken: string): WrittenObject => ({
      source: 'a.c',
      sections: [
        { ...data(number), name: '.rdata', kind: 'constant' },
        data('0b000000'.repeat(4), { alignment: 4 }),
        text('488d05 00000000 c3', [[3, taken, 'REL32']]),
      ],
      symbols: [
        { name: 'distance', section: '.rdata', value: 0 },
        ...['v', 'x', 'y', 'z'].map((name, index) => variable(name, 4 * index)),
        fn('f', 0),
      ],
    });
    const variables = (object: WrittenObject): readonly string[] =>
      named(object).filter((name) => name.startsWith('nav '));

    it.each([
      ['8 bytes', '0800000000000000', 'x'],
      ['8 bytes below zero', 'f8ffffffffffffff', 'z'],
      ['8 bytes, taken away', '0800000000000000', 'z'],
      ['4 bytes', '08000000', 'x'],
      ['a table of words', '04000800', 'x'],
      ['a table of bytes', '0408', 'x'],
    ])('are kept together: %s', (_what, number, taken) => {
      expect(variables(holding(number, taken)).filter((name) => name !== 'nav distance')).toEqual([
        'nav v',
        'nav x',
      ]);
    });

    it.each([
      ['the number leads nowhere', '0600000000000000', 'x'],
      ['it leads out of the section', '0c00000000000000', 'y'],
      ['a byte of a table leads nowhere', '0405', 'x'],
      ['the address of neither is taken', '0800000000000000', 'distance'],
    ])('are apart where %s', (_what, number, taken) => {
      expect(variables(holding(number, taken)).filter((name) => name !== 'nav distance')).toEqual([
        'nav v',
        'nav x',
        'nav y',
        'nav z',
      ]);
    });
  });

  describe('whose distance an instruction of inline assembly holds (docs/command-line.md)', () => {
    /** lea rdx,[first]; mov eax,offset second-first; movsxd rdx,dword ptr [rdx+rax]; ret */
    const counting = (section: string): WrittenObject => ({
      source: 'a.c',
      sections: [
        text('488d15 00000000 b808000000 48631402 c3', [[3, 'first', 'REL32']]),
        { name: section, kind: 'data', bytes: '0b000000'.repeat(3), alignment: 4 },
      ],
      symbols: [
        fn('f', 0),
        ...['first', 'between', 'second'].map((name, index): WrittenSymbol => ({
          name,
          section,
          value: 4 * index,
        })),
      ],
    });

    it('are apart in .data, as the object has a plain number there: what is not noticed', () => {
      const {
        exportedJumps,
        notExported,
        skipped,
        undefined: unknown,
      } = imported(counting('.data'));
      expect(named(counting('.data'))).toEqual(['nav first', 'nav between', 'nav second', 'fn f']);
      expect([exportedJumps, notExported, skipped, unknown]).toEqual([[], [], [], []]);
    });

    it('are together in a section with a name of its own: the remedy', () => {
      expect(named(counting('.mine'))).toEqual(['nav first', 'fn f']);
      expect(contentOf(listing(counting('.mine')), /^nav first: \[12\]u8/)).toHaveLength(1);
    });
  });

  /** lea rax,[.data+at]; ret, or mov rax,[.data+at] */
  const reader = (opcode: string, at: number): WrittenSection => {
    const field = Buffer.alloc(4);
    field.writeInt32LE(at);
    return text(`48${opcode}05 ${field.toString('hex')} c3`, [[3, '.data', 'REL32']]);
  };

  it.each([
    ['an address may be the end of one', 'a.c', '8d', 8, ['nav a', 'nav c']],
    ['an address may be before the start of one', 'a.c', '8d', 12, ['nav a', 'nav b']],
    ['an address is before all of them', 'a.c', '8d', -4, ['nav a']],
    ['an address may be used for all of them, in assembly', 'a.asm', '8d', 8, ['nav a']],
    ['no address is taken, in assembly', 'a.asm', '8b', 8, ['nav a', 'nav b', 'nav c']],
    ['an array may run on after a label, unless zeros do', undefined, '8d', 0, ['nav a', 'nav c']],
    ['an instruction reads one', 'a.c', '8b', 8, ['nav a', 'nav b', 'nav c']],
    ['an instruction reads two', 'a.c', '8b', 12, ['nav a', 'nav b']],
  ])('are kept together where %s', (_what, source, opcode, at, names) => {
    const object = {
      source,
      sections: [data('01'.repeat(24), { alignment: 8 }), reader(opcode, at)],
      symbols: [...two, fn('f', 0)],
    };
    expect(named(object).filter((key) => key.startsWith('nav'))).toEqual(names);
  });

  it.each([
    ['end', ['nav a', 'nav c']],
    ['blob_end', ['nav a', 'nav c']],
    ['bend', ['nav a', 'nav bend', 'nav c']],
  ])('are kept together where a name says that one ends: %s', (name, names) => {
    const symbols = [variable('a', 0), variable(name, 8), variable('c', 16)];
    const sections = [data('01'.repeat(24), { alignment: 8 })];
    expect(named({ source: 'a.c', sections, symbols })).toEqual(names);
  });

  it('are kept together, all of them, where a C file has assembly in it', () => {
    const object = {
      source: 'a.c',
      sections: [data('01'.repeat(24)), text('488d05 08000000 c3 c3', [[3, 'a', 'REL32']])],
      symbols: [...two, fn('f', 0), label('within', 8)],
    };
    expect(named(object)).toEqual(['nav a', 'fn f']);
  });

  it('are kept together where one name leads to the other', () => {
    const object = {
      source: 'a.c',
      sections: [data('01'.repeat(24)), text('488b05 08000000 c3', [[3, 'a', 'REL32']])],
      symbols: [...two, fn('f', 0)],
    };
    expect(named(object)).toEqual(['nav a', 'nav c', 'fn f']);
    expect(contentOf(listing(object), /^fn f/)[0]).toBe('48 8b 05 @a +8');
  });

  it.each([
    ['38', ['nav a: [40]u8 align 16', 'nav b: [32]u8 align 8']],
    ['30', ['nav a: [72]u8 align 16']],
  ])('are aligned as what code takes the far address of may need: %s', (at, expected) => {
    // mov rax,.data+at, which is in b, and has no symbol
    const far = text(`48b8 ${at}00000000000000 c3`, [[2, '.data', 'ADDR64']]);
    const sections = [data('01'.repeat(72), { alignment: 16 }), far];
    const symbols = [variable('a', 0), variable('b', 40), fn('f', 0)];
    const all = heads(listing({ source: 'a.c', sections, symbols }));
    expect(all.filter((head) => head.startsWith('nav'))).toEqual(expected);
  });

  it('are as aligned together as each was alone', () => {
    // b, at 8, has a short distance to c, at 16, which may need all 16.
    const object = {
      sections: [data('01'.repeat(8) + '0800000000000000' + '01'.repeat(4))],
      symbols: two,
    };
    expect(heads(listing(object))[0]).toBe('nav a: [20]u8 align 16');
  });
});
