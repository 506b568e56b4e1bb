import { slowTest } from '../../reference/testing/slow-test';
import { textParts } from './text-parts';

describe('what two texts have in common', () => {
  it('is all of them if they are the same', () => {
    expect(textParts('a b\n', 'a b\n')).toEqual([['both', 'a b\n']]);
  });

  it('is what stands around a difference', () => {
    expect(textParts('good morning\n', 'good evening\n')).toEqual([
      ['both', 'good '],
      ['expected', 'morning'],
      ['got', 'evening'],
      ['both', '\n'],
    ]);
  });

  it('has blanks and line ends that only one has', () => {
    expect(textParts('a b\n', 'a  b')).toEqual([
      ['both', 'a'],
      ['expected', ' '],
      ['got', '  '],
      ['both', 'b'],
      ['expected', '\n'],
    ]);
  });

  it('tells bytes apart that are not UTF-8', () => {
    expect(textParts('a \udcff', 'a \udc80')).toEqual([
      ['both', 'a \\'],
      ['expected', 'xff'],
      ['got', 'x80'],
    ]);
  });

  it('is nothing if one is empty', () => {
    expect(textParts('a', '')).toEqual([['expected', 'a']]);
    expect(textParts('', '')).toEqual([]);
  });

  slowTest('is not sought for long', () => {
    const words = (step: number): string =>
      Array.from({ length: 20_000 }, (_unused, index) => (index * step) % 9973).join(' ');
    const parts = textParts(words(7), words(11));
    expect(parts.map(([side]) => side)).toEqual(['expected', 'got']);
  });
});
