import { didYouMean, nearestName } from './nearest-name';

const CASES = ['hello', 'imports_grow', 'readme', 'dll'];

describe('the name that a misspelled one means', () => {
  it.each([
    ['helo', 'hello'],
    ['Readme', 'readme'],
    ['import_grow', 'imports_grow'],
    ['imports-grow', 'imports_grow'],
    ['dl', 'dll'],
  ])('%s means %s', (name, meant) => {
    expect(nearestName(name, CASES)).toBe(meant);
    expect(didYouMean(name, CASES)).toBe(` (did you mean ${meant}?)`);
  });

  it.each([['something'], [''], ['x']])('is not guessed where none is near: %j', (name) => {
    expect(nearestName(name, CASES)).toBeNull();
    expect(didYouMean(name, CASES)).toBe('');
  });

  it('is none where no name is known', () => {
    expect(nearestName('hello', [])).toBeNull();
  });
});
