import { create } from 'xmlbuilder2';
import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../judge/testing/case-results';
import type { ImplementationResult } from '../judge/result/case-result';
import { compareReports } from './compare-reports';
import { githubReport } from './github-report';
import { junitReport } from './junit-report';
import { jsonReport, makeReport } from './make-report';
import { mergeReports } from './merge-reports';
import { runReport } from './report-file';
import { tapReport } from './tap-report';
import { comparisonText } from './terminal/comparison-text';

const UNJUDGED = ['late', 'later'];

/** What a run says that judged `hello`, and two cases not. */
const cut = (ended: 'interrupted' | 'bail'): ImplementationResult => {
  const verdict = ended === 'bail' ? 'fail' : 'pass';
  return implementationResult(
    'mine',
    [caseResult('hello', [[judgement('runs', 'windows', verdict)]])],
    { unjudged: UNJUDGED.length, unjudgedCases: UNJUDGED, ended },
  );
};

/** What a run of all three cases says. */
const whole = (): ImplementationResult =>
  implementationResult(
    'mine',
    ['hello', 'late', 'later'].map((name) =>
      caseResult(name, [[judgement('valid', 'windows'), judgement('runs', 'windows')]]),
    ),
  );

const noLine = (): null => null;

describe.each([
  ['interrupted', 'interrupted'],
  ['bail', 'bailed after 1 failing case'],
] as const)('a run that ended early: %s', (ended, text) => {
  const report = makeReport([cut(ended)]);
  const sentence = `ended early (${text}): 2 cases were not judged`;

  it('does not hold, and its JSON says why and which cases it did not judge', () => {
    const json = runReport.parse(JSON.parse(jsonReport(report)));
    expect(json.holds).toBe(false);
    expect(json.implementations[0]).toMatchObject({
      holds: false,
      ended,
      unjudged: 2,
      unjudgedCases: UNJUDGED,
    });
  });

  it('is an error of JUnit, and the cases that it did not judge are skipped', () => {
    const { testsuites } = create(junitReport(report, noLine)).end({
      format: 'object',
    }) as unknown as {
      readonly testsuites: { readonly testsuite: readonly object[] };
    };
    expect(testsuites.testsuite[1]).toMatchObject({
      '@name': 'mine.the whole run',
      '@tests': '3',
      '@failures': '0',
      '@errors': '1',
      '@skipped': '2',
      testcase: [
        { '@name': 'judges every case', error: { '@message': sentence } },
        { '@name': 'late', skipped: { '@message': `not judged: ${text}` } },
        { '@name': 'later', skipped: { '@message': `not judged: ${text}` } },
      ],
    });
  });

  it('is not ok in TAP, and the cases that it did not judge are skipped', () => {
    const lines = tapReport(report).split('\n');
    expect(lines.slice(lines.indexOf('# Subtest: mine/the whole run'), -1)).toEqual([
      '# Subtest: mine/the whole run',
      '    1..3',
      `    not ok 1 - ${sentence}`,
      `    ok 2 - late # SKIP not judged: ${text}`,
      `    ok 3 - later # SKIP not judged: ${text}`,
      'not ok 2 - mine/the whole run',
    ]);
  });

  it('is the first annotation of GitHub', () => {
    expect(githubReport(report, noLine)).toMatch(`::error title=mine::${sentence}\n`);
  });

  it('is worse than one that judged these cases, and never the same', () => {
    const [old, now] = [
      { file: 'old', report: makeReport([whole()]) },
      { file: 'new', report },
    ];
    const comparison = compareReports(old, now);
    expect(comparison.isWorse).toBe(true);
    const printed = comparisonText(comparison);
    expect(printed).toContain(`note: new: the run of mine ${sentence}\n`);
    const reason = `(the run ended early (${text}))`;
    for (const name of ['late', 'later']) {
      expect(printed).toContain(
        `worse: ${name}: passed, now cannot be judged ${reason}, 2 judgements\n`,
      );
    }
  });

  it('does not become whole when it is merged, unless another run judged the rest', () => {
    const one = { file: 'one.json', report };
    const merged = mergeReports([one]);
    expect(merged.holds).toBe(false);
    expect(merged.implementations[0]).toMatchObject({
      ended,
      unjudged: 2,
      unjudgedCases: UNJUDGED,
    });
    const rest = makeReport([
      implementationResult(
        'mine',
        ['late', 'later'].map((name) => caseResult(name, [holding()])),
      ),
    ]);
    const both = mergeReports([one, { file: 'two.json', report: rest }]);
    expect(both.implementations[0]).not.toHaveProperty('unjudged');
    expect(both.holds).toBe(ended === 'interrupted');
  });
});

it('is not known to be whole where a report of an earlier version only counts what is missing', () => {
  const { unjudgedCases: _names, ...old } = cut('interrupted');
  const merged = mergeReports([
    { file: 'old.json', report: makeReport([old]) },
    { file: 'rest.json', report: makeReport([implementationResult('mine', [])]) },
  ]);
  expect(merged.holds).toBe(false);
  expect(merged.implementations[0]?.unjudged).toBe(2);
});
