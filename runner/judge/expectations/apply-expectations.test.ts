import { HOST_NAMES } from '../../../reference';
import { judgementsOf, type CaseResult, type Judgement } from '../result/case-result';
import { caseResult, holding, judgement } from '../testing/case-results';
import { applyExpectations, type ExpectedResults } from './apply-expectations';
import type { Expectation } from './expectation';

const FILE = 'expectations/x.json';
const FAILS = judgement('runs', 'windows', 'fail', 'exits with 5', ['a page fault']);

/** That the only update of "hello" does not run on windows. */
const EXPECTED: Expectation = {
  case: 'hello',
  update: 'update 1',
  variant: 'windows',
  level: 'runs',
  reason: 'a known bug',
};

function apply(
  expectations: readonly Expectation[],
  cases: readonly CaseResult[],
  isWhole = true,
  isPartial = false,
): ExpectedResults {
  const judged = { cases, variants: HOST_NAMES, isWhole, isPartial };
  return applyExpectations(judged, { file: FILE, expectations });
}

/** What is not just a pass. */
const told = ({ cases }: ExpectedResults): readonly Judgement[] =>
  cases.flatMap(judgementsOf).filter(({ verdict }) => verdict !== 'pass');

const HOLDS = caseResult('hello', [holding()]);
const BROKEN = caseResult('hello', [holding(HOST_NAMES, FAILS)]);

describe('an expectation', () => {
  it('makes an expected failure of a failure, which keeps what was found', () => {
    const { cases, stale } = apply([EXPECTED], [BROKEN]);
    expect(told({ cases, stale })).toEqual([
      {
        ...FAILS,
        verdict: 'xfail',
        reason: 'a known bug',
        details: ['exits with 5', 'a page fault'],
      },
    ]);
    expect(stale).toEqual([]);
  });

  it('gives its link along', () => {
    const link = 'https://example.org/1';
    expect(told(apply([{ ...EXPECTED, link }], [BROKEN]))[0]?.link).toBe(link);
  });

  it('fails what passes, and says what to do', () => {
    const { cases, stale } = apply([EXPECTED], [HOLDS]);
    expect(told({ cases, stale })).toEqual([
      expect.objectContaining({
        verdict: 'xpass',
        level: 'runs',
        variant: 'windows',
        reason: `holds, although a failure is expected: a known bug; remove the entry in ${FILE}`,
      }),
    ]);
    expect(stale).toEqual([]);
  });

  it.each([
    ['case', { case: 'two' }],
    ['update', { update: 'update 2' }],
    ['host', { variant: 'linux-ext4' }],
    ['level', { level: 'valid' }],
  ] as const)('is about nothing else: not of another %s', (_title, other) => {
    const failures = told(apply([{ ...EXPECTED, ...other }], [BROKEN]));
    expect(failures).toContainEqual(FAILS);
  });

  it.each([['update'], ['variant'], ['level']] as const)(
    'is about every %s, if it says *',
    (field) => {
      const verdicts = told(apply([{ ...EXPECTED, [field]: '*' }], [BROKEN])).map(
        ({ verdict }) => verdict,
      );
      expect(verdicts).toContain('xfail');
      expect(verdicts).not.toContain('fail');
    },
  );

  it('leaves what could not be judged, and is not stale by that', () => {
    const unsupported = judgement('runs', 'windows', 'unsupported', 'no Wine');
    const results = apply([EXPECTED], [caseResult('hello', [[unsupported]])]);
    expect(told(results)).toEqual([unsupported]);
    expect(results.stale).toEqual([]);
  });
});

describe('an expectation that says what fails', () => {
  const exits = (exitCode: number): Judgement => ({
    ...judgement('runs', 'windows', 'fail', `exits with ${exitCode}, expected 0`),
    run: { expected: { stdout: null, exitCode: 0 }, got: { stdout: null, exitCode } },
  });
  const misfits = (reason: string): Judgement => ({
    ...judgement('meaning', 'windows', 'fail', reason, ['a misfit']),
    cause: 'wrong-reference: REL32 is off by +0x1',
  });
  const verdictsOf = (entry: Partial<Expectation>, ...judged: readonly Judgement[]) =>
    told(apply([{ ...EXPECTED, ...entry }], [caseResult('hello', [judged])])).map(
      ({ verdict }) => verdict,
    );

  it('expects this failure, and no other in its place', () => {
    expect(verdictsOf({ failure: 'exits with 5' }, exits(5))).toEqual(['xfail']);
    expect(verdictsOf({ failure: 'exits with 5' }, exits(6))).toEqual(['fail']);
  });

  it('expects no further misfits beside those that it names', () => {
    const known = { level: 'meaning', failure: 'wrong-reference' } as const;
    expect(verdictsOf(known, misfits('wrong-reference'))).toEqual(['xfail']);
    expect(verdictsOf(known, misfits('wrong-reference, unused-import'))).toEqual(['fail']);
  });

  it('is stale where another entry expects what fails', () => {
    const known = { ...EXPECTED, failure: 'exits with 5' };
    const older = { ...EXPECTED, failure: 'exits with 6' };
    expect(apply([older, known], [BROKEN]).stale).toEqual([
      `${FILE}: no judgement matches case hello, update update 1, level runs on host windows, ` +
        'failure "exits with 6"; remove the entry',
    ]);
    // Where nothing can be judged, either may be right.
    const unsupported = judgement('runs', 'windows', 'unsupported', 'no Wine');
    const notRun = caseResult('hello', [holding(HOST_NAMES, unsupported)]);
    expect(apply([older, known], [notRun]).stale).toEqual([]);
  });

  it('says what was expected beside another failure, and is not stale', () => {
    const entry: Expectation = { ...EXPECTED, failure: 'exits with 5' };
    const results = apply([entry], [caseResult('hello', [[exits(6)]])]);
    expect(results.stale).toEqual([]);
    expect(told(results)[0]?.details).toEqual([
      `${FILE} expects another failure: exits with 5 (a known bug)`,
    ]);
  });

  it('fails what passes', () => {
    expect(verdictsOf({ failure: 'exits with 5' }, judgement('runs', 'windows'))).toEqual([
      'xpass',
    ]);
  });
});

describe('an expectation with a rule', () => {
  const invalid = (...rules: readonly string[]): Judgement => ({
    ...judgement('valid', 'windows', 'fail', `breaks ${rules.join(', ')}`),
    rules,
  });
  const about = (rule: NonNullable<Expectation['rule']>, name = '*'): Expectation => ({
    case: name,
    update: '*',
    variant: '*',
    level: 'valid',
    rule,
    reason: `known of ${rule}`,
  });
  const results = (...rules: readonly string[]): readonly CaseResult[] => [
    caseResult('hello', [holding(HOST_NAMES, invalid(...rules))]),
  ];
  const verdicts = (
    expectations: readonly Expectation[],
    ...rules: readonly string[]
  ): readonly string[] =>
    told(apply(expectations, results(...rules))).map(({ verdict }) => verdict);

  it('expects a failure of all cases for this rule alone', () => {
    const known = about('section-name-padded');
    expect(verdicts([known], 'section-name-padded')).toEqual(['xfail']);
    expect(verdicts([known], 'section-name-padded', 'sections-adjacent')).toEqual(['fail']);
    expect(verdicts([known], 'sections-adjacent')).toEqual(['fail']);
  });

  it('expects one for several rules together with others', () => {
    const known = [about('section-name-padded'), about('sections-adjacent', 'hello')];
    expect(verdicts(known, 'section-name-padded', 'sections-adjacent')).toEqual(['xfail']);
    const other = [about('section-name-padded'), about('sections-adjacent', 'other')];
    expect(verdicts(other, 'section-name-padded', 'sections-adjacent')).toEqual(['fail']);
  });

  it('lets images keep the rule, and is stale if all of a whole run do', () => {
    const known = [about('section-name-padded')];
    expect(told(apply(known, [HOLDS]))).toEqual([]);
    expect(apply(known, results('section-name-padded')).stale).toEqual([]);
    expect(apply(known, [HOLDS], false).stale).toEqual([]);
    expect(apply(known, [HOLDS]).stale).toEqual([
      `${FILE}: no judgement matches case *, update *, level valid, rule section-name-padded on any ` +
        'host or mode; remove the entry',
    ]);
  });
});

describe('a stale expectation', () => {
  const stale = (
    change: Partial<Expectation>,
    cases: readonly CaseResult[] = [HOLDS],
    isWhole = true,
  ): readonly string[] => apply([{ ...EXPECTED, ...change }], cases, isWhole).stale;

  it('is about an update that there is not', () => {
    expect(stale({ update: 'update 7' })).toEqual([
      `${FILE}: no judgement matches case hello, update update 7, level runs on host windows; ` +
        'remove the entry',
    ]);
  });

  it('is not one about another update, if only some were judged', () => {
    const other = { ...EXPECTED, update: 'update 7' };
    expect(apply([other], [HOLDS], true, true).stale).toEqual([]);
  });

  it('is about a case that there is not, if all cases were judged', () => {
    expect(stale({ case: 'gone' })).toHaveLength(1);
    expect(stale({ case: 'gone' }, [HOLDS], false)).toEqual([]);
  });

  it('is not one about a host that was not judged', () => {
    expect(stale({ variant: 'incremental' })).toEqual([]);
  });

  it('is not one about a level that was judged nowhere, as runs without Wine', () => {
    expect(stale({}, [caseResult('hello', [[judgement('bytes', 'windows')]])])).toEqual([]);
  });

  it('is not one of a case that was refused', () => {
    expect(stale({}, [caseResult('hello', [], { refusal: 'hello.incr:1: why' })])).toEqual([]);
  });

  it('is not one that a wider entry covers as well', () => {
    const wide: Expectation = { ...EXPECTED, update: '*' };
    expect(apply([wide, EXPECTED], [BROKEN]).stale).toEqual([]);
  });
});
