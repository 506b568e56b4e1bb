import { HOST_NAMES } from '../../../reference';
import { caseResult, holding, judgement } from '../testing/case-results';
import { applyExpectations } from './apply-expectations';
import type { Expectation } from './expectation';
import { suggestExpectations } from './suggest-expectations';

const fails = (host: (typeof HOST_NAMES)[number], reason = 'another image') =>
  judgement('bytes', host, 'fail', reason);

describe('suggested expectations', () => {
  it('are none where all holds', () => {
    expect(suggestExpectations([caseResult('hello', [holding()])], [])).toEqual([]);
  });

  it('keep what is known of a rule, which covers its failures', () => {
    const known: Expectation = {
      case: '*',
      update: '*',
      variant: '*',
      level: 'valid',
      rule: 'section-name-padded',
      reason: 'known',
    };
    const fails = {
      ...judgement('valid', 'windows', 'fail', 'breaks it'),
      rules: [known.rule ?? ''],
    };
    const judged = { variants: HOST_NAMES, isWhole: true, isPartial: false };
    const before = [caseResult('hello', [holding(HOST_NAMES, fails)])];
    const file = { file: 'x.json', expectations: [known] };
    const { cases } = applyExpectations({ ...judged, cases: before }, file);
    expect(suggestExpectations(cases, [known])).toEqual([known]);
  });

  it('are an entry for what fails on one host', () => {
    const cases = [caseResult('hello', [holding(), holding(HOST_NAMES, fails('windows'))])];
    expect(suggestExpectations(cases, [])).toEqual([
      {
        case: 'hello',
        update: 'update 2',
        variant: 'windows',
        level: 'bytes',
        failure: 'another image',
        reason: 'another image',
      },
    ]);
  });

  it('are one entry for what fails on all hosts for one reason', () => {
    const all = HOST_NAMES.map((host) => fails(host));
    expect(suggestExpectations([caseResult('hello', [holding(HOST_NAMES, ...all)])], [])).toEqual([
      {
        case: 'hello',
        update: 'update 1',
        variant: '*',
        level: 'bytes',
        failure: 'another image',
        reason: 'another image',
      },
    ]);
  });

  it('are as many entries as there are reasons', () => {
    const all = HOST_NAMES.map((host) => fails(host, `on ${host}`));
    const cases = [caseResult('hello', [holding(HOST_NAMES, ...all)])];
    expect(suggestExpectations(cases, []).map(({ variant, reason }) => [variant, reason])).toEqual(
      HOST_NAMES.map((host) => [host, `on ${host}`]),
    );
  });

  it('make the run hold from which they come', () => {
    const broken = [
      judgement('valid', 'windows', 'fail', 'breaks x'),
      ...HOST_NAMES.map((host) => fails(host)),
      judgement('runs', 'linux-ext4', 'fail', 'exits with 5'),
    ];
    const cases = [caseResult('hello', [holding(HOST_NAMES, ...broken), holding()])];
    const expectations = suggestExpectations(cases, []);
    const after = applyExpectations(
      { cases, variants: HOST_NAMES, isWhole: true, isPartial: false },
      { file: 'x.json', expectations },
    );
    const verdicts = after.cases.flatMap(({ updates }) =>
      updates.flatMap(({ judgements }) => judgements.map(({ verdict }) => verdict)),
    );
    expect(new Set(verdicts)).toEqual(new Set(['pass', 'xfail']));
    expect(after.stale).toEqual([]);
  });

  describe('beside those that there are', () => {
    const known: Expectation = {
      case: 'hello',
      update: 'update 1',
      variant: '*',
      level: 'bytes',
      reason: 'a known bug',
      link: 'https://example.org/1',
    };
    const appliedTo = (
      expectations: readonly Expectation[],
      ...judgements: Parameters<typeof holding>[1][]
    ) =>
      applyExpectations(
        {
          cases: [caseResult('hello', [holding(HOST_NAMES, ...judgements)])],
          variants: HOST_NAMES,
          isWhole: true,
          isPartial: false,
        },
        { file: 'x.json', expectations },
      ).cases;
    const applied = (...judgements: Parameters<typeof holding>[1][]) =>
      appliedTo([known], ...judgements);

    it('keep reason and link of what still fails', () => {
      const cases = applied(...HOST_NAMES.map((host) => fails(host)));
      expect(suggestExpectations(cases, [known])).toEqual([known]);
    });

    it('keep what each says that fails, also where a reason is that of several', () => {
      const on = (variant: (typeof HOST_NAMES)[number], failure: string): Expectation => ({
        ...known,
        variant,
        failure,
      });
      const two = [on('linux-ext4', 'one'), on('windows', 'two')];
      const cases = appliedTo(two, fails('linux-ext4', 'one'), fails('windows', 'two'));
      expect(suggestExpectations(cases, two)).toEqual(two);
    });

    it('are others where something else fails', () => {
      const one = { ...known, failure: 'another size' };
      const cases = appliedTo([one], ...HOST_NAMES.map((host) => fails(host)));
      const { link: _link, ...rest } = known;
      expect(suggestExpectations(cases, [one])).toEqual([
        { ...rest, failure: 'another image', reason: 'another image' },
      ]);
    });

    it('drop what holds now', () => {
      expect(suggestExpectations(applied(), [known])).toEqual([]);
    });

    it('keep what is about cases that were not judged', () => {
      expect(suggestExpectations([caseResult('two', [holding()])], [known])).toEqual([known]);
    });

    it('leave what the case itself expects to the case', () => {
      const own = judgement('runs', 'windows', 'xfail', 'the case says so');
      expect(suggestExpectations(applied(own), [])).toEqual([]);
    });
  });
});
