import { importListing, importObject, type ImportedObject } from './import-object';
import { contentOf, FROM_KERNEL32, heads } from './testing/fixtures';
import {
  writeObject,
  type WrittenSection,
  type WrittenSymbol,
} from '../../image/coff-object/testing/write-object';

/** lea rax,[first]; ret */
const CODE: WrittenSection = {
  name: '.text',
  kind: 'code',
  bytes: '488d05 00000000 c3',
  relocations: [[3, 'first', 'REL32']],
};

const section = (name: string, bytes: string, alignment = 4): WrittenSection => ({
  name,
  kind: 'data',
  bytes,
  alignment,
});

const variable = (name: string, of: string, value = 0): WrittenSymbol => ({
  name,
  section: of,
  value,
});

function imported(
  sections: readonly WrittenSection[],
  symbols: readonly WrittenSymbol[],
): ImportedObject {
  const main: WrittenSymbol = { name: 'main', section: '.text', isFunction: true };
  const object = { source: 'a.c', sections: [CODE, ...sections], symbols: [main, ...symbols] };
  return importObject(writeObject(object), FROM_KERNEL32);
}

const listing = (object: ImportedObject): readonly string[] => importListing(object, null);

describe('an array of several sections', () => {
  const parts = [
    section('tab$a', '01000000'),
    section('tab$z', '04000000'),
    section('tab$m', '02000000', 8),
    section('tab$m2', '03000000'),
  ];
  const symbols = [
    variable('first', 'tab$a'),
    variable('last', 'tab$z'),
    variable('one', 'tab$m'),
    variable('two', 'tab$m2'),
  ];

  it('is one block, sorted by what follows the $, each part aligned', () => {
    const object = imported(parts, symbols);
    expect(heads(listing(object))[0]).toBe('nav first: [20]u8 align 8');
    expect(contentOf(listing(object), /^nav first/)).toEqual([
      '01 00 00 00 00 00 00 00 02 00 00 00 03 00 00 00',
      '04 00 00 00',
    ]);
    expect(object.notExported).toEqual([
      'one, which is first+0x8',
      'two, which is first+0xc',
      'last, which is first+0x10',
    ]);
  });

  it('is referred to by the place in it', () => {
    const pointers = section('.data', '0000000000000000', 8);
    const relocations = [[0, 'last', 'ADDR64']] as const;
    const object = imported(
      [...parts, { ...pointers, relocations }],
      [...symbols, variable('pointer', '.data')],
    );
    expect(contentOf(listing(object), /^nav pointer/)).toEqual(['ptr @first +16']);
  });

  it('starts and ends where GNU ld says', () => {
    const pointers = section('.data', '00000000000000000000000000000000', 8);
    const relocations = [
      [0, '__start_tab', 'ADDR64'],
      [8, '__stop_tab', 'ADDR64'],
    ] as const;
    const object = imported(
      [...parts, { ...pointers, relocations }],
      [
        ...symbols,
        variable('pointers', '.data'),
        { name: '__start_tab', section: null },
        { name: '__stop_tab', section: null },
      ],
    );
    expect(contentOf(listing(object), /^nav pointers/)).toEqual(['ptr @first', 'ptr @first +20']);
  });
});

describe('what is in one section', () => {
  const values = '010000000200000003000000';
  const names = (of: string): readonly WrittenSymbol[] => [
    variable('first', of),
    variable('second', of, 4),
    variable('third', of, 8),
  ];

  it.each([
    ['.data', ['nav first', 'nav second', 'nav third']],
    ['.rdata$first', ['nav first', 'nav second', 'nav third']],
    ['tests', ['nav first']],
    ['.data$a', ['nav first']],
  ])('of the name %s is apart unless a program may have chosen the name', (name, keys) => {
    const object = imported([section(name, values)], names(name));
    expect(object.symbols.map(({ key }) => key)).toEqual([...keys, 'fn main']);
  });

  it('of .rdata$zzz is a variable of this name, unless it is the name of the compiler', () => {
    const object = imported(
      [section('.rdata$zzz', '01000000')],
      [variable('first', '.rdata$zzz'), variable('zzz', '.rdata$zzz')],
    );
    expect(object.skipped).toEqual([]);
  });
});
