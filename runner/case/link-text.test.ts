import { linkText } from './link-text';

const CASE = [
  '#target=x86_64-windows-selfhosted',
  '#update=first',
  '#file=main.zig',
  'pub fn main() void {}',
  '#link',
  'nav main.a',
  '    u8 1',
  '',
  'flush',
  '',
  '#expect_stdout="x"',
  '#update=second',
  '#file=main.zig',
  '',
  '#update=third',
  '#link',
  'flush',
];

it.each(['\n', '\r\n'])('is the text of the block, with its line (lines end with %j)', (end) => {
  const text = CASE.join(end);
  expect(linkText(text, 2)).toEqual({ line: 6, text: 'nav main.a\n    u8 1\n\nflush' });
  expect(linkText(text, 15)).toEqual({ line: 17, text: 'flush' });
});

it('is none where the update has no block, though a later one has', () => {
  expect(linkText(CASE.join('\n'), 12)).toBeNull();
});
