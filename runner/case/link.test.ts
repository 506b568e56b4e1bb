import * as fs from 'node:fs';
import * as path from 'node:path';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { HOST_NAMES } from '../../reference';
import { LinkScriptParser } from './link-script/parser';
import type { Library } from './listing/listing';
import { TemporaryFolder } from '../testing/temporary-folder';
import { CaseError } from './case-error';
import { isLinked } from './case-script';
import { caseFile, caseFolder, caseNames, loadCase, sourceCaseFolder } from './case-store';
import { formatCase } from './format-case';
import { parseCase } from './parser';

const CASE = `// A case that says what the compiler hands the linker.
#target=x86_64-windows-selfhosted
#link_option=optimize=ReleaseSmall
#link_option=majorSubsystemVersion=10
#update=one
#file=main.zig
// a file
#link
// what comes first
include shared
fn main.f: fn () void
  e8 @lib.g  call lib.g
  c3         ret
flush
#expect_stdout="hi"
#expect_failure=linux-ext4, windows: it crashes: see there
#update=two
#file=main.zig
// nothing changes
#update=three
#link
export start = main.f
flush
#expect_stdout="hi"
#expect_failure=all: still does
`;

const SHARED = '// shared\nfn lib.g: fn () void\n  c3  ret\nexport wWinMainCRTStartup = lib.g\n';

const library = (text: string): Library => ({
  read: (name) => (name === 'shared' ? { text, file: 'lib/shared.link' } : null),
  names: () => ['shared'],
});

/** The problems of a case, as the message has them. */
function problemsOf(text: string, shared = SHARED): readonly string[] {
  try {
    parseCase(text, 'x.incr', library(shared));
    return [];
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    return error.message.split('\n');
  }
}

describe('a case with #link blocks', () => {
  const read = parseCase(CASE, 'x.incr', library(SHARED));

  it('has the ops of each update, with the lines that say them', () => {
    expect(read.updates.map(({ link }) => link?.map(({ op, place }) => [op.op, place]))).toEqual([
      [
        ['updateFunc', { file: 'lib/shared.link', line: 2 }],
        ['updateExports', { file: 'lib/shared.link', line: 4 }],
        ['updateFunc', { file: 'x.incr', line: 11 }],
        ['flush', { file: 'x.incr', line: 14 }],
      ],
      undefined,
      [
        ['updateExports', { file: 'x.incr', line: 22 }],
        ['flush', { file: 'x.incr', line: 23 }],
      ],
    ]);
  });

  it('has options of the link script, numbers as numbers', () => {
    expect(read.linkOptions).toEqual({ optimize: 'ReleaseSmall', majorSubsystemVersion: 10 });
  });

  it('says where its images fail, and why', () => {
    expect(read.updates.map(({ expectedFailure }) => expectedFailure)).toEqual([
      { hosts: ['linux-ext4', 'windows'], reason: 'it crashes: see there' },
      null,
      { hosts: HOST_NAMES, reason: 'still does' },
    ]);
  });

  it('is the same with CRLF line ends', () => {
    const crlf = parseCase(CASE.replaceAll('\n', '\r\n'), 'x.incr', library(SHARED));
    expect(crlf.updates.map(({ link }) => link)).toEqual(read.updates.map(({ link }) => link));
    expect(crlf.linkOptions).toEqual(read.linkOptions);
    expect(crlf.updates.map(({ expectedFailure }) => expectedFailure)).toEqual(
      read.updates.map(({ expectedFailure }) => expectedFailure),
    );
  });

  it('keeps #link out of the text of the file before it, and files out of #link', () => {
    expect(read.updates[0]?.writes).toEqual([{ name: 'main.zig', text: '// a file\n' }]);
  });

  it('may have a #link of nothing, which is not the same as none', () => {
    const { updates } = parseCase(
      '#target=x86_64-windows-selfhosted\n#update=a\n#link\n#update=b\n',
      'x.incr',
    );
    expect(updates.map(({ link }) => link)).toEqual([[], null]);
    expect(isLinked({ ...read, updates })).toBe(true);
    expect(isLinked({ ...read, updates: updates.slice(1) })).toBe(false);
  });

  it('has its #link read for the machine that it is for', () => {
    const text =
      '#target=x86_64-windows-selfhosted\n#link_option=machine=I386\n#update=a\n#link\nfn f: T\n  40  inc eax\n';
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(text.replace('I386', 'AMD64'))).toEqual([
      'x.incr:6: these bytes are not whole instructions, but the text beside them is inc eax',
    ]);
  });
});

describe('a case as a link script', () => {
  const { script } = parseCase(CASE, 'x.incr', library(SHARED));

  it('is a header, the ops of each update and a snapshot of its name, with or without a #link', () => {
    expect(script.map(({ json }) => JSON.parse(json) as unknown)).toEqual([
      { linkScript: 1, options: { optimize: 'ReleaseSmall', majorSubsystemVersion: 10 } },
      { op: 'updateFunc', nav: 'lib.g', type: 'fn () void', content: ['c3'] },
      { op: 'updateExports', exported: { nav: 'lib.g' }, names: ['wWinMainCRTStartup'] },
      {
        op: 'updateFunc',
        nav: 'main.f',
        type: 'fn () void',
        content: ['e800000000', { reloc: { nav: 'lib.g' }, type: 'REL32' }, 'c3'],
      },
      { op: 'flush' },
      { op: 'snapshot', name: 'one' },
      { op: 'snapshot', name: 'two' },
      { op: 'updateExports', exported: { nav: 'main.f' }, names: ['start'] },
      { op: 'flush' },
      { op: 'snapshot', name: 'three' },
    ]);
  });

  it('knows for each line where the case says it', () => {
    expect(script.map(({ place }) => place)).toEqual([
      { line: 1 },
      { file: 'lib/shared.link', line: 2 },
      { file: 'lib/shared.link', line: 4 },
      { file: 'x.incr', line: 11 },
      { file: 'x.incr', line: 14 },
      { line: 5 },
      { line: 17 },
      { file: 'x.incr', line: 22 },
      { file: 'x.incr', line: 23 },
      { line: 20 },
    ]);
  });

  it('is accepted as any other', () => {
    const parser = new LinkScriptParser('x.jsonl');
    for (const { json } of script) parser.line(Buffer.from(json));
    expect(parser.lines).toBe(10);
  });
});

describe('a directive that is wrong', () => {
  const START = '#target=x86_64-windows-selfhosted\n#update=one\n';
  const RUN = `${START}#link\nflush\n#expect_exit_code=3\n`;
  const RULE = '#expect_failure needs a #link, and an #expect_stdout or #expect_exit_code';

  it.each([
    [
      '#link with a value',
      `${START}#link=x\n`,
      ['3: expected #link on a line of its own, got #link=x'],
    ],
    ['a second #link', `${START}#link\n#link\n`, ['4: this update already has a #link']],
    ['#link before updates', `#link\n${START}`, ['1: #link must come after an #update']],
    [
      'an option of no value',
      `#link_option=\n${START}`,
      ['1: #link_option needs a value: #link_option=...'],
    ],
    [
      'half an option',
      `#link_option=machine\n${START}`,
      ['1: expected #link_option=NAME=VALUE, got machine'],
    ],
    [
      'an option that there is none of',
      `#link_option=speed=9\n${START}`,
      [
        '1: unknown link option speed; the options are machine, outputMode, linkMode, optimize, ' +
          'majorSubsystemVersion, minorSubsystemVersion',
      ],
    ],
    [
      'an option of another value',
      `#link_option=outputMode=Program\n${START}`,
      ['1: outputMode: Invalid option: expected one of "Exe"|"Lib"|"Obj"'],
    ],
    [
      'an option twice',
      `#link_option=machine=I386\n#link_option=machine=AMD64\n${START}`,
      ['2: #link_option=machine is given twice'],
    ],
    [
      'an option after updates',
      `${START}#link_option=machine=I386\n`,
      ['3: #link_option must come before the first #update'],
    ],
    [
      '#expect_failure without a host',
      `${RUN}#expect_failure=crashes\n`,
      ['6: expected HOST, HOST: REASON, or all: REASON, got crashes'],
    ],
    [
      '#expect_failure without a reason',
      `${RUN}#expect_failure=all: \n`,
      ['6: expected HOST, HOST: REASON, or all: REASON, got all: '],
    ],
    [
      '#expect_failure of an unknown host',
      `${RUN}#expect_failure=linux-ext4, macos: why\n`,
      ['6: expected linux-ext4, linux-tmpfs, windows or all, got macos'],
    ],
    [
      'a second #expect_failure',
      `${RUN}#expect_failure=all: a\n#expect_failure=all: b\n`,
      ['7: this update already has an #expect_failure'],
    ],
    [
      '#expect_failure without a #link',
      `${START}#expect_stdout=""\n#expect_failure=all: a\n`,
      [`2: ${RULE}`],
    ],
    [
      '#expect_failure without a run',
      `${START}#link\n#expect_error=:error: x\n#expect_failure=all: a\n`,
      [`2: ${RULE}`],
    ],
    [
      '#expect_failure that does not say what is expected',
      `${START}#link\n#expect_failure=all: a\n`,
      [`2: ${RULE}`],
    ],
    [
      '#expect_failure before updates',
      `#expect_failure=all: a\n${START}`,
      ['1: #expect_failure must come after an #update'],
    ],
  ])('%s', (_what, text, problems) => {
    expect(problemsOf(text)).toEqual(problems.map((problem) => `x.incr:${problem}`));
  });
});

describe('a #link block that is wrong', () => {
  const START = '#target=x86_64-windows-selfhosted\n#update=one\n#link\n';

  it('is reported with all else that is wrong, in the order of lines', () => {
    const text = `hello\n${START}fn f: T\n  c3  nop\nfrob\n#frob=1\n#link\n`;
    expect(problemsOf(text)).toEqual([
      'x.incr:1: expected a directive (#...) or a comment (//...) outside of a #file',
      'x.incr:6: the bytes are "ret", not "nop"; if the bytes are right, run coff2 fmt',
      expect.stringMatching(/^x\.incr:7: expected one of uav, .*; got frob$/) as string,
      expect.stringMatching(/^x\.incr:8: unknown directive #frob; /) as string,
      'x.incr:9: this update already has a #link',
    ]);
  });

  it('is reported by the file and line of a block that it includes', () => {
    expect(problemsOf(`${START}include shared\n`, 'fn f: T\n  c3  nop\n')).toEqual([
      'lib/shared.link:2: the bytes are "ret", not "nop"; if the bytes are right, run coff2 fmt',
    ]);
  });

  it.each([
    [
      'a constant that is not there',
      `${START}\nfn f: T\n  90\n  e8 @uav u\nflush\n`,
      ['x.incr:7: no uav "u" was defined before this op'],
    ],
    [
      'a constant twice, in different updates',
      `${START}uav u: T = 1 align 1\n  00\n#update=two\n#link\nuav u: T = 1 align 1\n  00\n`,
      ['x.incr:8: this uav is already defined'],
    ],
    [
      'an export of a constant that is not there',
      `${START}export a = uav u\n`,
      ['x.incr:4: no such uav is defined before this op'],
    ],
    [
      'a relocation outside of the content',
      `${START}fn f: T\n  90\n  reloc REL32 @f\n`,
      ['x.incr:6: REL32 relocates 4 bytes at -3, but the content wrote 1 bytes'],
    ],
    [
      'a count of less than nothing',
      `${START}idle -1\n`,
      ['x.incr:4: expected a count of 0 or more'],
    ],
    [
      'what a block has, and the case before it',
      `${START}uav u: T = 1 align 1\ninclude shared\nidle -1\n`,
      ['lib/shared.link:2: this uav is already defined', 'x.incr:6: expected a count of 0 or more'],
    ],
  ])('as a link script: %s', (_what, text, problems) => {
    expect(problemsOf(text, '// once more\nuav u: T = 1 align 1\n')).toEqual(problems);
  });
});

describe('the cases of this suite', () => {
  mostlySlowTest.each(caseNames())('%s is laid out, and what it says can be linked', (name) => {
    const file = caseFile(name) ?? '';
    const text = fs.readFileSync(file, 'utf8');
    expect(formatCase(text)).toBe(text);
    const stored = loadCase(file);
    expect(stored).toMatchObject({ name, file });
    expect(isLinked(stored.case)).toBe(true);
  });

  slowTest('share blocks, each of which some case includes', () => {
    const included = caseNames().flatMap((name) =>
      loadCase(caseFile(name) ?? '').case.updates.flatMap(({ link }) =>
        (link ?? []).map(({ place }) => place.file),
      ),
    );
    const folder = path.join(caseFolder(), 'lib');
    for (const block of fs.readdirSync(folder))
      expect(included).toContain(path.join(folder, block));
  });
});

describe('a stored case', () => {
  const folder = TemporaryFolder.forEachTest();

  function store(shared: string): string {
    fs.mkdirSync(folder.path('lib'), { recursive: true });
    fs.writeFileSync(folder.path('lib', 'shared.link'), shared);
    return folder.write('x.incr', CASE);
  }

  it('includes blocks from lib/ beside it', () => {
    const file = store(SHARED);
    const { name, case: read } = loadCase(file);
    expect(name).toBe('x');
    expect(read.updates[0]?.link?.[0]?.place).toEqual({
      file: folder.path('lib', 'shared.link'),
      line: 2,
    });
  });

  it('has another digest once a block that it includes is another one', () => {
    const { digest } = loadCase(store(SHARED));
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(loadCase(store(SHARED)).digest).toBe(digest);
    expect(loadCase(store(`${SHARED}// more\n`)).digest).not.toBe(digest);
  });

  it('names the blocks that there are where one is not', () => {
    const file = store(SHARED);
    fs.writeFileSync(file, CASE.replace('include shared', 'include other'));
    expect(() => loadCase(file)).toThrow(
      `${file}:10: no block is named other; lib/ has no_return, number_checks, print, print_number, shared`,
    );
  });

  it('includes blocks of the suite from any folder, unless one of that name lies beside it', () => {
    const file = store(SHARED);
    fs.writeFileSync(file, CASE.replace('include shared', '$&\ninclude no_return'));
    const includedFrom = (): unknown => loadCase(file).case.updates[0]?.link?.[2]?.place.file;
    expect(includedFrom()).toBe(path.join(caseFolder(), 'lib', 'no_return.link'));
    const own = folder.path('lib', 'no_return.link');
    fs.writeFileSync(own, SHARED);
    expect(includedFrom()).toBe(own);
  });

  it('is found by its name, or by its path', () => {
    const file = store(SHARED);
    expect(caseFile('x', folder.path())).toBe(file);
    expect(caseFile(file)).toBe(file);
    expect(caseFile('hello')).toBe(path.join(caseFolder(), 'hello.incr'));
    expect(caseFile('data_outgrows')).toBe(path.join(sourceCaseFolder(), 'data_outgrows.incr'));
    expect(caseFile('y', folder.path())).toBeNull();
    expect(caseFile(folder.path('y.incr'))).toBeNull();
    expect(caseNames(folder.path())).toEqual(['x']);
    expect(caseNames(folder.path('missing'))).toEqual([]);
  });
});
