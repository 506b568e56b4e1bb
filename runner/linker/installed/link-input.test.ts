import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { coff } from '../../../reference';
import { linkInput } from './link-input';
import { programOf } from './testing/program';
import { readWrittenObject, type ReadSection } from './testing/read-object';

const { ADDR64, REL32 } = coff.IMAGE.REL.AMD64;

const nav = (name: string, ...content: readonly (string | object)[]): object => ({
  op: 'updateNav',
  nav: name,
  type: 'u8',
  align: 4,
  content,
});
const func = (name: string, ...content: readonly (string | object)[]): object => ({
  op: 'updateFunc',
  nav: name,
  type: 'fn () void',
  content,
});
const exported = (name: string, ...names: readonly string[]): object => ({
  op: 'updateExports',
  exported: { nav: name },
  names,
});

function objectOf(...ops: readonly object[]) {
  return readWrittenObject(linkInput(programOf({}, ops)).object);
}

/** The first section of a program's object. */
function sectionOf(...ops: readonly object[]): ReadSection | undefined {
  const [first] = objectOf(...ops).sections;
  return first;
}

describe('the object of a program', () => {
  it('has a section for each symbol, by what it holds', () => {
    const { sections, symbols } = objectOf(
      { op: 'defineUav', id: 'text', type: 'u8', value: '1', align: 8, content: ['01'] },
      { op: 'defineLazy', kind: 'code', type: 'E', content: ['cc'] },
      { op: 'defineLazy', kind: 'const_data', type: 'E', content: ['02'] },
      func(
        'main.f',
        '00000000',
        { reloc: { uav: 'text', align: 32 }, type: 'REL32' },
        { reloc: { lazy: ['code', 'E'] }, type: 'REL32', offset: 0 },
        '00000000',
        { reloc: { lazy: ['code', 'E'] }, type: 'REL32' },
        '00000000',
        { reloc: { lazy: ['const_data', 'E'] }, type: 'REL32' },
      ),
      nav('main.x', '03'),
    );
    const { getAlignment } = coff.SectionHeader;
    const described = symbols.map(({ name, section, isFunction }) => {
      const read = sections[section - 1];
      if (read === undefined) throw new Error(`${name} is not defined`);
      const { MEM_EXECUTE, MEM_WRITE } = read.header.flags;
      const kind = name.slice(0, name.indexOf('$'));
      return {
        kind,
        name: read.name,
        align: getAlignment(read.header),
        MEM_EXECUTE,
        MEM_WRITE,
        isFunction,
      };
    });
    const code = { name: '.text', MEM_EXECUTE: true, MEM_WRITE: false, isFunction: true };
    const constant = { name: '.rdata', MEM_EXECUTE: false, MEM_WRITE: false, isFunction: false };
    const data = { name: '.data', MEM_EXECUTE: false, MEM_WRITE: true, isFunction: false };
    expect(described).toHaveLength(5);
    expect(described).toEqual(
      expect.arrayContaining([
        { kind: 'nav', align: 16, ...code },
        { kind: 'nav', align: 4, ...data },
        { kind: 'uav', align: 32, ...constant },
        { kind: 'lazy', align: 1, ...code },
        { kind: 'lazy', align: 1, ...constant },
      ]),
    );
  });

  it('has addends in the fields, over whatever the compiler wrote there', () => {
    const section = sectionOf(
      nav(
        'main.x',
        '11111111',
        { reloc: { nav: 'main.x' }, type: 'REL32', addend: -2 },
        {
          ptr: { nav: 'main.x' },
          addend: 2 ** 40,
        },
      ),
    );
    expect(section?.bytes.toString('hex')).toBe('feffffff0000000000010000');
    expect(section?.relocations).toEqual([
      { offset: 0, symbol: 'nav$0', type: REL32 },
      { offset: 4, symbol: 'nav$0', type: ADDR64 },
    ]);
  });

  it('has room for the end of an address after the content', () => {
    const section = sectionOf(
      nav('main.x', '11111111', { reloc: { nav: 'main.x' }, type: 'ADDR64' }),
    );
    expect(section?.bytes.toString('hex')).toBe('0000000000000000');
  });

  it('has one relocation for a field, that which was asked for last', () => {
    const section = sectionOf(
      nav(
        'main.x',
        '00000000',
        { reloc: { nav: 'main.x' }, type: 'REL32', addend: 1 },
        {
          reloc: { nav: 'main.x' },
          type: 'ADDR32NB',
          addend: 2,
        },
      ),
    );
    expect(section?.bytes.toString('hex')).toBe('02000000');
    expect(section?.relocations).toHaveLength(1);
  });

  it('has no relocation that stores nothing, and another at its place', () => {
    const placeholder = { reloc: { nav: 'main.x' }, type: 'ABSOLUTE', offset: 0 };
    const address = { reloc: { nav: 'main.x' }, type: 'ADDR32NB', offset: 0 };
    const section = sectionOf(nav('main.x', '00000000', '11', address, placeholder));
    expect(section?.relocations).toEqual([
      { offset: 0, symbol: 'nav$0', type: coff.IMAGE.REL.AMD64.ADDR32NB },
    ]);
    const alone = sectionOf(nav('main.x', '11111111', placeholder));
    expect(alone?.relocations).toEqual([]);
    expect(alone?.bytes.toString('hex')).toBe('11111111');
  });

  it('has relocations in ascending order, whatever order they were asked for in', () => {
    const later = { reloc: { nav: 'main.x' }, type: 'REL32', offset: 4 };
    const earlier = { reloc: { nav: 'main.x' }, type: 'REL32', offset: 0 };
    const section = sectionOf(nav('main.x', '1111111111111111', later, earlier));
    expect(section?.relocations.map(({ offset }) => offset)).toEqual([0, 4]);
  });

  it('has a byte where a symbol has none: linkers discard empty sections, and what is in them', () => {
    expect(sectionOf(nav('main.x'))?.bytes.toString('hex')).toBe('00');
  });

  it('has exports as further names of what they stand for', () => {
    const program = programOf({}, [func('main.f', 'c3'), exported('main.f', 'wWinMainCRTStartup')]);
    const { object, entry, exports, symbols } = linkInput(program);
    expect(entry).toBe('global$1');
    expect(exports).toEqual(new Map([['wWinMainCRTStartup', 'global$1']]));
    expect(readWrittenObject(object).symbols).toEqual([
      { name: 'nav$0', section: 1, isFunction: true },
      { name: 'global$1', section: 1, isFunction: true },
    ]);
    expect([...symbols.meanings]).toEqual([
      ['nav$0', { symbol: { nav: 'main.f' }, size: 1 }],
      ['global$1', { symbol: { global: ['wWinMainCRTStartup', null] }, size: 1 }],
    ]);
  });

  it('has an underscore before the names of symbols for I386', () => {
    const program = programOf({ machine: 'I386' }, [nav('main.x', '00')]);
    const { symbols } = readWrittenObject(linkInput(program).object);
    expect(symbols.map(({ name }) => name)).toEqual(['_nav$0']);
  });

  it('leaves open what is not there', () => {
    const { symbols } = objectOf(
      nav('main.x', '00000000', { reloc: { nav: 'main.gone' }, type: 'REL32' }, '00000000', {
        reloc: { global: ['gone', null] },
        type: 'REL32',
      }),
      exported('main.gone', 'unused'),
    );
    expect(symbols.map(({ name, section }) => [name, section])).toEqual([
      ['nav$0', 1],
      ['nav$1', 0],
      ['global$2', 0],
    ]);
  });

  it('tells functions of one name in two DLLs apart', () => {
    const call = (name: string, dll: string): readonly (string | object)[] => [
      '00000000',
      { reloc: { global: [name, dll] }, type: 'REL32' },
    ];
    const calls = [call('f', 'a'), call('f', 'b'), call('f@2', 'b'), call('f', 'a')].flat();
    const { importLibrary, symbols } = linkInput(programOf({}, [nav('main.x', ...calls)]));
    expect(importLibrary).not.toBeNull();
    expect(symbols.imports).toEqual([
      { symbol: '@f@1', libName: 'a', isUndecorated: true },
      { symbol: '@f@2', libName: 'b', isUndecorated: true },
      { symbol: '?f@2', libName: 'b', isUndecorated: false },
    ]);
  });

  it('imports a function once, however its DLL is spelled', () => {
    const calls = ['kernel32', 'KERNEL32', 'Kernel32'].flatMap((dll) => [
      '00000000',
      { reloc: { global: ['Sleep', dll] }, type: 'REL32' },
    ]);
    const { object, symbols } = linkInput(programOf({}, [nav('main.x', ...calls)]));
    expect(symbols.imports).toEqual([
      { symbol: '@Sleep@1', libName: 'kernel32', isUndecorated: true },
    ]);
    const [section] = readWrittenObject(object).sections;
    expect(section?.relocations.map(({ symbol }) => symbol)).toEqual(Array(3).fill('@Sleep@1'));
  });

  mostlySlowTest.each([
    {
      limit: 'the strictest alignment of a section',
      ops: [{ ...nav('main.x', '00'), align: 16384 }],
      reason: 'nav main.x is aligned to 16384 bytes, but a section of an object to at most 8192',
    },
    {
      limit: 'a field that holds its addend',
      ops: [
        nav('main.x', '00000000', { reloc: { nav: 'main.x' }, type: 'REL32', addend: 2 ** 32 }),
      ],
      reason: 'the addend 4294967296 does not fit the 32 bits of the field where COFF keeps it',
    },
    {
      limit: 'import name types',
      ops: [
        nav('main.x', '00000000', { reloc: { global: ['f@8', 'a'] }, type: 'REL32' }, '00000000', {
          reloc: { global: ['f@8', 'b'] },
          type: 'REL32',
        }),
      ],
      reason:
        'two DLLs have a function f@8, and an import library cannot distinguish names with an "@"',
    },
    {
      limit: 'the number of sections',
      ops: Array.from({ length: 0xff00 }, (_, i) => nav(`main.x${i}`)),
      reason: '65280 symbols need a section each, but an object has at most 65279',
    },
  ])('is not supported beyond $limit', ({ ops, reason }) => {
    expect(() => linkInput(programOf({}, ops))).toThrow(
      expect.objectContaining({ kind: 'unsupported', reason }) as Error,
    );
  });
});

describe("a linker's message", () => {
  it("is told in the program's words", () => {
    const call = { reloc: { global: ['e', null] }, type: 'REL32' };
    const { symbols } = linkInput(programOf({}, [nav('main.x', '00000000', call)]));
    expect(symbols.inProgramsWords('undefined symbol: global$1 >>> nav$0; nav$7 in .text$mn')).toBe(
      'undefined symbol: global ["e",null] >>> nav main.x; nav$7 in .text$mn',
    );
  });
});
