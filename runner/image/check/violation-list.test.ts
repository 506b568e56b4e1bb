import type { Violation } from './violation';
import { PLACES_OF_A_RULE, TooManyViolations, ViolationList } from './violation-list';

function violation(rule: string, offset = 0): Violation {
  return { rule, grade: 'broken', source: '', offset, field: '', found: '', expected: '' };
}

describe('ViolationList', () => {
  it('keeps the first places of each rule', () => {
    const list = new ViolationList(1000);
    for (let i = 0; i < 500; i += 1) {
      list.add(violation('a', i));
      list.add(violation('b', i));
    }
    expect(list.violations).toHaveLength(2 * PLACES_OF_A_RULE);
    expect(list.violations.at(-1)).toEqual(violation('b', PLACES_OF_A_RULE - 1));
  });

  it('gives up when a rule is broken ten thousand times', () => {
    const list = new ViolationList(1000);
    for (let i = 0; i < 10_000; i += 1) list.add(violation('a'));
    expect(() => {
      list.add(violation('a'));
    }).toThrow(TooManyViolations);
    list.add(violation('b'));
    expect(list.violations.at(-1)?.rule).toBe('b');
  });

  it('has no place behind the end of the file', () => {
    const list = new ViolationList(10);
    list.add(violation('a', 11));
    expect(list.violations).toEqual([violation('a', 10)]);
  });
});
