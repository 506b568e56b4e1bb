import { caseOutline } from './case-outline';

describe('the outline of a case', () => {
  it('is its first sentence, over several lines, and the number of its updates', () => {
    const text =
      '// One thing,\n// and 1.5 others. More.\n#target=x\n#update=a\n#link\n#update=b\n';
    expect(caseOutline(text)).toEqual({
      updates: 2,
      isLinked: true,
      summary: 'One thing, and 1.5 others.',
    });
  });

  it('is the whole comment if that has no full stop', () => {
    expect(caseOutline('// One thing\r\n#update=a\r\n')).toEqual({
      updates: 1,
      isLinked: false,
      summary: 'One thing',
    });
  });

  it.each([['#update=a\n// later\n'], [''], ['//']])(
    'has no sentence without a comment: %j',
    (text) => {
      expect(caseOutline(text).summary).toBe('');
    },
  );
});
