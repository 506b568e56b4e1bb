import { fitMiddle, drawableText, textWidth } from './text-fit';

/** Of which each glyph is 6 px wide. */
const SIZE = 10;

describe('a text in a box', () => {
  it.each([
    ['kernel32.dll', 72, 'kernel32.dll'],
    ['kernel32.dll', 71, 'kerne…2.dll'],
    ['kernel32.dll', 70, 'kerne…2.dll'],
    ['kernel32.dll', 18, 'k…l'],
    ['kernel32.dll', 12, 'k…'],
    ['kernel32.dll', 6, '…'],
    ['kernel32.dll', 5, ''],
    ['kernel32.dll', -5, ''],
    ['', 0, ''],
  ])('%j is in %d px %j', (text, width, expected) => {
    const fitted = fitMiddle(text, SIZE, width);
    expect(fitted).toBe(expected);
    expect(textWidth(fitted, SIZE)).toBeLessThanOrEqual(Math.max(0, width));
  });
});

describe('a name', () => {
  it.each([
    ['main.List(u8, 4)~', 'main.List(u8, 4)~'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['"x\\n"', '"x\\n"'],
    ['\0\x7f', '\\u{0}\\u{7f}'],
    ['あ🙂', '\\u{3042}\\u{1f642}'],
    ['\ud800', '\\u{d800}'],
  ])('%j is shown as %j', (name, shown) => {
    expect(drawableText(name)).toBe(shown);
  });
});
