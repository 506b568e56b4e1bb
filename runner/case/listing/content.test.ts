import type { Machine } from '../../../reference';
import { acceptedOps, readListing } from './testing/read-listing';

/** The content that these lines give a function. */
function contentOf(lines: string, machine: Machine = 'AMD64'): unknown {
  const { ops, problems } = readListing(`fn f: T\n${lines}`, { machine });
  expect(problems).toEqual([]);
  acceptedOps(ops, machine);
  return ops[0]?.content;
}

/** What is wrong with one line of a function. */
function problemOf(line: string, machine: Machine = 'AMD64'): string | undefined {
  const { problems } = readListing(`fn f: T\n${line}`, { machine });
  expect(problems).toHaveLength(1);
  return problems[0]?.replace(/^x\.incr:2: /, '');
}

const call = (target: object, more: object = {}): readonly unknown[] => [
  'e800000000',
  { reloc: target, type: 'REL32', ...more },
];

describe('a line of bytes', () => {
  it.each([
    ['a line each is a write', '  48 83 ec 38\n  c3', ['4883ec38', 'c3']],
    ['a nav', '  e8 @main.print', call({ nav: 'main.print' })],
    ['a nav with a name of spaces', '  e8 @nav "main.print it"', call({ nav: 'main.print it' })],
    ['the same, shorter', '  e8 @"main.print it"', call({ nav: 'main.print it' })],
    ['a nav whose name is one of the words', '  e8 @nav uav', call({ nav: 'uav' })],
    ['a nav whose name has a ! in it', '  e8 @nav a!b', call({ nav: 'a!b' })],
    [
      'a function of a DLL, without .dll',
      '  e8 @kernel32!ExitProcess',
      call({ global: ['ExitProcess', 'kernel32'] }),
    ],
    [
      'a function of a DLL with dashes, by a name with a ! in it',
      '  e8 @api-ms-win-core-l1-1!f!g',
      call({ global: ['f!g', 'api-ms-win-core-l1-1'] }),
    ],
    [
      'a function of a DLL by a name of spaces',
      '  e8 @"my lib!the f"',
      call({ global: ['the f', 'my lib'] }),
    ],
    ['a symbol without a DLL', '  e8 @extern stack_size', call({ global: ['stack_size', null] })],
    ['lazy code', '  e8 @lazy code "fn () void"', call({ lazy: ['code', 'fn () void'] })],
    ['lazy data', '  e8 @lazy const_data anyerror', call({ lazy: ['const_data', 'anyerror'] })],
    ['a constant', '  e8 @uav greeting', call({ uav: 'greeting' })],
    [
      'a constant that is to be aligned further',
      '  e8 @uav greeting align 16',
      call({ uav: 'greeting', align: 16 }),
    ],
    ['an addend', '  e8 @f +8', call({ nav: 'f' }, { addend: 8 })],
    ['an addend below zero, in hex', '  e8 @f -0x10', call({ nav: 'f' }, { addend: -16 })],
    ['an addend of nothing', '  e8 @f +0', call({ nav: 'f' })],
    [
      'all of it',
      '  48 b8 @uav greeting align 2 -1 as ADDR64',
      [
        '48b80000000000000000',
        { reloc: { uav: 'greeting', align: 2 }, type: 'ADDR64', addend: -1, offset: 2 },
      ],
    ],
    [
      'a field in the midst of an instruction, whose type says what follows it',
      '  c7 05 @x as REL32_4 01 00 00 00',
      ['c7050000000001000000', { reloc: { nav: 'x' }, type: 'REL32_4', offset: 2 }],
    ],
    [
      'offsets from the start of the content, not of the line',
      '  90\n  ptr @f\n  splat 0 3\n  rebase 9\n  c6 05 @x as REL32_1 07',
      [
        '90',
        { ptr: { nav: 'f' } },
        { splat: [0, 3] },
        { rebase: 9 },
        'c6050000000007',
        { reloc: { nav: 'x' }, type: 'REL32_1', offset: 14 },
      ],
    ],
    [
      'several fields, of which only one ends the write',
      '  @a as ADDR32NB @b as ADDR32NB @c as SECTION @d as ADDR32NB',
      [
        '0000000000000000000000000000',
        { reloc: { nav: 'a' }, type: 'ADDR32NB', offset: 0 },
        { reloc: { nav: 'b' }, type: 'ADDR32NB', offset: 4 },
        { reloc: { nav: 'c' }, type: 'SECTION', offset: 8 },
        { reloc: { nav: 'd' }, type: 'ADDR32NB' },
      ],
    ],
    [
      'an offset that four bytes from the end make needless, whatever the width',
      '  @d as ADDR32NB\n  reloc REL32 f at 0\n  @a as ADDR64',
      [
        '00000000',
        { reloc: { nav: 'd' }, type: 'ADDR32NB' },
        { reloc: { nav: 'f' }, type: 'REL32' },
        '0000000000000000',
        { reloc: { nav: 'a' }, type: 'ADDR64', offset: 4 },
      ],
    ],
  ])('%s', (_what, lines, content) => {
    expect(contentOf(lines)).toEqual(content);
  });

  it('has the types and widths of I386', () => {
    expect(contentOf('  a1 @main.x as DIR32\n  e8 @f +1', 'I386')).toEqual([
      'a100000000',
      { reloc: { nav: 'main.x' }, type: 'DIR32' },
      'e800000000',
      { reloc: { nav: 'f' }, type: 'REL32', addend: 1 },
    ]);
    expect(problemOf('  a1 @x as ADDR64', 'I386')).toBe('IMAGE.REL.I386 has no type ADDR64');
  });

  it('may be parted from its comment by a single space', () => {
    expect(contentOf('  55 // push\n  e8 @f // call')).toEqual(['55', ...call({ nav: 'f' })]);
  });
});

describe('a line of a word', () => {
  it.each([
    ['ascii', '  ascii "Hi, \\"you\\"\\n"', ['48692c2022796f75220a']],
    [
      'ascii with escapes',
      String.raw`  ascii "\x00\xff\t\\\'\u{e9}\u{1F600}"`,
      ['00ff095c27c3a9f09f9880'],
    ],
    ['ascii with what is no ASCII', '  ascii "おé"', ['e3818ac3a9']],
    ['ascii with slashes in it, and a comment', '  ascii "//" // "', ['2f2f']],
    ['ascii of nothing', '  ascii ""', ['']],
    ['byte', '  byte 0 255 -1 -128 0x7f', ['00ffff807f']],
    ['word', '  word 1 0xffff -2', ['0100fffffeff']],
    ['dword', '  dword 0x12345678 -1', ['78563412ffffffff']],
    [
      'qword, beyond what a double holds',
      '  qword 0x123456789abcdef0 -9223372036854775808 18446744073709551615',
      ['f0debc9a78563412' + '0000000000000080' + 'ffffffffffffffff'],
    ],
    ['ptr', '  ptr @main.x', [{ ptr: { nav: 'main.x' } }]],
    ['ptr without the @', '  ptr main.x +8 // in it', [{ ptr: { nav: 'main.x' }, addend: 8 }]],
    [
      'ptr to a constant',
      '  ptr uav greeting align 4 -2',
      [{ ptr: { uav: 'greeting', align: 4 }, addend: -2 }],
    ],
    ['ptr to a name of spaces', '  ptr "main.x y"', [{ ptr: { nav: 'main.x y' } }]],
    ['splat', '  splat 0xaa 1000', [{ splat: [170, 1000] }]],
    ['splat of nothing', '  splat 0 0', [{ splat: [0, 0] }]],
    ['rebase', '  rebase 64', [{ rebase: 64 }]],
    [
      'reloc: a relocation of what was written before, or will be',
      '  dword 0 0\n  reloc REL32 @f\n  reloc REL32 kernel32!g +1 at 0\n  reloc ADDR64 @h at 0x8\n  qword 0',
      [
        '0000000000000000',
        { reloc: { nav: 'f' }, type: 'REL32' },
        { reloc: { global: ['g', 'kernel32'] }, type: 'REL32', addend: 1, offset: 0 },
        { reloc: { nav: 'h' }, type: 'ADDR64', offset: 8 },
        '0000000000000000',
      ],
    ],
  ])('%s', (_what, lines, content) => {
    expect(contentOf(lines)).toEqual(content);
  });

  it('has pointers of 4 bytes on I386', () => {
    const lines = '  ptr @x\n  c7 05 @y as DIR32 00 00 00 00';
    expect(contentOf(lines, 'I386')).toEqual([
      { ptr: { nav: 'x' } },
      'c7050000000000000000',
      { reloc: { nav: 'y' }, type: 'DIR32', offset: 6 },
    ]);
  });
});

describe('a line of content that is wrong', () => {
  it.each([
    [
      '  zz',
      'expected bytes in hex ("48 83 ec 38"), or ascii, byte, word, dword, qword, ptr, reloc, splat or rebase; got zz',
    ],
    [
      '  4883 ec',
      'expected bytes in hex ("48 83 ec 38"), or ascii, byte, word, dword, qword, ptr, reloc, splat or rebase; got 4883',
    ],
    [
      '  48 83ec',
      'expected two hex digits or @ and a target, got 83ec (write two spaces between the bytes and their disassembly)',
    ],
    [
      '  c3 ret',
      'expected two hex digits or @ and a target, got ret (write two spaces between the bytes and their disassembly)',
    ],
    ['  e8 @', 'expected a target right after @'],
    ['  e8 @ main.f', 'expected a target right after @'],
    ['  e8 @nav', 'expected the name of a nav, got the end of the line'],
    ['  e8 @uav', 'expected the id of a uav, got the end of the line'],
    ['  e8 @uav greeting align 3', 'expected a power of two up to 2^52, got 3'],
    ['  e8 @uav greeting align', 'expected an alignment, got the end of the line'],
    ['  e8 @lazy', 'expected code or const_data, got the end of the line'],
    ['  e8 @lazy data T', 'expected code or const_data, got data'],
    ['  e8 @lazy code', 'expected a type, got the end of the line'],
    ['  e8 @extern', 'expected the name of a symbol, got the end of the line'],
    ['  e8 @"a b', 'expected a name (a JSON string if it has spaces), got "a'],
    [
      String.raw`  e8 @"\x41"`,
      String.raw`expected a name (a JSON string if it has spaces), got "\x41"`,
    ],
    ['  e8 @f +x', 'expected an addend, got +x'],
    ['  e8 @f +9007199254740992', 'expected an addend, got +9007199254740992'],
    ['  e8 @f as', 'expected a relocation type, got the end of the line'],
    ['  e8 @f as REL33', 'IMAGE.REL.AMD64 has no type REL33'],
    ['  e8 @f as DIR32', 'IMAGE.REL.AMD64 has no type DIR32'],
    ['  ascii hi', 'expected a Zig string literal, got hi'],
    ['  ascii', 'expected a Zig string literal, got '],
    ['  ascii "hi" 0', 'expected a Zig string literal, got "hi" 0'],
    ['  ascii "hi', 'expected a Zig string literal, got "hi'],
    [String.raw`  ascii "\q"`, String.raw`expected a Zig string literal, got "\q"`],
    ['  byte', 'expected one or more numbers'],
    ['  byte 256', '256 does not fit in 1 bytes'],
    ['  byte -129', '-129 does not fit in 1 bytes'],
    ['  word 0x10000', '0x10000 does not fit in 2 bytes'],
    ['  dword 4294967296', '4294967296 does not fit in 4 bytes'],
    ['  qword 18446744073709551616', '18446744073709551616 does not fit in 8 bytes'],
    ['  qword -9223372036854775809', '-9223372036854775809 does not fit in 8 bytes'],
    ['  dword 1.5', 'expected a number, got 1.5'],
    ['  dword 1, 2', 'expected a number, got 1,'],
    ['  ptr', 'expected @ and a target, got the end of the line'],
    ['  ptr @x y', 'expected the end of the line, got y'],
    ['  ptr x y', 'expected the end of the line, got y'],
    ['  ptr @x as ADDR64', 'expected no relocation type after the target; remove as ADDR64'],
    ['  reloc', 'expected a relocation type, got the end of the line'],
    ['  reloc REL32', 'expected @ and a target, got the end of the line'],
    ['  reloc REL32 @x at', 'expected an offset, got the end of the line'],
    ['  reloc REL32 @x at 4 5', 'expected the end of the line, got 5'],
    ['  reloc REL32 @x as REL32', 'expected no relocation type after the target; remove as REL32'],
    ['  splat 256 1', 'expected a byte, 0 to 255, got 256'],
    ['  splat -1 1', 'expected a byte, 0 to 255, got -1'],
    ['  splat 0', 'expected a count, got the end of the line'],
    ['  splat 0 -1', 'expected a count, got -1'],
    ['  splat 0 1 2', 'expected the end of the line, got 2'],
    ['  rebase', 'expected a number of bytes, got the end of the line'],
    ['  rebase -8', 'expected a number of bytes, got -8'],
    ['  rebase 1 2', 'expected the end of the line, got 2'],
  ])('%s', (line, reason) => {
    expect(problemOf(line)).toBe(reason);
  });

  it('does not keep the lines around it from being read', () => {
    const { ops, problems } = readListing('fn f: T\n  90\n  zz\n  c3');
    expect(problems).toHaveLength(1);
    expect(ops).toMatchObject([{ content: ['90', 'c3'] }]);
  });
});

describe('the disassembly beside the bytes of code', () => {
  it.each([
    ['is what an assembler would have been given', '  48 83 ec 38  sub rsp,38h'],
    ['names targets', '  e8 @main.f  call main.f'],
    ['names functions of DLLs', '  e8 @kernel32!ExitProcess  call kernel32!ExitProcess'],
    [
      'names constants, with what is added',
      '  48 8d 15 @uav greeting +2  lea rdx,[uav greeting+2]',
    ],
    [
      'names what has spaces as a reference does',
      '  e8 @lazy code "fn  () void"  call lazy code "fn  () void"',
    ],
    ['names what has slashes', '  e8 @"main//f"  call nav "main//f" // a comment'],
    [
      'names fields with an immediate after',
      '  c7 05 @x as REL32_4 05 00 00 00  mov dword ptr [x],5',
    ],
    ['parts the instructions of one write', '  90 c3  nop; ret'],
    ['counts jumps from the start of the function', '  90\n  splat 0x90 14\n  eb ef  jmp 0'],
    ['may be parted by a tab, and spaced', '  31 c9\txor   ecx,ecx'],
  ])('%s', (_what, line) => {
    expect(readListing(`fn f: T\n${line}`).problems).toEqual([]);
  });

  it.each([
    [
      'another instruction',
      '  c3  nop',
      'the bytes are "ret", not "nop"; if the bytes are right, run coff2 fmt',
    ],
    [
      'another target',
      '  e8 @main.f  call main.g',
      'the bytes are "call main.f", not "call main.g"; if the bytes are right, run coff2 fmt',
    ],
    [
      'another addend',
      '  8b 05 @x +4  mov eax,[x+8]',
      'the bytes are "mov eax,[x+4]", not "mov eax,[x+8]"; if the bytes are right, run coff2 fmt',
    ],
    [
      'less than there is',
      '  90 c3  nop',
      'the bytes are "nop; ret", not "nop"; if the bytes are right, run coff2 fmt',
    ],
    [
      'another syntax',
      '  31 c9  xor %ecx, %ecx',
      'the bytes are "xor ecx,ecx", not "xor %ecx, %ecx"; if the bytes are right, run coff2 fmt',
    ],
    [
      'half an instruction',
      '  48 83  sub rsp,38h',
      'these bytes are not whole instructions, but the text beside them is sub rsp,38h',
    ],
    [
      'what is no instruction',
      '  06  push es',
      'these bytes are not whole instructions, but the text beside them is push es',
    ],
  ])('is refused where it says %s', (_what, line, reason) => {
    expect(problemOf(line)).toBe(reason);
  });

  it('need not be there, so that bytes can be no whole instructions', () => {
    expect(contentOf('  48 83\n  ec 38\n  06')).toEqual(['4883', 'ec38', '06']);
  });

  it('is of the machine', () => {
    expect(
      contentOf('  40  inc eax\n  ff 35 @x as DIR32  push dword ptr ds:[0]{x}', 'I386'),
    ).toEqual(['40', 'ff3500000000', { reloc: { nav: 'x' }, type: 'DIR32' }]);
    expect(problemOf('  40  inc eax')).toBe(
      'these bytes are not whole instructions, but the text beside them is inc eax',
    );
  });

  it('is not judged after a line that is wrong, where jumps are counted from is not known', () => {
    const { problems } = readListing('fn f: T\n  zz\n  eb fe  jmp 5\nfn g: T\n  90  ret');
    expect(problems).toHaveLength(2);
    expect(problems[1]).toBe(
      'x.incr:5: the bytes are "nop", not "ret"; if the bytes are right, run coff2 fmt',
    );
  });

  it.each(['nav x: T align 1', 'uav x: T = 1 align 1', 'lazy const_data T'])(
    'is out of place beside data: %s',
    (statement) => {
      expect(readListing(`${statement}\n  c3  ret\n  c3`).problems).toEqual([
        'x.incr:2: expected only bytes, because this is data; got ret after them',
      ]);
    },
  );

  it('stands beside lazy code as well', () => {
    expect(readListing('lazy code T\n  c3  nop').problems).toEqual([
      'x.incr:2: the bytes are "ret", not "nop"; if the bytes are right, run coff2 fmt',
    ]);
  });
});
