import { importObject } from './import-object';
import { contentOf, FROM_KERNEL32, heads } from './testing/fixtures';
import { imported, listing, named } from './testing/imported-object';
import { data, fn, label, text, variable } from './testing/object-parts';
import {
  writeObject,
  type WrittenObject,
  type WrittenSymbol,
} from '../../image/coff-object/testing/write-object';

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
