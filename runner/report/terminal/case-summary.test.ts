import { stripVTControlCharacters } from 'node:util';
import { HOST_NAMES } from '../../../reference';
import { caseResult, holding, judgement } from '../../judge/testing/case-results';
import type { CaseResult, Judgement } from '../../judge/result/case-result';
import { caseProblems, caseSummary, levelSummary, unsupportedReasons } from './case-summary';

function problems(...judgements: readonly Judgement[]): readonly string[] {
  const text = stripVTControlCharacters(caseProblems([caseResult('hello', [judgements])]));
  return text === '' ? [] : text.split('\n');
}

function summary(...results: readonly CaseResult[]): string {
  return stripVTControlCharacters(caseSummary(results, HOST_NAMES));
}

describe('the problems of a run', () => {
  it('are none where all passes', () => {
    expect(problems(...holding())).toEqual([]);
  });

  it('are reported with their place and with what explains them', () => {
    expect(
      problems(judgement('runs', 'windows', 'fail', 'exits with 5', ['a page fault', 'at 0x1000'])),
    ).toEqual(['hello, update 1, runs on windows: exits with 5', '  a page fault', '  at 0x1000']);
  });

  it('are reported once where they are alike, with all their places', () => {
    expect(
      problems(
        judgement('bytes', 'linux-ext4', 'fail', 'no golden'),
        judgement('nodes', 'linux-ext4', 'fail', 'no golden'),
        judgement('picture', 'linux-tmpfs'),
        judgement('runs', 'windows', 'fail', 'no golden'),
      ),
    ).toEqual(['hello, update 1, bytes and nodes on linux-ext4, runs on windows: no golden']);
  });

  it.each([
    ['reasons', judgement('bytes', 'windows', 'fail', 'another image')],
    ['details', judgement('bytes', 'windows', 'fail', 'no golden', ['a detail'])],
    ['verdicts', judgement('bytes', 'windows', 'xpass', 'no golden')],
  ])('are told apart where their %s differ', (_title, other) => {
    const lines = problems(judgement('bytes', 'linux-ext4', 'fail', 'no golden'), other);
    expect(lines.filter((line) => line.startsWith('hello, '))).toHaveLength(2);
  });

  it('are reported for each update by itself', () => {
    const fails = [judgement('bytes', 'windows', 'fail', 'no golden')];
    const text = caseProblems([caseResult('hello', [fails, holding(), fails])]);
    expect(stripVTControlCharacters(text).split('\n')).toEqual([
      'hello, update 1, bytes on windows: no golden',
      'hello, update 3, bytes on windows: no golden',
    ]);
  });

  it('leave out failures where these are told otherwise, and nothing else', () => {
    const refused = caseResult('bad', [], { refusal: 'bad.incr:1: expected a #target' });
    const judgements = [
      judgement('bytes', 'windows', 'fail', 'no golden'),
      judgement('runs', 'windows', 'xfail', 'a known bug'),
    ];
    const text = caseProblems([refused, caseResult('hello', [judgements])], 'no failures');
    expect(stripVTControlCharacters(text).split('\n')).toEqual([
      'bad: bad.incr:1: expected a #target',
      'hello, update 1, runs on windows: fails as expected: a known bug',
    ]);
  });

  it('have what passes though it should fail', () => {
    expect(problems(judgement('runs', 'windows', 'xpass', 'runs, though it should not'))).toEqual([
      'hello, update 1, runs on windows: runs, though it should not',
    ]);
  });

  it('have a line, and no more, for what fails as expected', () => {
    expect(problems(judgement('runs', 'windows', 'xfail', 'a known bug', ['a detail']))).toEqual([
      'hello, update 1, runs on windows: fails as expected: a known bug',
    ]);
  });

  it('report once what fails as expected for one reason, whatever was found', () => {
    expect(
      problems(
        judgement('runs', 'linux-ext4', 'xfail', 'a known bug', ['at 0x1000']),
        judgement('runs', 'windows', 'xfail', 'a known bug', ['at 0x2000']),
      ),
    ).toEqual(['hello, update 1, runs on linux-ext4 and windows: fails as expected: a known bug']);
  });

  it('do not have what cannot be judged here: the summary tells why', () => {
    expect(problems(judgement('runs', 'windows', 'unsupported', 'no Wine'))).toEqual([]);
  });

  it('do not repeat in later updates why there is no image', () => {
    const crash = [judgement('bytes', 'windows', 'fail', 'crash: exit code 1')];
    const since = judgement('bytes', 'windows', 'fail', 'no image since an earlier update: crash');
    const later = [{ ...since, isConsequence: true as const }];
    const text = caseProblems([caseResult('hello', [crash, later, later])]);
    expect(stripVTControlCharacters(text)).toBe(
      'hello, update 1, bytes on windows: crash: exit code 1',
    );
  });

  it('have the reason why a case was refused', () => {
    const refused = caseResult('broken', [], { refusal: 'cases/broken.incr:3: expected ...' });
    expect(stripVTControlCharacters(caseProblems([refused]))).toBe(
      'broken: cases/broken.incr:3: expected ...',
    );
  });
});

describe('the summary of a run', () => {
  const update = holding();
  const withRun = (
    verdict: 'fail' | 'xfail' | 'xpass' | 'unsupported',
    reason = 'why',
  ): CaseResult =>
    caseResult('hello', [
      update,
      holding(HOST_NAMES, judgement('runs', 'windows', verdict, reason)),
    ]);

  it('counts cases, updates and judgements', () => {
    expect(summary(caseResult('hello', [update, update]), caseResult('two', [update]))).toBe(
      '2 of 2 cases hold on linux-ext4, linux-tmpfs, windows: 3 updates, 48 judgements passed',
    );
  });

  it.each([
    ['1 failed', withRun('fail')],
    ['1 passed unexpectedly', withRun('xpass')],
  ])('counts no case that has %s', (told, result) => {
    expect(summary(result, caseResult('two', [update]))).toBe(
      '1 of 2 cases hold on linux-ext4, linux-tmpfs, windows: ' +
        `3 updates, 47 judgements passed, ${told}`,
    );
  });

  it('counts no case that was refused', () => {
    expect(summary(caseResult('hello', [], { refusal: 'hello.incr:1: why' }))).toMatch(
      /^0 of 1 cases hold on .*: 0 updates, 0 judgements passed$/,
    );
  });

  it('counts a case that fails as expected, and says so', () => {
    expect(summary(withRun('xfail'))).toMatch(
      /^1 of 1 cases hold .* 31 judgements passed, 1 failed as expected$/,
    );
  });

  it('counts what cannot be judged by itself, never as passed, with the reason', () => {
    const results = [withRun('unsupported', 'no Wine'), withRun('unsupported', 'no Wine')];
    expect(summary(...results)).toMatch(/ 62 judgements passed, 2 UNSUPPORTED: no Wine$/);
    expect(unsupportedReasons(results)).toEqual([]);
  });

  it('leaves several reasons to a line for each', () => {
    const noWine = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      caseResult(name, [[judgement('runs', 'windows', 'unsupported', 'no Wine')]]),
    );
    const results = [...noWine, withRun('unsupported', 'no kernel')];
    expect(summary(...results)).toMatch(/, 6 UNSUPPORTED$/);
    expect(unsupportedReasons(results).map(stripVTControlCharacters)).toEqual([
      'UNSUPPORTED, 5 of a, b, c and 2 more: no Wine',
      'UNSUPPORTED, 1 of hello: no kernel',
    ]);
  });
});

describe('reasons that differ in what to do alone', () => {
  it('are one, with the advice for the first case', () => {
    const results = ['a', 'b', 'c', 'd'].map((name) =>
      caseResult(name, [
        [
          judgement(
            'bytes',
            'windows',
            'unsupported',
            `there are no goldens; accept with: new ${name}`,
          ),
        ],
      ]),
    );
    expect(unsupportedReasons(results)).toEqual([]);
    expect(summary(...results)).toMatch(
      /, 4 UNSUPPORTED: there are no goldens; of a, accept with: new a$/,
    );
    const noWine = caseResult('hello', [
      [judgement('runs', 'windows', 'unsupported', 'no Wine; install it')],
    ]);
    expect(unsupportedReasons([...results, noWine]).map(stripVTControlCharacters)).toEqual([
      'UNSUPPORTED, 4 of a, b, c and 1 more: there are no goldens; of a, accept with: new a',
      'UNSUPPORTED, 1 of hello: no Wine; install it',
    ]);
  });
});

describe('how far cases conform', () => {
  it('is reported level by level, and where it goes wrong first', () => {
    const results = [
      caseResult('hello', [holding()]),
      caseResult('two', [
        holding(HOST_NAMES, judgement('meaning', 'windows', 'xfail')),
        holding(HOST_NAMES, judgement('nodes', 'windows', 'fail')),
      ]),
    ];
    expect(levelSummary(results)).toBe(
      'valid 9/9, runs 9/9, meaning 8/9, nodes 8/9, bytes 9/9, picture 3/3; ' +
        'first failure: two, update 2, nodes on windows',
    );
  });

  it('does not count what could not be judged', () => {
    const results = [caseResult('x', [[judgement('runs', 'windows', 'unsupported')]])];
    expect(levelSummary(results)).toBe('');
  });
});

describe('the summary of a run that judged less than it should', () => {
  const unsupported = caseResult('nothing', [[judgement('valid', 'windows', 'unsupported', 'no')]]);

  it('does not count a case without a judgement among those that hold', () => {
    expect(summary(caseResult('hello', [holding()]), unsupported)).toMatch(
      /^1 of 2 cases hold on .* \(1 could not be judged\): .*, 1 UNSUPPORTED: no$/,
    );
  });

  it('begins with stale expectations, which fail the run', () => {
    const stale = ['e.json: no judgement matches …', 'e.json: another'];
    const text = caseSummary([caseResult('hello', [holding()])], HOST_NAMES, { stale });
    expect(stripVTControlCharacters(text)).toMatch(
      /^the run fails: 2 stale expectations, 1 of 1 cases hold on /,
    );
  });

  it('counts what an interrupted run did not come to', () => {
    const text = caseSummary([caseResult('hello', [holding()])], HOST_NAMES, { unjudged: 3 });
    expect(stripVTControlCharacters(text)).toMatch(
      /^ended early \(interrupted\): 3 cases were not judged, 1 of 4 cases hold on /,
    );
  });
});
