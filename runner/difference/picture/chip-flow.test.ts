import { type Chip } from './chip';
import { flowChips } from './chip-flow';

/** Of which each glyph is 6 px wide; a chip has 5 px at either end, and 5 px before the next one. */
const SIZE = 10;

const chip = (text: string): Chip => ({ kind: 'new', text });

function flowed(texts: readonly string[], width: number): string[][] {
  return flowChips(texts.map(chip), width, SIZE).map((line) => line.map(({ text }) => text));
}

describe('chips', () => {
  it.each<[number, string[][]]>([
    [300, [['new', 'moved', 'grown']]],
    [118, [['new', 'moved', 'grown']]],
    [117, [['new', 'moved'], ['grown']]],
    [72, [['new'], ['moved'], ['grown']]],
  ])('in %d px are on lines %j', (width, lines) => {
    expect(flowed(['new', 'moved', 'grown'], width)).toEqual(lines);
  });

  it('that are wider than a line are cut in the middle', () => {
    expect(flowed(['new', 'moved 0x40 → 0x60'], 64)).toEqual([['new'], ['move…0x60']]);
  });

  it('that are none take no line', () => {
    expect(flowed([], 64)).toEqual([]);
  });
});
