import { CaseError } from './case-error';
import { parseCase } from './parser';

const RUNNABLE = [
  '#target=x86_64-windows-selfhosted',
  '#update=first',
  '#expect_exit_code=0',
  '#link',
  'fn main.start: fn () void',
  '  c3  ret',
  'export wWinMainCRTStartup = main.start',
  'flush',
  '#update=second',
  '#expect_exit_code=0',
  '',
];

/** The problems of a case file, as `line: reason`. */
function problemsOf(lines: readonly string[]): readonly string[] {
  try {
    parseCase(lines.join('\n'), 'x.incr');
    return [];
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    return error.problems.map(({ line, reason }) => `${line}: ${reason}`);
  }
}

const without = (line: string): readonly string[] => RUNNABLE.filter((one) => one !== line);

describe('an update that expects output', () => {
  it('has a program that can run', () => {
    expect(problemsOf(RUNNABLE)).toEqual([]);
  });

  it('is an error of the case where nothing is flushed, told once', () => {
    expect(problemsOf(without('flush'))).toEqual([
      '2: update "first" expects output or an exit code, but what its #link hands over is not flushed; ' +
        'end the #link with flush',
    ]);
  });

  it('is an error of the case where a later #link is not flushed', () => {
    expect(problemsOf([...RUNNABLE.slice(0, -1), '#link', 'error_data', ''])[0]).toContain(
      '9: update "second" expects output or an exit code, but what its #link hands over is not flushed',
    );
  });

  it('is an error of the case where there is no entry point', () => {
    expect(problemsOf(without('export wWinMainCRTStartup = main.start'))[0]).toBe(
      '2: update "first" expects output or an exit code, but the program has no entry point; write ' +
        'export wWinMainCRTStartup = NAV in its #link',
    );
  });

  it('is an error of the case where the entry point is data', () => {
    const data = RUNNABLE.map((line) =>
      line.startsWith('fn ') ? 'nav main.start: u8 align 1' : line,
    );
    expect(problemsOf(data.map((line) => (line === '  c3  ret' ? '  byte 1' : line)))[0]).toBe(
      '2: update "first" expects output or an exit code, but the program exports data as its entry point, ' +
        'wWinMainCRTStartup; write export wWinMainCRTStartup = a function in its #link',
    );
  });

  it('is no such error where the entry point is not there: the linker says where that is exported', () => {
    const gone = RUNNABLE.map((line) => line.replace('= main.start', '= main.gone'));
    expect(problemsOf(gone)).toEqual([]);
  });

  it('is an error of the case where the program is a DLL', () => {
    const [target = '', ...rest] = RUNNABLE;
    const options = ['#link_option=outputMode=Lib', '#link_option=linkMode=dynamic'];
    expect(problemsOf([target, ...options, ...rest])[0]).toBe(
      '4: update "first" expects output or an exit code, but a DLL cannot be run by itself; leave out ' +
        '#expect_stdout and #expect_exit_code',
    );
  });

  it('may be judged by its sources alone', () => {
    expect(problemsOf([...RUNNABLE.slice(0, 3), ''])).toEqual([]);
  });
});
