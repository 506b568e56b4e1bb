import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { handedOver, importListing, importObject } from './import-object';
import {
  asCase,
  contentOf,
  fixture,
  heads,
  listingOf,
  OBJECTS,
  optionsFor,
} from './testing/fixtures';

const imported = (name: string): readonly string[] => listingOf(fixture(name), optionsFor(name));

/** What a function or constant that starts like this has, of one name. */
const content = (name: string, head: RegExp): readonly string[] => contentOf(imported(name), head);

/** The names of statements of one kind. */
function named(name: string, word: string): readonly string[] {
  return heads(imported(name)).flatMap((line) =>
    line.startsWith(`${word} `) ? [line.slice(word.length + 1).split(': ')[0] ?? ''] : [],
  );
}

describe('an imported object', () => {
  it.each([
    ['clang-O0', ['number', 'next', 'print', 'wWinMainCRTStartup']],
    ['clang-O2', ['number', 'next', 'print', 'wWinMainCRTStartup']],
    ['gcc-O0', ['print', 'number', 'next', 'wWinMainCRTStartup']],
    ['gcc-O2', ['number', 'print', 'next', 'wWinMainCRTStartup', 'next.cold']],
    ['clang-i386', ['_start', '_first']],
    ['nasm', ['wWinMainCRTStartup']],
    [
      'zig',
      [
        'wWinMainCRTStartup',
        'program.print',
        'debug.no_panic.noreturnReturned',
        'debug.no_panic.integerOutOfBounds',
      ],
    ],
  ])('has a fn for each function of %s', (name, functions) => {
    expect(named(name, 'fn')).toEqual(functions);
  });

  it.each([
    ['clang-O0', ['shared', 'table', 'counter', 'zeroes', 'names']],
    ['clang-O2', ['shared', 'table', 'counter']],
    ['gcc-O0', ['counter', 'shared', 'table', 'zeroes', 'names']],
    ['gcc-O2', ['table', 'shared', 'counter']],
    ['clang-i386', ['_counter', '_table', '_names']],
    // In assembly, variables whose address is taken stay with their neighbours.
    ['nasm', ['count', 'written', 'message']],
    ['zig', []],
  ])('has a nav for each variable and named constant of %s', (name, navs) => {
    expect(named(name, 'nav')).toEqual(navs);
  });

  it.each([
    ['clang-O2', ['zero', 'uno', 'due', 'tre', 'quattro', 'one', 'two', 'three', 'text']],
    ['clang-i386', ['one', 'two']],
    ['zig', ['from_Zig', 'slice_of_from_Zig']],
  ])('has a uav for each constant without a name of %s, called by what it holds', (name, uavs) => {
    expect(named(name, 'uav').map((id) => id.replace(/_[0-9a-f]{6}$/, ''))).toEqual(uavs);
  });

  it('exports what other objects may refer to', () => {
    const exports = heads(imported('gcc-O2')).filter((line) => line.startsWith('export'));
    expect(exports).toEqual([
      'export table = table',
      'export shared = shared',
      'export next = next',
      'export wWinMainCRTStartup = wWinMainCRTStartup',
    ]);
  });

  it('names what it left out', () => {
    expect(importObject(fixture('clang-O0'), optionsFor('clang-O0')).skipped).toEqual([
      '.llvm_addrsig',
    ]);
    expect(importObject(fixture('gcc-O2'), optionsFor('gcc-O2')).skipped).toEqual(['.rdata$zzz']);
  });

  mostlySlowTest.each(OBJECTS)('is a case that is laid out, its disassembly right: %s', (name) => {
    const { machine } = importObject(fixture(name), optionsFor(name));
    const read = asCase(imported(name), machine);
    expect(read.updates[0]?.link?.at(-1)?.op).toEqual({ op: 'flush' });
    expect(
      imported(name).filter((line) => /^ {2}[0-9a-f]{2} .* {2}\S/.test(line)).length,
    ).toBeGreaterThan(8);
  });

  it('has what its roots refer to, and no more', () => {
    const listing = listingOf(fixture('clang-O2'), {
      dllOf: () => 'kernel32',
      roots: ['print', 'shared'],
    });
    expect(heads(listing)).toEqual([
      'nav shared: [16]u8 align 16',
      'fn print: fn () void',
      'export shared = shared',
    ]);
  });

  it('refuses a root that it does not define, naming what it does', () => {
    expect(() => importObject(fixture('nasm'), { dllOf: () => null, roots: ['start'] })).toThrow(
      /^the object defines no start; it defines count, total, .*, wWinMainCRTStartup$/,
    );
  });
});

describe('what an imported function refers to', () => {
  it('is a function of a DLL, where the DLL is known, and else a symbol without one', () => {
    const call = (dll: string | null): readonly string[] =>
      contentOf(
        listingOf(fixture('clang-O2'), {
          dllOf: (symbol) => (symbol === 'WriteFile' ? dll : null),
          roots: [],
        }),
        /^fn print:/,
      );
    expect(call('kernel32')).toContain('e8 @kernel32!WriteFile');
    expect(call('kernel32')).toContain('e8 @extern GetStdHandle');
    expect(call(null)).toContain('e8 @extern WriteFile');
  });

  it.each(['weak-clang', 'weak-gcc'])(
    'is what it defines as weak, which nobody defines better: %s',
    (name) => {
      expect(heads(imported(name)).filter((line) => line.includes('code'))).toEqual([
        'fn code: fn () void',
        'export code = code',
      ]);
      expect(content(name, /^fn wWinMain/)).toEqual(
        expect.arrayContaining(['e8 @code', '03 05 @base', 'e8 @kernel32!ExitProcess']),
      );
    },
  );

  it('is a constant, a variable and a place in it', () => {
    const main = content('clang-O2', /^fn wWinMain/);
    expect(main.filter((line) => line.includes('@')).slice(0, 8)).toEqual([
      '48 8d 0d @uav one_68b258',
      'e8 @print',
      '48 8d 0d @uav two_17454a',
      'e8 @print',
      '48 8d 0d @uav three_f69369',
      'e8 @print',
      '8b 0d @counter',
      '89 0d @counter',
    ]);
    expect(main).toContain('ff 15 @table +8');
  });

  it('is told from where its instruction ends, with 1, 2 or 4 bytes after the field', () => {
    expect(content('nasm', /^fn wWinMain/).slice(1, 6)).toEqual([
      'c6 05 @written +7 as REL32_1 41',
      '66 c7 05 @count as REL32_2 34 12',
      'c7 05 @count +4 as REL32_4 78 56 34 12',
      '48 c7 05 @count +8 as REL32_4 07 00 00 00',
      '80 3d @written +7 as REL32_1 41',
    ]);
    // The assembler of GNU has no REL32_4: it puts the 4 bytes into the addend.
    for (const name of ['clang-O2', 'gcc-O2']) {
      expect(content(name, /^fn wWinMain/)).toContain('c7 05 @shared as REL32_4 09 00 00 00');
    }
  });

  it('is the symbol that is meant, where the object only says section and distance', () => {
    const main = content('gcc-O2', /^fn wWinMain/);
    expect(main).toContain('8b 05 @counter');
    expect(main).toContain('ff 15 @table +8');
    expect(content('gcc-O2', /^nav table/)).toEqual(['ptr @number', 'ptr @number']);
  });

  it('is another function where the assembler left no relocation', () => {
    expect(
      content('gcc-O0', /^fn wWinMain/).filter((line) => /@(print|next|number)$/.test(line)),
    ).toHaveLength(6);
    expect(content('gcc-O2', /^fn next:/)).toContain('0f 87 @next.cold');
    expect(content('gcc-O2', /^fn next\.cold/)).toEqual(['b8 03 00 00 00', 'e9 @next +49']);
  });

  it('is of 32 bits on I386', () => {
    expect(content('clang-i386', /^fn _start/)).toEqual(
      expect.arrayContaining([
        'c6 05 @_counter as DIR32 01',
        'ff 14 85 @_table as DIR32',
        'e8 @_first',
      ]),
    );
    expect(content('clang-i386', /^nav _table/)).toEqual(['ptr @_first', 'ptr @_first']);
    expect(imported('clang-i386').join('\n')).toContain(
      '  56                           push esi\n',
    );
  });
});

describe('an imported function', () => {
  it('is an instruction a line, without the padding after it', () => {
    const functions = ['clang-O0', 'gcc-O2'].flatMap((name) =>
      named(name, 'fn').map((one) => content(name, new RegExp(`^fn ${one}: `))),
    );
    const last = functions.map((lines) => lines.at(-1));
    expect(last.filter((line) => /^(90|cc|66 .*|0f 1f .*|00 00)$/.test(line ?? ''))).toEqual([]);
    expect(content('clang-O0', /^fn number/).at(-1)).toBe('c3');
  });

  it('is one with its labels, however far its jumps to them', () => {
    expect(content('constants', /^fn distant/)).toEqual(['0f 85 01 00 00 00', 'c3', 'c3']);
  });

  it('is cut into the instructions of its machine', () => {
    const object = fixture('clang-i386');
    // push esi becomes inc eax, which on AMD64 would be a prefix of the next instruction.
    object[object.indexOf(Buffer.from('568b4424', 'hex'))] = 0x40;
    expect(contentOf(listingOf(object), /^fn _start/).slice(0, 2)).toEqual(['40', '8b 44 24 08']);
  });

  it('keeps the trap after a call that does not return', () => {
    expect(content('constants', /^fn stop/)).toEqual(['e8 @start', 'cc']);
    expect(content('constants', /^fn quiet/)).toEqual(['c3']);
  });

  it('keeps its table of jumps, whose rows are no instructions', () => {
    const bytes = content('clang-O2', /^fn next/)
      .join(' ')
      .replaceAll(/@\S+( \S+_[0-9a-f]{6})?/g, '');
    expect(bytes.endsWith('ea ff ff ff')).toBe(true);
  });

  it('keeps numbers that end it, zeros and all', () => {
    expect(content('nasm', /^fn wWinMain/).join(' ')).toMatch(
      / c3 05 00 00 00 0a 00 00 00 14 00 00 00 1e 00 00 00$/,
    );
  });
});

describe('imported data', () => {
  it('is zeros where the object has no bytes', () => {
    expect(content('clang-O0', /^nav zeroes: \[400\]u8 align 16/)).toEqual(['splat 0 400']);
    expect(content('nasm', /^nav written: \[104\]u8 align 16/)).toEqual(['splat 0 104']);
  });

  it('is a number of all its bytes, though its first ones could be text', () => {
    expect(content('clang-O0', /^nav counter: \[4\]u8/)).toEqual(['dword 40']);
    expect(content('constants', /^nav named: \[12\]u8/)).toEqual([
      '42 00 00 00 00 00 00 00 43 00 00 00',
    ]);
    expect(content('constants', /^uav constant_0104f2: .* align 8/)).toEqual([
      '41 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
    ]);
    expect(content('constants', /^uav constant_dc043f: /)).toEqual(['qword 65']);
  });

  it('has pointers to functions, variables, constants and places in them', () => {
    expect(content('nasm', /^nav count/)).toEqual([
      '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
      'ptr @wWinMainCRTStartup +133',
      'ptr @wWinMainCRTStartup +144',
      'ptr @wWinMainCRTStartup +136',
    ]);
    expect(content('gcc-O0', /^nav names/).slice(0, 3)).toEqual([
      'ptr @uav constant_944e5c',
      'ptr @uav constant_944e5c +5',
      'ptr @uav constant_944e5c +10',
    ]);
  });

  it('has tables of distances to places in functions', () => {
    const rows = content('gcc-O2', /^uav constant_/).filter((line) => line.startsWith('@'));
    // Each row counts from its own end, but means the start of the table.
    expect(content('constants', /^nav jumps/)).toEqual([
      '@quiet +4 as REL32',
      '@quiet +8 as REL32',
      '@quiet +12 as REL32',
      '@quiet +16 as REL32',
    ]);
    expect(rows).toEqual([
      '@next +100 as REL32',
      '@next +136 as REL32',
      '@next +172 as REL32',
      '@next +48 as REL32',
      '@next +84 as REL32',
    ]);
  });

  it('is text, in UTF-8, with its NUL', () => {
    expect(content('zig', /^uav from_Zig_\w+: \*const \[9:0\]u8 = "from Zig\\n" align 1$/)).toEqual(
      ['ascii "from Zig\\n"', 'byte 0'],
    );
    expect(content('constants', /^uav hello: \*const \[5:0\]u8 = "hello" align 1$/)).toEqual([
      'ascii "hello"',
      'byte 0',
    ]);
  });

  it('is a slice of a text where it points at all of it, after that text', () => {
    expect(
      content('constants', /^uav slice_of_hello: \*const \[\]const u8 = &"hello" align 8$/),
    ).toEqual(['ptr @uav hello', 'qword 5']);
    expect(content('constants', /^uav constant_fa4d74/)).toEqual(['ptr @uav hello +1', 'qword 4']);
    const uavs = named('constants', 'uav');
    expect(uavs.indexOf('hello')).toBeLessThan(uavs.indexOf('slice_of_hello'));
  });

  it('has the same constant once', () => {
    expect(named('constants', 'uav').filter((id) => id === 'hello')).toHaveLength(1);
  });

  it('is a nav where constants refer to each other', () => {
    expect(content('constants', /^nav __anon_3/)).toEqual(['ptr @uav constant_26603d', 'qword 1']);
    expect(content('constants', /^uav constant_26603d/)).toEqual(['ptr @__anon_3', 'qword 2']);
    expect(content('constants', /^fn start/)).toContain('48 8d 05 @__anon_3 +8');
  });
});

describe('an object that is imported after an older one', () => {
  const older = importObject(fixture('clang-O0'), optionsFor('clang-O0'));
  const newer = importObject(fixture('clang-O2'), optionsFor('clang-O2'));

  it('adds nothing where it is the same', () => {
    expect(importListing(older, older)).toEqual([]);
  });

  it('has what differs, and neither constants nor variables that do not', () => {
    expect(heads(importListing(newer, older))).toEqual([
      'fn number: fn () void',
      'fn next: fn () void',
      'fn print: fn () void',
      'fn wWinMainCRTStartup: fn () void',
    ]);
  });

  it('takes back names that are no more, and exports new ones', () => {
    const text = importObject(fixture('constants'), optionsFor('constants'));
    const exports = heads(importListing(text, newer)).filter((line) => line.includes('export'));
    expect(exports).toEqual([
      'unexport shared = shared',
      'unexport table = table',
      'unexport next = next',
      'unexport wWinMainCRTStartup = wWinMainCRTStartup',
      'export start = start',
      'export stop = stop',
      'export quiet = quiet',
      'export distant = distant',
    ]);
  });

  it('defines a variable again that was a function in between', () => {
    const variable = importObject(fixture('clang-O0'), optionsFor('clang-O0'));
    const symbols = variable.symbols.map((symbol) =>
      symbol.key === 'nav counter' ? { ...symbol, key: 'fn counter' } : symbol,
    );
    const before = handedOver([variable, { ...variable, symbols }]);
    const lines = heads(importListing(variable, before));
    expect(lines).toEqual(['nav counter: [4]u8 align 16']);
  });
});
