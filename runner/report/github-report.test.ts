import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../judge/testing/case-results';
import type { CaseResult } from '../judge/result/case-result';
import { githubReport } from './github-report';
import { makeReport } from './make-report';

const report = (...cases: readonly CaseResult[]): string =>
  githubReport(makeReport([implementationResult('mine', cases)]), (_file, update) =>
    update === 'update 2' ? 40 : 1,
  );

describe('the annotations of a run', () => {
  it('are none where all holds or fails as expected', () => {
    const expected = judgement('runs', 'windows', 'xfail');
    expect(report(caseResult('a', [holding(), holding(undefined, expected)]))).toBe('');
  });

  it('name the file and the line of an update that fails, with all that is wrong', () => {
    const failures = [
      judgement('runs', 'windows', 'fail', 'prints "50%", expected "a, b: c"'),
      judgement('meaning', 'windows', 'xpass', 'holds'),
    ];
    expect(report(caseResult('a', [holding(), failures]))).toBe(
      '::error file=cases/a.incr,line=40,title=mine%3A a%2C update 2' +
        '::runs on windows: prints "50%25", expected "a, b: c"%0Ameaning on windows: holds\n',
    );
  });

  it('name the file of a case that is refused', () => {
    expect(report(caseResult('a', [], { refusal: 'a.incr:3: no op' }))).toBe(
      '::error file=cases/a.incr,line=1,title=a::a.incr:3: no op\n',
    );
  });

  it('are ten at most: the last says how many more there are', () => {
    const failing = [judgement('valid', 'windows', 'fail')];
    const lines = report(
      caseResult(
        'a',
        Array.from({ length: 12 }, () => failing),
      ),
    ).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[9]).toMatch(/^::error::and 3 more failures/);
  });
});
