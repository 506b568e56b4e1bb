import { stripVTControlCharacters } from 'node:util';
import { fc, runs } from '../../../reference/testing/properties';
import { HOST_NAMES, type HostName } from '../../../reference';
import { caseResult, holding, judgement } from '../../judge/testing/case-results';
import { LEVELS } from '../../judge/result/level';
import type { CaseResult } from '../../judge/result/case-result';
import { caseTable } from './case-table';

function table(
  results: readonly CaseResult[],
  width = 200,
  hosts: readonly HostName[] = HOST_NAMES,
): string {
  return stripVTControlCharacters(caseTable(results, hosts, width));
}

/** The cells of the rows that begin with this name. */
function row(name: string, text: string): readonly string[] {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`│ ${name} `)) ?? '';
  return line
    .split('│')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

const RUN_FAILS = judgement('runs', 'windows', 'fail');
const RESULTS = [
  caseResult('hello', [holding(), holding()]),
  caseResult('function_grows', [holding(), holding(HOST_NAMES, RUN_FAILS), holding()], {
    milliseconds: 1234,
  }),
];

describe('the table of a conformance run', () => {
  it('has a column for each level on each host, and of the picture where goldens are kept', () => {
    expect(table(RESULTS, 180)).toBe(
      [
        '┌────────────────┬─────────┬────────────────────────────────────────┬──────────────────────────────────────────────────┬────────────────────────────────────────┬───────┐',
        '│                │         │                             linux-ext4 │                                      linux-tmpfs │                                windows │       │',
        '│ case           │ updates │ valid │ runs │ meaning │ nodes │ bytes │ valid │ runs │ meaning │ nodes │ bytes │ picture │ valid │ runs │ meaning │ nodes │ bytes │  time │',
        '│ hello          │       2 │     2 │    2 │       2 │     2 │     2 │     2 │    2 │       2 │     2 │     2 │       2 │     2 │    2 │       2 │     2 │     2 │ 12 ms │',
        '│ function_grows │       3 │     3 │    3 │       3 │     3 │     3 │     3 │    3 │       3 │     3 │     3 │       3 │     3 │  2/3 │       3 │     3 │     3 │ 1.2 s │',
        '└────────────────┴─────────┴───────┴──────┴─────────┴───────┴───────┴───────┴──────┴─────────┴───────┴───────┴─────────┴───────┴──────┴─────────┴───────┴───────┴───────┘',
      ].join('\n'),
    );
  });

  it('has a column for each level, of all hosts together, where that is too wide', () => {
    expect(table(RESULTS, 100)).toBe(
      [
        '┌────────────────┬─────────┬───────┬──────┬─────────┬───────┬───────┬─────────┬───────┐',
        '│ case           │ updates │ valid │ runs │ meaning │ nodes │ bytes │ picture │  time │',
        '│ hello          │       2 │     6 │    6 │       6 │     6 │     6 │       2 │ 12 ms │',
        '│ function_grows │       3 │     9 │  8/9 │       9 │     9 │     9 │       3 │ 1.2 s │',
        '└────────────────┴─────────┴───────┴──────┴─────────┴───────┴───────┴─────────┴───────┘',
      ].join('\n'),
    );
  });

  it('has no row of hosts where no case was judged', () => {
    expect(table([caseResult('x', [], { refusal: 'x.incr:1: why', milliseconds: 1 })])).toBe(
      [
        '┌──────┬─────────┬──────┐',
        '│ case │ updates │ time │',
        '│ x    │ refused │ 1 ms │',
        '└──────┴─────────┴──────┘',
      ].join('\n'),
    );
  });

  it('has a word or two for each host where that is too wide', () => {
    expect(table(RESULTS, 80)).toBe(
      [
        '┌────────────────┬─────────┬────────────┬─────────────┬──────────┬───────┐',
        '│ case           │ updates │ linux-ext4 │ linux-tmpfs │  windows │  time │',
        '│ hello          │       2 │         ok │          ok │       ok │ 12 ms │',
        '│ function_grows │       3 │         ok │          ok │ 1 failed │ 1.2 s │',
        '└────────────────┴─────────┴────────────┴─────────────┴──────────┴───────┘',
      ].join('\n'),
    );
  });

  it('is a line for each host where a table does not fit', () => {
    expect(table(RESULTS, 50)).toBe(
      [
        'hello',
        '  linux-ext4 ok',
        '  linux-tmpfs ok',
        '  windows ok',
        'function_grows',
        '  linux-ext4 ok',
        '  linux-tmpfs ok',
        '  windows 1 failed',
      ].join('\n'),
    );
  });

  it('has only the hosts that were asked for', () => {
    const text = table([caseResult('hello', [holding(['windows'])])], 140, ['windows']);
    expect(text).toMatch(/│ +windows │/);
    expect(row('hello', text)).toEqual(['1', '1', '1', '1', '1', '1', '12 ms']);
  });

  it('has no column for runs where none was judged', () => {
    const judgements = [judgement('bytes', 'windows'), judgement('nodes', 'windows')];
    const text = table([caseResult('hello', [judgements])], 140, ['windows']);
    expect(text).toContain('│ case  │ updates │ nodes │ bytes │  time │');
  });

  it('cuts long names before it gives up columns, and shows where', () => {
    const name = 'a_case_with_a_name_that_is_longer_than_it_need_be';
    const text = table([caseResult(name, [holding()])], 115);
    expect(text).toMatch(/│ a_case_with_\w*… │/);
    expect(text).toContain('picture');
  });
});

describe('a cell of the table', () => {
  /** The cell of the runs on windows, of a case of six updates, these of which do not just pass. */
  const cell = (...verdicts: readonly ('fail' | 'xfail' | 'xpass' | 'unsupported')[]): string => {
    const updates = Array.from({ length: 6 }, (_, i) => {
      const verdict = verdicts[i] ?? 'pass';
      return [judgement('runs', 'windows', verdict), judgement('bytes', 'windows')];
    });
    return row('x', table([caseResult('x', updates)], 200, ['windows']))[1] ?? '';
  };

  it.each([
    ['6', []],
    ['5/6', ['fail']],
    ['4/6', ['fail', 'xpass']],
    ['5+1x', ['xfail']],
    ['0+6x', ['xfail', 'xfail', 'xfail', 'xfail', 'xfail', 'xfail']],
    ['4/6', ['fail', 'xfail']],
    ['4/6', ['fail', 'unsupported']],
    ['1?', ['unsupported']],
    [
      '6?',
      ['unsupported', 'unsupported', 'unsupported', 'unsupported', 'unsupported', 'unsupported'],
    ],
  ] as const)('is %s where these do not just pass: %j', (text, verdicts) => {
    expect(cell(...verdicts)).toBe(text);
  });

  it('is - where nothing was judged', () => {
    const text = table([
      caseResult('x', [[judgement('bytes', 'windows')]]),
      caseResult('y', [[judgement('bytes', 'linux-ext4'), judgement('runs', 'windows')]]),
    ]);
    expect(row('x', text)).toEqual(['1', '-', '-', '1', '12 ms']);
    expect(row('y', text)).toEqual(['1', '1', '1', '-', '12 ms']);
  });

  it.each([
    ['ok', holding()],
    ['1 failed', holding(HOST_NAMES, RUN_FAILS)],
    ['1 failed', holding(HOST_NAMES, judgement('runs', 'windows', 'xpass'))],
    ['ok +1x', holding(HOST_NAMES, judgement('runs', 'windows', 'xfail'))],
    ['ok 1?', holding(HOST_NAMES, judgement('runs', 'windows', 'unsupported'))],
    ['-', [...holding(['linux-ext4']), ...holding(['linux-tmpfs'])]],
  ])('of a host is %s', (text, judgements) => {
    expect(row('x', table([caseResult('x', [judgements])], 70))[3]).toBe(text);
  });

  it.each([140, 80, 40])(
    'says in %d columns that a case was refused, and of no host ok',
    (width) => {
      const text = table([caseResult('x', [], { refusal: 'x.incr:1: why' })], width);
      expect(text).toContain('refused');
      expect(text).not.toContain('ok');
      expect(text).not.toMatch(/\b0\b/);
    },
  );

  it.each([
    [0.4, '0 ms'],
    [999.4, '999 ms'],
    [999.5, '1.0 s'],
    [61_000, '61.0 s'],
  ])('shows %d milliseconds as %s', (milliseconds, text) => {
    expect(row('x', table([caseResult('x', [holding()], { milliseconds })])).at(-1)).toBe(text);
  });
});

describe('any table', () => {
  const anyJudgement = fc.record({
    level: fc.constantFrom(...LEVELS),
    variant: fc.constantFrom(...HOST_NAMES),
    verdict: fc.constantFrom('pass', 'fail', 'xfail', 'xpass', 'unsupported'),
    reason: fc.constant('why'),
    details: fc.constant([]),
  });
  const anyResult = fc
    .record({
      name: fc.stringMatching(/^[a-z_]{1,70}$/),
      updates: fc.array(fc.array(anyJudgement, { maxLength: 20 }), { maxLength: 20 }),
      refusal: fc.option(fc.constant('x.incr:1: why')),
      milliseconds: fc.double({ min: 0, max: 9e6, noNaN: true }),
    })
    .map(({ name, updates, ...more }) => caseResult(name, updates, more));

  it('is never wider than the terminal, and names each case', () => {
    fc.assert(
      fc.property(
        fc.array(anyResult, { minLength: 1, maxLength: 5 }),
        fc.subarray([...HOST_NAMES], { minLength: 1 }),
        fc.integer({ min: 40, max: 200 }),
        (results, hosts, width) => {
          const lines = table(results, width, hosts).split('\n');
          expect(lines.filter((line) => line.length > width)).toEqual([]);
          for (const { name } of results) {
            expect(lines.some((line) => line.includes(name.slice(0, 11)))).toBe(true);
          }
        },
      ),
      { numRuns: runs(40) },
    );
  });
});
