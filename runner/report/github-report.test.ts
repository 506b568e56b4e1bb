import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../judge/testing/case-results';
import * as path from 'node:path';
import type { CaseResult, Judgement } from '../judge/result/case-result';
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

  it('have the cause and the first detail where the reason is only a kind', () => {
    const wrong = {
      ...judgement('meaning', 'windows', 'fail', 'wrong-reference'),
      cause: 'REL32_1 is off by +0x1',
      details: ['main.f+0x3: leads to main.g+0x1', 'more'],
    };
    expect(report(caseResult('a', [[wrong]]))).toContain(
      '::meaning on windows: wrong-reference: REL32_1 is off by +0x1%0Amain.f+0x3: leads to main.g+0x1\n',
    );
  });

  it('say a kind once where the cause begins with it', () => {
    const wrong = {
      ...judgement('meaning', 'windows', 'fail', 'wrong-reference'),
      cause: 'wrong-reference: REL32_1 is off by +0x1',
    };
    expect(report(caseResult('a', [[wrong]]))).toContain(
      '::meaning on windows: wrong-reference: REL32_1 is off by +0x1\n',
    );
  });

  it('have stale expectations among those that GitHub shows, however many failures there are', () => {
    const failing = Array.from({ length: 12 }, () => [judgement('valid', 'windows', 'fail')]);
    const stale = ['e.json: no judgement matches one', 'e.json: no judgement matches two'];
    const run = makeReport([implementationResult('x', [caseResult('a', failing)], { stale })]);
    const [first] = githubReport(run, () => 1).split('\n');
    expect(first).toBe(
      '::error title=x::e.json: no judgement matches one%0Ae.json: no judgement matches two',
    );
  });

  it('begin with cases that GitHub can show, and go on with an example of each cause', () => {
    const failing = (reason: string): Judgement => judgement('valid', 'windows', 'fail', reason);
    const suite = { file: path.resolve('node_modules/coff2-conformance/cases/a.incr') };
    const own = { file: path.resolve('tests/mine.incr') };
    const many = Array.from({ length: 12 }, () => [failing('one')]);
    const lines = report(
      caseResult('a', [...many, [failing('two')]], suite),
      caseResult('mine', [[failing('one')]], own),
    ).split('\n');
    expect(lines[0]).toMatch(/^::error file=tests\/mine\.incr,/);
    expect(lines.slice(1, 3).map((line) => line.split(': ').at(-1))).toEqual(['one', 'two']);
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
