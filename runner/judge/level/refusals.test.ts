import { programOf } from '../../case/testing/program-of';
import type { LinkFailure } from '../../linker/implementation';
import { judgedRefusal, Refusals } from './refusals';

const REFUSED: LinkFailure = { kind: 'failure', outcome: 'refused', reason: 'no', details: ['x'] };
const CALL = { reloc: { nav: 'main.gone' }, type: 'REL32' };
const FUNCTION = { op: 'updateFunc', nav: 'main.f', type: 'T', content: ['e800000000', CALL] };
const GONE = { op: 'updateNav', nav: 'main.gone', type: 'T', align: 1, content: ['00'] };
const NOT_JUDGED = {
  ...REFUSED,
  outcome: 'unsupported',
  reason: 'the program refers to main.gone, which nothing defines, and the linker refuses it: no',
};

describe('a refusal', () => {
  it('is not judged where the program refers to what nothing defines', () => {
    expect(judgedRefusal(REFUSED, programOf([FUNCTION]))).toEqual(NOT_JUDGED);
  });

  it('counts where all is defined', () => {
    expect(judgedRefusal(REFUSED, programOf([FUNCTION, GONE]))).toBe(REFUSED);
  });

  it.each(['crash', 'timeout', 'protocol', 'unsupported'] as const)(
    'is none, whatever the program is: %s',
    (outcome) => {
      const failure = { ...REFUSED, outcome };
      expect(judgedRefusal(failure, programOf([FUNCTION]))).toBe(failure);
    },
  );

  it('counts in later updates as in its own', () => {
    const [early, late] = [programOf([FUNCTION]), programOf([FUNCTION, GONE])];
    const refusals = new Refusals();
    expect(refusals.judged(REFUSED, early)).toEqual(NOT_JUDGED);
    expect(refusals.judged(REFUSED, late)).toEqual(NOT_JUDGED);
    const other = { ...REFUSED };
    expect(refusals.judged(other, late)).toBe(other);
    expect(refusals.judged(other, early)).toBe(other);
  });
});
