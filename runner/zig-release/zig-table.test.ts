import { makeReport } from '../report/make-report';
import { caseResult, implementationResult, judgement } from '../judge/testing/case-results';
import { zigTable, type JudgedRelease } from './zig-table';
import type { CaseResult } from '../judge/result/case-result';

const others = { compiler: 6, wine: 3 };

const HELD = [
  judgement('outcome', 'incremental'),
  judgement('valid', 'incremental'),
  judgement('runs', 'incremental'),
  judgement('outcome', 'fresh'),
  judgement('same', 'incremental'),
  judgement('as-fresh', 'incremental'),
];
const STALE = [
  judgement('outcome', 'incremental'),
  judgement('runs', 'incremental', 'xfail', 'prints "a|b"'),
  judgement('outcome', 'fresh', 'fail', 'it crashed'),
  judgement('as-fresh', 'incremental', 'unsupported', 'nothing to compare'),
];

function judged(release: string, ...cases: readonly CaseResult[]): JudgedRelease {
  const [report] = makeReport([implementationResult(`zig-${release}`, cases)]).implementations;
  if (report === undefined) throw new TypeError('no report');
  return { release, report };
}

function table(...releases: readonly JudgedRelease[]): readonly string[] {
  return zigTable(releases, '2.0.0', new Set(['hello']), '2026-01-31').split('\n');
}

describe('the table of releases', () => {
  const hello = caseResult('hello', [HELD, HELD], { milliseconds: 10, others });
  const own = caseResult('own', [HELD, STALE], { milliseconds: 30, others });

  it('reports how many updates hold, and on which levels others do not', () => {
    const lines = table(judged('1.0.0', hello, own), judged('2.0.0', hello));
    expect(lines).toContain(
      '| case | 1.0.0 incremental | 1.0.0 fresh | 1.0.0 same | 1.0.0 as-fresh | 2.0.0 incremental | 2.0.0 fresh | 2.0.0 same | 2.0.0 as-fresh |',
    );
    expect(lines).toContain('| hello | 2 | 2 | 2 | 2 | 2 | 2 | 2 | 2 |');
    expect(lines).toContain('| own | 1/2: runs | 1/2: outcome | 1 | 1 | - | - | - | - |');
  });

  it('says which release is the newest', () => {
    expect(table(judged('1.0.0', hello)).join(' ')).toContain('newest release on PyPI was 2.0.0');
  });

  it('reports each failure, expected or not, with its reason', () => {
    const lines = table(judged('1.0.0', own));
    expect(lines).toContain('| 1.0.0 | own | update 2 | runs, incremental | prints "a\\|b" |');
    expect(lines).toContain('| 1.0.0 | own | update 2 | outcome, fresh | it crashed |');
    expect(table(judged('1.0.0', hello))).toContain('Nothing.');
  });

  it('reports what it took: the suite’s own share of all cases, and of upstream’s', () => {
    const lines = table(judged('1.0.0', hello, own));
    expect(lines).toContain('| time, all cases | 0.1 s |');
    expect(lines).toContain("| the suite's own share of it | 55.0 % |");
    expect(lines).toContain("| the suite's own share, upstream's 1 cases | 10.0 % |");
    expect(table(judged('1.0.0', caseResult('other', [HELD])))).toContain(
      "| the suite's own share of it | not known |",
    );
  });
});
