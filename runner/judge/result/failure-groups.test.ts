import { caseResult, judgement } from '../testing/case-results';
import type { Judgement } from './case-result';
import { failureCause } from './failure-cause';
import { failureGroups } from './failure-groups';

const fails = (
  reason: string,
  details: readonly string[] = [],
  level: Judgement['level'] = 'valid',
) => judgement(level, 'windows', 'fail', reason, details);

/** A run that was to print "hi" and exit with 0. */
const ran = (stdout: string, exitCode: number | null): Judgement => ({
  ...fails('a reason', [], 'runs'),
  run: { expected: { stdout: 'hi\n', exitCode: 0 }, got: { stdout, exitCode } },
});

describe('the cause of a failure', () => {
  it('is the reason without what differs from place to place', () => {
    expect(failureCause(fails('f "a \\" b" is at 0x1f40, of 24576 bytes'))).toBe(
      'f … is at …, of … bytes',
    );
  });

  it('is the reason without the command that mends it, which may name the case', () => {
    const reason = 'there is no golden; accept one with: npx coff2 goldens cases/NAME.incr';
    expect(failureCause(fails(reason))).toBe('there is no golden');
  });

  it('keeps small numbers, which tell kinds apart', () => {
    expect(failureCause(fails('crash: exit code 3'))).toBe('crash: exit code 3');
  });

  it.each([
    ['hi\n', 0xc000_0005, 'exits with 0xc0000005 (access violation)'],
    ['', 0, 'prints nothing'],
    ['ho\n', 1, 'prints another text, exits with 1'],
    ['hi\n', null, 'does not end by itself'],
    ['hi\n', 0, 'crashes'],
  ])('of a run is how it differs: %j, %j', (stdout, exitCode, cause) => {
    expect(failureCause(ran(stdout, exitCode))).toBe(cause);
  });

  it('is what the level says it is', () => {
    expect(failureCause({ ...fails('a reason'), cause: 'misaligned' })).toBe('misaligned');
  });
});

describe('failures in groups', () => {
  it('are none where all passes, or fails as expected', () => {
    expect(
      failureGroups([caseResult('a', [[judgement('valid', 'windows', 'xfail', 'a known bug')]])]),
    ).toEqual([]);
  });

  it('are together if level and cause are the same, counted by cases and updates', () => {
    const cases = [
      caseResult('a', [[fails('at 0x10')], [fails('at 0x20'), fails('at 0x30')]]),
      caseResult('b', [[fails('at 0x40')]]),
    ];
    expect(failureGroups(cases)).toMatchObject([{ cause: 'at …', cases: 2, updates: 3 }]);
  });

  it.each([
    ['levels', fails('at 0x10', [], 'meaning')],
    ['causes', fails('in 0x10')],
    ['verdicts', judgement('valid', 'windows', 'xpass', 'at 0x10')],
  ])('are apart if their %s differ', (_title, other) => {
    expect(failureGroups([caseResult('a', [[fails('at 0x10'), other]])])).toHaveLength(2);
  });

  it('of a linker without an image are one, whatever the levels', () => {
    const crash = (level: Judgement['level']): Judgement => ({
      ...fails('crash', [], level),
      outcome: 'crash',
    });
    expect(failureGroups([caseResult('a', [[crash('valid'), crash('runs')]])])).toMatchObject([
      { levels: ['valid', 'runs'], updates: 1 },
    ]);
  });

  it('begin with what most cases have', () => {
    const cases = [
      caseResult('a', [[fails('rare')], [fails('rare')], [fails('common')]]),
      caseResult('b', [[fails('common')]]),
    ];
    expect(failureGroups(cases).map(({ cause }) => cause)).toEqual(['common', 'rare']);
  });

  it('have as an example what is explained in the fewest lines, and is no consequence', () => {
    const cases = [
      caseResult('a', [[fails('x', ['1', '2'])]]),
      caseResult('b', [[{ ...fails('x'), isConsequence: true }], [fails('x', ['1'])]]),
    ];
    expect(failureGroups(cases)[0]?.example).toMatchObject({ result: { name: 'b' }, index: 1 });
  });
});
