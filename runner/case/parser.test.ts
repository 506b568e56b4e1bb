import { fileStates } from './case';
import { CaseError } from './case-error';
import { parseCase } from './parser';

const GOOD = `// What this is about.
#target=x86_64-windows-selfhosted
#target=x86_64-linux-selfhosted
#module=foo=foo.zig

#update=initial version
#file=main.zig
// a comment of the program

pub fn main() void {}
#file=sub/text.txt
hello
#expect_stdout="hi\\n"
#update=break it
#rm_file=sub/text.txt
// a comment of the case
#expect_error=main.zig:2:1: error: no such file
#expect_error=:note: nothing more
#expect_compile_log=@as(comptime_int, 5)
#expect_compile_log=
#update=say nothing
#update=exit
#expect_exit_code=7
`;

/** The problems of a case file, as `line: reason`. */
function problemsOf(text: string): readonly string[] {
  try {
    parseCase(text, 'x.incr');
    return [];
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    return error.problems.map(({ line, reason }) => `${line}: ${reason}`);
  }
}

const DIRECTIVES =
  'the directives are #target, #module, #dll, #link_option, #undefined, #golden_every, #expect_image, #update, #file, #rm_file, #link, ' +
  '#expect_stdout, #expect_exit_code, #expect_error, #expect_compile_log, #expect_failure';

const OPTIONS =
  'the options are machine, outputMode, linkMode, optimize, majorSubsystemVersion, minorSubsystemVersion';

const START = '#target=x86_64-windows-selfhosted\n#update=one\n';

describe('a case file', () => {
  const { targets, modules, updates } = parseCase(GOOD, 'good.incr');

  it('names targets and modules', () => {
    expect(targets).toEqual(['x86_64-windows-selfhosted', 'x86_64-linux-selfhosted']);
    expect(modules).toEqual([{ name: 'foo', file: 'foo.zig' }]);
  });

  it('has updates, each with its line, the files that it writes and those that it removes', () => {
    expect(updates.map(({ name, line }) => [name, line])).toEqual([
      ['initial version', 6],
      ['break it', 14],
      ['say nothing', 21],
      ['exit', 22],
    ]);
    expect(updates[0]?.writes).toEqual([
      { name: 'main.zig', text: '// a comment of the program\n\npub fn main() void {}\n' },
      { name: 'sub/text.txt', text: 'hello\n' },
    ]);
    expect(updates[1]?.removes).toEqual(['sub/text.txt']);
  });

  it('says what comes of each', () => {
    expect(updates.map(({ outcome }) => outcome)).toEqual([
      { kind: 'run', stdout: 'hi\n', exitCode: 0 },
      {
        kind: 'errors',
        errors: ['main.zig:2:1: error: no such file', ':note: nothing more'],
        compileLog: ['@as(comptime_int, 5)', ''],
      },
      null,
      { kind: 'run', stdout: null, exitCode: 7 },
    ]);
  });

  it('keeps files from one update to the next', () => {
    const states = [...fileStates(updates)].map(([, files]) => [...files.keys()]);
    expect(states).toEqual([
      ['main.zig', 'sub/text.txt'],
      ['main.zig'],
      ['main.zig'],
      ['main.zig'],
    ]);
  });

  it('may have CRLF line ends, which stay in the text of files', () => {
    const crlf = parseCase(GOOD.replaceAll('\n', '\r\n'), 'crlf.incr');
    expect(crlf.targets).toEqual(targets);
    expect(crlf.updates.map(({ outcome }) => outcome)).toEqual(
      updates.map(({ outcome }) => outcome),
    );
    expect(crlf.updates[0]?.writes[1]?.text).toBe('hello\r\n');
  });

  it('may have two updates of one name, where it has no goldens', () => {
    const twice = parseCase(
      `${START}#expect_stdout="1"\n#update=one\n#expect_stdout="2"\n`,
      'twice',
    );
    expect(twice.updates.map(({ name }) => name)).toEqual(['one', 'one']);
  });

  it('may end without a line feed', () => {
    expect(parseCase(`${START}#file=a\nb`, 'x').updates[0]?.writes).toEqual([
      { name: 'a', text: 'b\n' },
    ]);
  });
});

describe('a case file without a #target', () => {
  it('is one for the default of its lane, as upstream’s files of today are', () => {
    const read = parseCase('#update=a\n#file=main.zig\n#expect_stdout=""\n', 'x.incr');
    expect(read.targets).toEqual([]);
    expect(read.updates).toHaveLength(1);
  });
});

describe('a case file that is wrong', () => {
  it.each([
    [
      'a target of nonsense',
      '#target=nonsense\n#update=a\n',
      [
        '1: expected #target=ARCH-OS-BACKEND, as in #target=x86_64-windows-selfhosted, got nonsense',
      ],
    ],
    ['empty', '', ['1: expected at least one #update']],
    [
      'a target for a misspelled architecture',
      '#target=x68_64-windows-selfhosted\n#update=a\n',
      [
        '1: unknown architecture x68_64 (did you mean x86_64?); a target is like #target=x86_64-windows-selfhosted',
      ],
    ],
    [
      'a target for a system of nonsense',
      '#target=x86_64-frobnicate-llvm\n#update=a\n',
      [
        '1: unknown operating system frobnicate; a target is like #target=x86_64-windows-selfhosted',
      ],
    ],
    [
      'text outside of a file',
      `hello\n${START}`,
      ['1: expected a directive (#...) or a comment (//...) outside of a #file'],
    ],
    ['no directive', `${START}#\n`, ['3: expected #NAME=VALUE, got #']],
    ['an unknown directive', `${START}#frob=1\n`, [`3: unknown directive #frob; ${DIRECTIVES}`]],
    [
      'an unknown directive before updates',
      `#frob=1\n${START}`,
      [`1: unknown directive #frob; ${DIRECTIVES}`],
    ],
    [
      'a misspelled directive',
      `${START}#expected_stdout=""\n`,
      ['3: unknown directive #expected_stdout (did you mean #expect_stdout?)'],
    ],
    [
      'a directive in capitals, with a dash, without a value',
      `${START}#File=a\n#rm-file=a\n#expect_stdout ""\n`,
      [
        '3: unknown directive #File (did you mean #file?)',
        '4: unknown directive #rm-file (did you mean #rm_file?)',
        '5: expected #expect_stdout=VALUE, got #expect_stdout ""',
      ],
    ],
    [
      'a comment as of a shell',
      `# what it is about\n${START}`,
      ['1: expected #NAME=VALUE, got # what it is about; a comment starts with //'],
    ],
    [
      'a misspelled link option',
      `#link_option=machin=I386\n${START}`,
      [`1: unknown link option machin (did you mean machine?); ${OPTIONS}`],
    ],
    [
      'an unknown link option',
      `#link_option=frob=1\n${START}`,
      [`1: unknown link option frob; ${OPTIONS}`],
    ],
    ['no value', `${START}#file\n`, ['3: #file needs a value: #file=...']],
    ['a file before updates', `#file=a\n${START}`, ['1: #file must come after an #update']],
    [
      'a target after',
      `${START}#target=x86_64-windows-selfhosted\n`,
      ['3: #target must come before the first #update'],
    ],
    ['half a module', `#module=foo\n${START}`, ['1: expected #module=NAME=FILE, got foo']],
    [
      'an update twice, where there are goldens to tell apart',
      `${START}#link\nflush\n#update=one\n`,
      ['5: the case already has an update named one'],
    ],
    [
      'an update whose name has control characters',
      '#update=red \u001b[31m\n#file=a\n',
      [
        '1: no update can be called "red \\u{1b}[31m": expected no control characters, and no marks of text direction',
      ],
    ],
    [
      'an update whose name turns the direction of the text',
      '#update=ini\u202etial\n#file=a\n',
      [
        '1: no update can be called "ini\\u{202e}tial": expected no control characters, and no marks of text direction',
      ],
    ],
    [
      'a file twice',
      `${START}#file=a\n#file=a\n`,
      ['4: a is already written or removed in this update'],
    ],
    [
      'a file out of the folder',
      `${START}#file=../a\n`,
      ['3: expected a path inside the folder of the sources, got ../a'],
    ],
    [
      'an absolute file',
      `${START}#rm_file=/a\n`,
      ['3: expected a path inside the folder of the sources, got /a'],
    ],
    ['no literal', `${START}#expect_stdout=hi\n`, ['3: expected a Zig string literal, got hi']],
    [
      'stdout twice',
      `${START}#expect_stdout=""\n#expect_stdout=""\n`,
      ['4: this update already has an #expect_stdout'],
    ],
    [
      'no number',
      `${START}#expect_exit_code=x\n`,
      ['3: expected an exit code, 0 to 4294967295, got x'],
    ],
    [
      'a number of more than 32 bits',
      `${START}#expect_exit_code=4294967296\n`,
      ['3: expected an exit code, 0 to 4294967295, got 4294967296'],
    ],
    [
      'no error',
      `${START}#expect_error=oops\n`,
      ['3: expected FILE:LINE:COL: error: MESSAGE or :error: MESSAGE (or note), got oops'],
    ],
    [
      'errors and a run',
      `${START}#expect_error=:error: x\n#expect_stdout=""\n`,
      ['2: this update expects both errors and a run; keep one of them'],
    ],
  ])('%s', (_what, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('is told all that is wrong at once, with file and line', () => {
    const text = `hello\n#target=x86_64-windows-selfhosted\n#update=one\n#frob=1\n#expect_stdout=hi\n`;
    expect(() => parseCase(text, 'x.incr')).toThrow(
      'x.incr:1: expected a directive (#...) or a comment (//...) outside of a #file\n' +
        `x.incr:4: unknown directive #frob; ${DIRECTIVES}\n` +
        'x.incr:5: expected a Zig string literal, got hi',
    );
  });
});
