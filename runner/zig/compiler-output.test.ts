import { differences } from './compiler-output';

describe('differences', () => {
  it('are none between equal lines', () => {
    expect(differences('line', ['a', 'b'], ['a', 'b'])).toEqual([]);
  });

  it('show what was expected and what was there', () => {
    expect(differences('line', ['a', 'b'], ['a', 'c', 'd'])).toEqual([
      '- line b',
      '+ line c',
      '+ line d',
    ]);
    expect(differences('line', ['a'], [])).toEqual(['- line a']);
  });
});
