import { stripVTControlCharacters } from 'node:util';
import { caseResult, judgement } from '../../judge/testing/case-results';
import type { CaseResult } from '../../judge/result/case-result';
import { failureSummary } from './failure-summary';

const summary = (...results: readonly CaseResult[]): readonly string[] =>
  stripVTControlCharacters(failureSummary(results)).split('\n');

const fails = (reason: string, details: readonly string[] = []) =>
  judgement('valid', 'windows', 'fail', reason, details);

describe('the summary of failures', () => {
  it('is nothing where nothing fails', () => {
    expect(failureSummary([caseResult('a', [[judgement('valid', 'windows')]])])).toBe('');
  });

  it('has each group with its size, one example whole, and the other cases', () => {
    expect(
      summary(
        caseResult('a', [[fails('x at 0x1', ['long', 'detail'])], [fails('x at 0x2', ['detail'])]]),
        caseResult('b', [[fails('x at 0x3', ['long', 'detail'])], [fails('y')]]),
      ),
    ).toEqual([
      '2 groups of failures',
      '',
      '1. valid: x at … (3 updates of 2 cases)',
      'a, update 2, valid on windows: x at 0x2',
      '  detail',
      '  also in b',
      '',
      '2. valid: y (1 update of 1 case)',
      'b, update 2, valid on windows: y',
    ]);
  });

  it('names only some of many cases', () => {
    const cases = 'abcdefghi'.split('').map((name) => caseResult(name, [[fails('x')]]));
    expect(summary(...cases).at(-1)).toBe('  also in b, c, d, e, f, g and 2 cases more');
  });

  it('reports all hosts of an example at once', () => {
    const both = [fails('x'), judgement('valid', 'linux-ext4', 'fail', 'x')];
    expect(summary(caseResult('a', [both]))).toContain(
      'a, update 1, valid on windows and linux-ext4: x',
    );
  });
});
