import { acceptedOps, libraryOf, readListing } from './testing/read-listing';

const MAIN = { op: 'updateFunc', nav: 'main.main', type: 'fn () void' };

describe('a statement', () => {
  it.each([
    [
      'uav: a constant, with its type, the value that dumps show, and its alignment',
      'uav hi: *const [2:0]u8 = "hi" align 1\n  68 69 00',
      [
        {
          op: 'defineUav',
          id: 'hi',
          type: '*const [2:0]u8',
          value: '"hi"',
          align: 1,
          content: ['686900'],
        },
      ],
    ],
    [
      'uav without content',
      'uav nothing: *const [0]u8 = {} align 1',
      [
        {
          op: 'defineUav',
          id: 'nothing',
          type: '*const [0]u8',
          value: '{}',
          align: 1,
          content: [],
        },
      ],
    ],
    [
      'uav whose value has an equals sign, "align", a colon and slashes in it',
      'uav u: *const T = .{ .a = 1, .b = "x: // align 2" } align 4 // not this',
      [
        {
          op: 'defineUav',
          id: 'u',
          type: '*const T',
          value: '.{ .a = 1, .b = "x: // align 2" }',
          align: 4,
          content: [],
        },
      ],
    ],
    [
      'lazy: what the linker asks for by type',
      'lazy code fn () void\n  c3  ret\nlazy const_data anyerror\n  00 01',
      [
        { op: 'defineLazy', kind: 'code', type: 'fn () void', content: ['c3'] },
        { op: 'defineLazy', kind: 'const_data', type: 'anyerror', content: ['0001'] },
      ],
    ],
    [
      'lazy with its type as a string, as a reference has it',
      'lazy code "fn  () \\"void\\""',
      [{ op: 'defineLazy', kind: 'code', type: 'fn  () "void"', content: [] }],
    ],
    [
      'nav: a declaration that has a value',
      'nav main.x: u32 align 4\n  dword 7',
      [{ op: 'updateNav', nav: 'main.x', type: 'u32', align: 4, content: ['07000000'] }],
    ],
    [
      'nav of no bytes, which is not a nav without any at run time',
      'nav main.x: u0 align 1',
      [{ op: 'updateNav', nav: 'main.x', type: 'u0', align: 1, content: [] }],
    ],
    [
      'nav that is comptime-known: nothing at run time',
      'nav main.T: type align 1 comptime',
      [{ op: 'updateNav', nav: 'main.T', type: 'type', align: 1 }],
    ],
    [
      'nav with a type of several words, and another number than decimal',
      'nav main.x: [4]struct { a: u8 } align 0x10',
      [{ op: 'updateNav', nav: 'main.x', type: '[4]struct { a: u8 }', align: 16, content: [] }],
    ],
    ['fn: a function', 'fn main.main: fn () void\n  c3  ret', [{ ...MAIN, content: ['c3'] }]],
    [
      'fn with an alignment of its own',
      'fn main.main: fn () void align 64\n  c3',
      [{ ...MAIN, align: 64, content: ['c3'] }],
    ],
    [
      'fn of a name with a colon and spaces, as a JSON string',
      'fn "main.f: \\"it\\"": fn () void',
      [{ op: 'updateFunc', nav: 'main.f: "it"', type: 'fn () void', content: [] }],
    ],
    [
      'fn of a name with spaces and no colon, as it is',
      'fn main.test.it works: fn () void',
      [{ op: 'updateFunc', nav: 'main.test.it works', type: 'fn () void', content: [] }],
    ],
    [
      'export: the name that others know a declaration by',
      'export start = main.main',
      [{ op: 'updateExports', exported: { nav: 'main.main' }, names: ['start'] }],
    ],
    [
      'export of several names, of which any can be a string',
      'export start, "the start" , b= = "main.it works"',
      [
        {
          op: 'updateExports',
          exported: { nav: 'main.it works' },
          names: ['start', 'the start', 'b='],
        },
      ],
    ],
    [
      'export of a constant',
      'export text = uav greeting',
      [{ op: 'updateExports', exported: { uav: 'greeting' }, names: ['text'] }],
    ],
    [
      'export of a declaration that is called uav',
      'export text = "uav"',
      [{ op: 'updateExports', exported: { nav: 'uav' }, names: ['text'] }],
    ],
    [
      'unexport: takes a name back',
      'unexport start = main.main\nunexport "a b" = "main.x y"',
      [
        { op: 'deleteExport', nav: 'main.main', name: 'start' },
        { op: 'deleteExport', nav: 'main.x y', name: 'a b' },
      ],
    ],
    ['error_data', 'error_data', [{ op: 'updateErrorData' }]],
    [
      'idle: one step, or as many as it says',
      'idle\nidle 1\nidle 12\nidle 0',
      [{ op: 'idle' }, { op: 'idle' }, { op: 'idle', count: 12 }, { op: 'idle', count: 0 }],
    ],
    ['flush', 'flush', [{ op: 'flush' }]],
  ])('%s', (_what, text, expected) => {
    const { ops, problems } = readListing(text);
    expect({ ops, problems }).toEqual({ ops: expected, problems: [] });
    expect(acceptedOps(ops)).toHaveLength(expected.length);
  });

  it('ends the content of the one before it', () => {
    const { ops } = readListing('fn a: A\n  90\n  c3\nfn b: B\n  cc');
    expect(ops).toEqual([
      { op: 'updateFunc', nav: 'a', type: 'A', content: ['90', 'c3'] },
      { op: 'updateFunc', nav: 'b', type: 'B', content: ['cc'] },
    ]);
  });

  it('knows the line that it stands in', () => {
    const { listed } = readListing('// why\n\nfn a: A\n  90\nflush', { firstLine: 10 });
    expect(listed.map(({ place }) => place)).toEqual([
      { file: 'x.incr', line: 12 },
      { file: 'x.incr', line: 14 },
    ]);
  });
});

describe('what a listing may look like', () => {
  const plain = readListing('fn a: A\n  48 83 ec 38  sub rsp,38h\n  c3           ret\nflush');

  it.each([
    [
      'with comments on lines of their own, at the margin or not, and after what they are about',
      [
        '// A function.',
        'fn a: A // of type A',
        '// at the margin',
        '  48 83 ec 38  sub rsp,38h // room',
        '    // indented',
        '  c3           // no text',
        'flush // now',
      ],
    ],
    ['with tabs', ['fn a: A', '\t48 83 ec 38\tsub rsp,38h', '\tc3\tret', 'flush']],
    [
      'with empty lines and spaces at ends of lines',
      ['', 'fn a: A  ', '', '  48 83 ec 38  sub rsp,38h ', '   ', '  c3', 'flush\t', ''],
    ],
    [
      'in upper case, further indented, spaced otherwise',
      ['fn a: A', '      48 83 EC 38      sub  rsp,38h', '   C3', 'flush'],
    ],
    [
      'with CRLF line ends',
      ['fn a: A\r', '  48 83 ec 38  sub rsp,38h\r', '  c3\r', '\r', 'flush\r'],
    ],
  ])('%s', (_what, lines) => {
    const { ops, problems } = readListing(lines.join('\n'));
    expect({ ops, problems }).toEqual({ ops: plain.ops, problems: [] });
  });

  it('is nothing at all', () => {
    expect(readListing('')).toEqual({ listed: [], ops: [], problems: [] });
  });
});

describe('include', () => {
  const RETURN = 'fn lib.f: fn () void\n  c3  ret\n';

  it('puts the ops of a block where it stands, which keep their own places', () => {
    const library = libraryOf({ 'the-block_2': `// shared\n${RETURN}flush\n` });
    const { listed, problems } = readListing('idle\ninclude the-block_2 // here\nerror_data', {
      library,
    });
    expect(problems).toEqual([]);
    expect(listed).toEqual([
      { place: { file: 'x.incr', line: 1 }, op: { op: 'idle' } },
      {
        place: { file: 'lib/the-block_2.link', line: 2 },
        op: { op: 'updateFunc', nav: 'lib.f', type: 'fn () void', content: ['c3'] },
        items: [{ file: 'lib/the-block_2.link', line: 3 }],
      },
      { place: { file: 'lib/the-block_2.link', line: 4 }, op: { op: 'flush' } },
      { place: { file: 'x.incr', line: 3 }, op: { op: 'updateErrorData' } },
    ]);
  });

  it('reports what is wrong with the block by its file and line, and goes on', () => {
    const library = libraryOf({ bad: 'fn f: T\n  c3  nop\n  zz\n', good: 'flush' });
    const { ops, problems } = readListing('include bad\ninclude good\nfrob', { library });
    expect(problems).toEqual([
      'lib/bad.link:2: the bytes are "ret", not "nop"; if the bytes are right, run coff2 fmt',
      expect.stringMatching(/^lib\/bad\.link:3: expected bytes in hex/) as string,
      expect.stringMatching(/^x\.incr:3: expected one of /) as string,
    ]);
    expect(ops).toContainEqual({ op: 'flush' });
  });

  it('reads a block with the machine of its case', () => {
    const library = libraryOf({ inc: 'fn f: T\n  40  inc eax\n' });
    expect(readListing('include inc', { library, machine: 'I386' }).problems).toEqual([]);
    expect(readListing('include inc', { library }).problems).toHaveLength(1);
  });

  it.each([
    [
      'a block that is not there, naming those that are',
      'include nope',
      'x.incr:1: no block is named nope; lib/ has once, twice',
    ],
    [
      'a block within a block',
      'include twice',
      'lib/twice.link:1: an included block cannot include another one',
    ],
    ['a path', 'include ../x', 'x.incr:1: expected the name of a block, got ../x'],
    [
      'nothing',
      'include',
      'x.incr:1: expected the name of a block in lib/, got the end of the line',
    ],
    ['two blocks', 'include once twice', 'x.incr:1: expected the end of the line, got twice'],
    [
      'content of its own',
      'include once\n  c3',
      'x.incr:2: expected a statement at the margin; an indented line is content, and must follow a uav, lazy, nav or fn',
    ],
  ])('refuses %s', (_what, text, problem) => {
    const library = libraryOf({ once: RETURN, twice: 'include once' });
    expect(readListing(text, { library }).problems).toEqual([problem]);
  });

  it('says "none" where there are no blocks', () => {
    expect(readListing('include x').problems).toEqual([
      'x.incr:1: no block is named x; lib/ has none',
    ]);
  });
});

describe('a statement that is wrong', () => {
  const WORDS =
    'expected one of uav, lazy, nav, fn, export, unexport, error_data, idle, flush, include; got';

  it.each([
    ['an unknown word', 'frob x', `${WORDS} frob`],
    ['a word of the language it is written in', 'constructor', `${WORDS} constructor`],
    ['a string', '"fn" x: T', `${WORDS} "fn"`],
    ['bytes at the margin', '48 83', `${WORDS} 48`],
    ['a string that does not end', 'fn "x: T', 'the string has no closing quote: "x: T'],
    [
      'fn without a type',
      'fn main.f',
      'expected the name of a function, a colon and a type, got main.f',
    ],
    ['fn without anything', 'fn', 'expected the name of a function, a colon and a type, got '],
    ['fn without a name', 'fn : T', 'expected the name of a function, a colon and a type, got : T'],
    ['fn with a type of nothing', 'fn "f": // T', 'expected a colon after "f":'],
    ['fn with a string and no colon', 'fn "f" T', 'expected a colon after "f" T'],
    [
      'fn with a string that is no JSON',
      String.raw`fn "\x41": T`,
      String.raw`expected a name (a JSON string if it has spaces), got "\x41"`,
    ],
    [
      'nav without an alignment',
      'nav x: u32',
      'expected nav NAME: TYPE align N, or nav NAME: TYPE align N comptime',
    ],
    [
      'nav with an alignment that is none',
      'nav x: u32 align 3',
      'expected a power of two up to 2^52, got 3',
    ],
    ['nav with no number', 'nav x: u32 align four', 'expected an alignment, got four'],
    [
      'nav with an alignment of nothing',
      'nav x: u32 align 0',
      'expected a power of two up to 2^52, got 0',
    ],
    ['uav without a value', 'uav x: T align 1', 'expected uav ID: TYPE = VALUE align N'],
    ['uav without a type', 'uav x:  = 1 align 1', 'expected uav ID: TYPE = VALUE align N'],
    ['uav without an alignment', 'uav x: T = 1', 'expected uav ID: TYPE = VALUE align N'],
    ['lazy of no kind', 'lazy', 'expected code or const_data, got the end of the line'],
    ['lazy of another kind', 'lazy data T', 'expected code or const_data, got data'],
    ['lazy without a type', 'lazy code', 'expected lazy code TYPE'],
    ['export of nothing', 'export a', 'expected = after a'],
    ['export as nothing', 'export = f', 'expected NAME = WHAT, or NAME, NAME = WHAT'],
    ['export without anything', 'export', 'expected NAME = WHAT, or NAME, NAME = WHAT'],
    ['export with a name too few', 'export a, = f', 'expected NAME = WHAT, or NAME, NAME = WHAT'],
    ['export without a comma', 'export a b = f', 'expected = after a'],
    ['export of no nav', 'export a =', 'expected the name of a nav, got the end of the line'],
    ['export of no uav', 'export a = uav', 'expected the id of a uav, got the end of the line'],
    ['export of two things', 'export a = f g', 'expected the end of the line, got g'],
    [
      'names without a space between',
      'export a,b = f',
      'expected a space after the comma between two names, or a name in quotes, got a,b',
    ],
    ['unexport of two names', 'unexport a, b = f', 'expected one name: unexport NAME = NAV'],
    ['unexport of a uav', 'unexport a = uav x', 'expected the end of the line, got x'],
    ['idle of no number', 'idle now', 'expected a count, got now'],
    ['idle of two numbers', 'idle 1 2', 'expected the end of the line, got 2'],
    [
      'idle of more than a double holds',
      'idle 9007199254740993',
      'expected a count, got 9007199254740993',
    ],
    ['flush of something', 'flush all', 'expected the end of the line, got all'],
    ['error_data of something', 'error_data x', 'expected the end of the line, got x'],
  ])('%s', (_what, text, reason) => {
    expect(readListing(text)).toEqual({ listed: [], ops: [], problems: [`x.incr:1: ${reason}`] });
  });

  it('does not have its content judged too', () => {
    expect(readListing('fn main.f\n  zz\n  c3  nop\nfn f: T\n  c3').problems).toEqual([
      'x.incr:1: expected the name of a function, a colon and a type, got main.f',
    ]);
  });

  it.each([
    'export a = f',
    'unexport a = f',
    'flush',
    'idle',
    'error_data',
    'nav x: T align 1 comptime',
  ])('takes no content: %s', (statement) => {
    const { problems } = readListing(`${statement}\n  c3\n  // fine\n`);
    const reason =
      'expected a statement at the margin; an indented line is content, and must follow a uav, lazy, nav or fn';
    // Content after a statement that takes none is reported line by line.
    expect(problems).toEqual([`x.incr:2: ${reason}`]);
  });

  it('is reported with all others, in order', () => {
    const { problems } = readListing('frob\nfn f: T\n  90  ret\n  c3\nidle x\n', { firstLine: 7 });
    expect(problems).toEqual([
      `x.incr:7: ${WORDS} frob`,
      'x.incr:9: the bytes are "nop", not "ret"; if the bytes are right, run coff2 fmt',
      'x.incr:11: expected a count, got x',
    ]);
  });
});
