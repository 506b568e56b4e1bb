import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../judge/testing/case-results';
import type { CaseResult, ImplementationResult, Verdict } from '../judge/result/case-result';
import { compareReports, type Change } from './compare-reports';
import { makeReport } from './make-report';
import { comparisonText } from './terminal/comparison-text';

const source = (file: string, ...results: readonly ImplementationResult[]) => ({
  file,
  report: makeReport(results),
});

const compare = (before: readonly CaseResult[], after: readonly CaseResult[]) =>
  compareReports(
    source('old.json', implementationResult('mine', before, { identity: 'mine 1' })),
    source('new.json', implementationResult('mine', after, { identity: 'mine 2' })),
  );

/** A case with one judgement, or none. */
const runs = (verdict: Verdict | null): CaseResult =>
  caseResult('hello', [verdict === null ? [] : [judgement('runs', 'windows', verdict)]]);

describe('two reports of one linker', () => {
  it('are the same where every judgement came to the same', () => {
    const all = [caseResult('hello', [holding(), holding()])];
    const { implementations, isWorse } = compare(all, all);
    expect(implementations[0]).toMatchObject({ changes: [], same: holding().length * 2 });
    expect(isWorse).toBe(false);
  });

  it.each<[Verdict | null, Verdict | null, Change['direction'] | null]>([
    ['pass', 'fail', 'worse'],
    ['pass', 'xfail', 'worse'],
    ['pass', 'unsupported', 'worse'],
    ['pass', null, 'worse'],
    ['unsupported', 'fail', 'worse'],
    [null, 'fail', 'worse'],
    ['fail', 'pass', 'better'],
    ['xfail', 'xpass', 'better'],
    ['unsupported', 'pass', 'better'],
    ['fail', 'unsupported', 'other'],
    ['fail', null, 'other'],
    [null, 'pass', 'other'],
    ['fail', 'xfail', null],
    ['xpass', 'pass', null],
    [null, null, null],
  ])('%s, then %s: %s', (before, after, direction) => {
    const { implementations, isWorse } = compare([runs(before)], [runs(after)]);
    expect(implementations[0]?.changes.map((change) => change.direction)).toEqual(
      direction === null ? [] : [direction],
    );
    expect(isWorse).toBe(direction === 'worse');
  });

  it('tell case, update, level and variant of each change, with its reason', () => {
    expect(compare([runs('pass')], [runs('fail')]).implementations[0]?.changes).toEqual([
      {
        case: 'hello',
        update: 'update 1',
        level: 'runs',
        variant: 'windows',
        direction: 'worse',
        before: 'passes',
        after: 'fails',
        reason: 'the reason',
        cause: 'the reason',
        isCaseMissed: false,
      },
    ]);
  });

  it('tell of a failure that fails otherwise, expected or not', () => {
    const misfits = (verdict: 'fail' | 'xfail', found: string): CaseResult => {
      const judged =
        verdict === 'fail'
          ? judgement('meaning', 'windows', 'fail', found)
          : judgement('meaning', 'windows', 'xfail', 'a known bug', [found, 'a misfit']);
      return caseResult('hello', [[judged]]);
    };
    const [one, two] = ['wrong-reference', 'wrong-reference, unused-import'];
    for (const verdict of ['fail', 'xfail'] as const) {
      const comparison = compare([misfits('xfail', one)], [misfits(verdict, two)]);
      expect(comparison).toMatchObject({
        implementations: [{ changes: [{ direction: 'other' }], same: 0 }],
        isWorse: false,
      });
      expect(comparisonText(comparison)).toContain(
        'meaning on windows: failed, now fails otherwise (',
      );
      expect(
        compare([misfits('xfail', one)], [misfits(verdict, one)]).implementations,
      ).toMatchObject([{ changes: [], same: 1 }]);
    }
  });

  it('count a case that is gone as worse where it passed', () => {
    expect(compare([runs('pass')], []).isWorse).toBe(true);
  });

  it('keep updates of one name apart', () => {
    const twice = (second: Verdict): CaseResult => ({
      ...runs('pass'),
      updates: [
        { update: 'one', judgements: [judgement('runs', 'windows')] },
        { update: 'one', judgements: [judgement('runs', 'windows', second)] },
      ],
    });
    expect(compare([twice('pass')], [twice('fail')]).implementations[0]).toMatchObject({
      changes: [{ direction: 'worse' }],
      same: 1,
    });
  });

  it('say what else may explain a change', () => {
    const [one] = [implementationResult('mine', [runs('pass')])];
    const old = source('old.json', one);
    const other = { ...old.report, suite: '9.0.0' };
    expect(compareReports(old, { file: 'new.json', report: other }).notes).toEqual([
      expect.stringContaining("a change may be the suite's"),
    ]);
    const cut = source('new.json', { ...one, unjudged: 3 });
    expect(compareReports(old, cut).notes).toEqual([
      'new.json: the run of mine ended early (interrupted): 3 cases were not judged',
    ]);
  });

  it('say that a run fails because of a stale expectation', () => {
    const sound = implementationResult('mine', [runs('pass')]);
    const stale = { ...sound, stale: ['e.json: no judgement matches …'] };
    expect(compareReports(source('old.json', sound), source('new.json', stale)).notes).toEqual([
      'new.json: the run of mine fails: 1 stale expectation',
    ]);
  });

  it('match linkers by name, or the only two, and say which one is left out', () => {
    const a = implementationResult('a', [runs('pass')]);
    const b = implementationResult('b', [runs('fail')]);
    expect(compareReports(source('old', a), source('new', b)).isWorse).toBe(true);
    const both = compareReports(source('old', a), source('new', a, b));
    expect(both.implementations).toHaveLength(1);
    expect(both.notes).toEqual(['new: b is not in the other report, and is left out']);
    expect(() => compareReports(source('old', a, b), source('new'))).toThrow(
      'old judges a, b, and new nothing: no linker is in both',
    );
  });

  it('read as lines, worst first, and variants that changed alike on one', () => {
    const of = (verdict: Verdict): CaseResult =>
      caseResult('two', [
        [judgement('valid', 'windows', verdict), judgement('valid', 'linux-ext4', verdict)],
      ]);
    expect(comparisonText(compare([runs('fail'), of('pass')], [runs('pass'), of('fail')]))).toBe(
      [
        'mine (mine 1) → mine (mine 2)',
        '  worse: two, update 1, valid on windows, linux-ext4: passed, now fails (the reason)',
        '  better: hello, update 1, runs on windows: failed, now passes (the reason)',
        '2 worse, 1 better, 0 changed otherwise, 0 the same',
        '',
      ].join('\n'),
    );
  });

  it('read as groups of one likely cause, with an example, and line by line if asked', () => {
    const of = (name: string, ...places: readonly string[]): readonly CaseResult[] => {
      const update = (verdict: Verdict) => (place: string) => [
        judgement('valid', 'windows', verdict, verdict === 'pass' ? null : `off at ${place}`),
      ];
      return [
        caseResult(name, places.map(update('pass'))),
        caseResult(name, places.map(update('fail'))),
      ];
    };
    const pairs = [of('one', '0x1'), of('two', '0x2', '0x3'), of('three', '0x4')];
    const [before, after] = [0, 1].map((i) => pairs.flatMap((pair) => pair[i] ?? []));
    const compared = compare(before ?? [], after ?? []);
    const [, ...lines] = comparisonText(compared).trimEnd().split('\n');
    expect(lines).toEqual([
      '  worse: valid: passed, now fails (off at …): 4 updates of 3 cases',
      '    such as one, update 1, on windows: off at 0x1',
      '    also in two, three',
      '4 worse, 0 better, 0 changed otherwise, 0 the same',
    ]);
    const whole = comparisonText(compared, true);
    expect(whole.match(/^ {2}worse: /gm)).toHaveLength(4);
    expect(whole).toContain(
      '  worse: two, update 2, valid on windows: passed, now fails (off at 0x3)',
    );
  });
});
