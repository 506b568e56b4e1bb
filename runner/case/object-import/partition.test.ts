import { importListing, importObject, type ImportedObject } from './import-object';
import { contentOf, FROM_KERNEL32, heads } from './testing/fixtures';
import {
  writeObject,
  type WrittenObject,
  type WrittenSection,
  type WrittenSymbol,
} from '../../image/coff-object/testing/write-object';

function imported(object: WrittenObject): ImportedObject {
  return importObject(writeObject(object), FROM_KERNEL32);
}

const listing = (object: WrittenObject): readonly string[] => importListing(imported(object), null);

/** The blocks that an object is cut into: the symbols of its listing, less the jumps into them. */
function named(object: WrittenObject): readonly string[] {
  const { symbols, exportedJumps } = imported(object);
  return symbols.map(({ key }) => key).slice(0, symbols.length - exportedJumps.length);
}

const text = (bytes: string, relocations: WrittenSection['relocations'] = []): WrittenSection => ({
  name: '.text',
  kind: 'code',
  bytes,
  relocations,
});

const data = (bytes: string, more: Partial<WrittenSection> = {}): WrittenSection => ({
  name: '.data',
  kind: 'data',
  bytes,
  ...more,
});

const fn = (name: string, value: number): WrittenSymbol => ({
  name,
  section: '.text',
  value,
  isFunction: true,
});

const label = (name: string, value: number): WrittenSymbol => ({
  name,
  section: '.text',
  value,
  isStatic: true,
});

const variable = (name: string, value: number): WrittenSymbol => ({
  name,
  section: '.data',
  value,
});

/** Calls that end a function, and nops after them. */
const EXIT: WrittenSymbol = { name: 'ExitProcess', section: null };
const UNKNOWN: WrittenSymbol = { name: 'perhaps', section: null };

describe('functions of one section', () => {
  it('are apart where nothing ties them', () => {
    // a: ret, nops; b: call a; ret
    const object = {
      sections: [text('c3 90 90 90 e8 f7ffffff c3')],
      symbols: [fn('a', 0), fn('b', 4)],
    };
    expect(named(object)).toEqual(['fn a', 'fn b']);
    expect(contentOf(listing(object), /^fn b/)).toEqual(['e8 @a', 'c3']);
  });

  describe('that are one', () => {
    /** a: ret; b: jmp short a */
    const joined = (...inner: readonly WrittenSymbol[]): WrittenObject => ({
      sections: [text('c3 90 90 90 eb fa')],
      symbols: [fn('a', 0), ...inner],
    });

    it('export each name within as a jump to its place, and say so', () => {
      const object = joined(fn('b', 4), fn('c', 4));
      expect(named(object)).toEqual(['fn a']);
      expect(heads(listing(object)).slice(1)).toEqual([
        'fn b: fn () void',
        'fn c: fn () void',
        'export a = a',
        'export b = b',
        'export c = c',
      ]);
      expect(contentOf(listing(object), /^fn c/)).toEqual(['e9 @a +4']);
      expect(imported(object).exportedJumps).toEqual(['b, which is a+0x4', 'c, which is a+0x4']);
    });

    it('start at such a jump where the entry point is within', () => {
      const object = joined(fn('wWinMainCRTStartup', 4));
      expect(contentOf(listing(object), /^fn wWinMainCRTStartup/)).toEqual(['e9 @a +4']);
      expect(heads(listing(object)).at(-1)).toBe('export wWinMainCRTStartup = wWinMainCRTStartup');
    });

    it('are found by the name of such a jump, where it is the root', () => {
      const bytes = writeObject(joined(fn('b', 4), fn('c', 4)));
      const object = importObject(bytes, { ...FROM_KERNEL32, roots: ['b'] });
      expect(object.symbols.map(({ key }) => key)).toEqual(['fn a', 'fn b', 'fn c']);
      expect(object.symbols.flatMap(({ exports }) => exports)).toEqual(['a', 'b', 'c']);
    });

    it('have jumps whose names no function has', () => {
      const object = joined(fn('b', 4), { ...label('b', 0), section: '.text$b', isFunction: true });
      const sections = [...object.sections, { ...text('31c0 c3'), name: '.text$b' }];
      const both = { ...object, sections };
      expect(contentOf(listing(both), /^fn b:/)).toEqual(['31 c0', 'c3']);
      expect(contentOf(listing(both), /^fn b.2/)).toEqual(['e9 @a +4']);
      expect(heads(listing(both)).at(-1)).toBe('export b = b.2');
    });
  });

  it('are referred to by the place within the one, where their own name is no more', () => {
    const object = {
      sections: [
        text('c3 90 90 90 eb fa'),
        data('0000000000000000', { relocations: [[0, 'b', 'ADDR64']] }),
      ],
      symbols: [fn('a', 0), fn('b', 4), variable('pointer', 0)],
    };
    expect(contentOf(listing(object), /^nav pointer/)).toEqual(['ptr @a +4']);
  });

  it.each([
    ['runs on', '31c9 c3', ['fn a']],
    ['runs on after what aligns it', '31c9 90 c3', ['fn a']],
    ['ends before what aligns the next', 'c3 90 90 c3', ['fn a', 'fn b']],
    ['ends in a trap', '0f0b cc c3', ['fn a', 'fn b']],
    ['ends in a jump elsewhere', 'ffe0 cc c3', ['fn a', 'fn b']],
  ])('are one if control %s', (_what, bytes, names) => {
    const end = bytes.replaceAll(' ', '').length / 2 - 1;
    const object = { sections: [text(bytes)], symbols: [fn('a', 0), fn('b', end)] };
    expect(named(object)).toEqual(names);
  });

  it.each([
    ['a function of Windows that never does', 'a.asm', 'ExitProcess', ['fn a', 'fn b']],
    ['a function that may return, in assembly', 'a.asm', 'perhaps', ['fn a']],
    ['one whose return a compiler has no code for', 'a.c', 'perhaps', ['fn a', 'fn b']],
  ])('are one if the last call is of %s', (_what, source, callee, names) => {
    const object = {
      source,
      sections: [text('e8 00000000 90 c3', [[1, callee, 'REL32']])],
      symbols: [EXIT, UNKNOWN, fn('a', 0), fn('b', 6)],
    };
    expect(named(object)).toEqual(names);
  });

  it('have their addresses taken without a relocation, which the linker then fills in', () => {
    // a: ret; b: lea rcx,[a]; ret
    const object = {
      sections: [text('c3 90 90 90 488d0d f5ffffff c3')],
      symbols: [fn('a', 0), fn('b', 4)],
    };
    expect(contentOf(listing(object), /^fn b/)).toEqual(['48 8d 0d @a', 'c3']);
  });

  describe('in assembly', () => {
    const A = fn('a', 0);
    const B = fn('b', 4);

    it.each([
      ['an instruction takes', '4883c010 90 90 90 c3 488d05 00000000 c3', [[11, 'b', 'REL32']]],
      ['an instruction without a relocation takes', '4883c010 c3 90 90 90 488d05 f1ffffff c3', []],
      ['data has', '4883c010 c3 90 90 90 c3', []],
    ] as const)('are one if %s the address of one', (what, bytes, relocations) => {
      const pointer = data('0000000000000000', { relocations: [[0, 'a', 'ADDR64']] });
      const sections = [text(bytes, relocations), ...(what === 'data has' ? [pointer] : [])];
      const symbols = [A, fn('b', 8)];
      const functions = (source: string): readonly string[] =>
        named({ source, sections, symbols }).filter((name) => name.startsWith('fn'));
      expect(functions('a.asm')).toEqual(['fn a']);
      expect(functions('a.c')).toEqual(['fn a', 'fn b']);
    });

    it.each([
      ['one if one pops the address that it returns to', '58 ffe0 90', ['fn a']],
      ['one if one reads that address', '488b0424 c3', ['fn a']],
      ['apart if one reads what is beside that address', '488b442408 c3', ['fn a', 'fn b']],
    ])('are %s', (_what, bytes, names) => {
      const end = bytes.replaceAll(' ', '').length / 2;
      const object = { source: 'a.asm', sections: [text(`${bytes} c3`)] };
      expect(named({ ...object, symbols: [A, fn('b', end)] })).toEqual(names);
    });

    it('are apart if they are only called and jumped to', () => {
      const calls = text('e8 00000000 c3 90 90 0f84 00000000 c3', [
        [1, 'b', 'REL32'],
        [10, 'a', 'REL32'],
      ]);
      const object = { source: 'a.asm', sections: [calls], symbols: [A, { ...B, value: 8 }] };
      expect(named(object)).toEqual(['fn a', 'fn b']);
    });
  });

  it.each([
    ['one whose name is of C, as its rows may count from themselves', 'table', ['fn a', 'fn c']],
    [
      'one whose name is of a compiler, as its rows count from its start',
      'reltable.f',
      ['fn a', 'fn b', 'fn c'],
    ],
  ] as const)('are one where a table of distances may lead to either: %s', (_what, name, names) => {
    // By its own place, the second row leads to b+2; by the table's start, to a+2.
    const table = {
      name: '.rdata',
      kind: 'constant' as const,
      bytes: '0a000000 0a000000',
      relocations: [
        [0, '.text', 'REL32'],
        [4, '.text', 'REL32'],
      ] as const,
    };
    const code = text('31c0 c3 90 31c0 c3 90 488d05 00000000 c3', [[11, name, 'REL32']]);
    const object = {
      source: 'a.c',
      sections: [code, table],
      symbols: [fn('a', 0), fn('b', 4), fn('c', 8), { name, section: '.rdata', value: 0 }],
    };
    expect(named(object).filter((key) => key.startsWith('fn'))).toEqual(names);
  });

  it('have tables of addresses among them, each row a reference', () => {
    const object = {
      sections: [
        text('ffe1 c3 90 00000000 00000000', [
          [4, 'one', 'ADDR32NB'],
          [8, 'pick', 'ADDR32NB'],
        ]),
      ],
      symbols: [fn('pick', 0), label('one', 2), label('table', 4)],
    };
    expect(contentOf(listing(object), /^fn pick/).slice(-4)).toEqual([
      'dword 0',
      'reloc ADDR32NB @pick +2',
      'dword 0',
      'reloc ADDR32NB @pick',
    ]);
  });
});

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

  it('are as aligned together as each was alone', () => {
    // b, at 8, has a short distance to c, at 16, which may need all 16.
    const object = {
      sections: [data('01'.repeat(8) + '0800000000000000' + '01'.repeat(4))],
      symbols: two,
    };
    expect(heads(listing(object))[0]).toBe('nav a: [20]u8 align 16');
  });
});

describe('a constant without a name', () => {
  const constant = (bytes: string, alignment: number): WrittenObject => ({
    sections: [
      { name: '.rdata', kind: 'constant', bytes, alignment },
      text('0f2805 00000000 c3', [[3, '.rdata', 'REL32']]),
    ],
    symbols: [fn('f', 0)],
  });

  it.each([
    ['numbers', '0000803f'.repeat(5), 16],
    ['numbers of AVX', '0000803f'.repeat(9), 32],
    ['a text', '6162636465666768696a6b6c6d6e6f00', 16],
  ])('is aligned as its section is: %s', (_what, bytes, alignment) => {
    expect(heads(listing(constant(bytes, alignment)))[0]).toMatch(
      new RegExp(`^uav \\w+: .* align ${alignment}$`),
    );
  });

  it('keeps the zeros after a text: an instruction may read them', () => {
    const lines = listing(constant('6869000000000000', 8));
    expect(contentOf(lines, /^uav/)).toEqual(['qword 26984']);
  });

  it('that a later object aligns further is so from then on, by what refers to it', () => {
    const before = imported(constant('0000803f'.repeat(4), 4));
    const after = imported(constant('0000803f'.repeat(4), 16));
    const lines = importListing(after, before);
    expect(heads(lines)).toEqual(['fn f: fn () void']);
    expect(contentOf(lines, /^fn f/)[0]).toMatch(/^0f 28 05 @uav constant_[0-9a-f]{6} align 16$/);
  });
});
