import { parseZigString, writeZigString } from './zig-string';

describe('a Zig string literal', () => {
  it.each([
    ['""', ''],
    ['"good morning\\n"', 'good morning\n'],
    ['"おはよう"', 'おはよう'],
    [String.raw`"\r\t\\\"\'"`, '\r\t\\"\''],
    [String.raw`"\x41\xe3\x81\x8a"`, 'Aお'],
    [String.raw`"\u{41}\u{1f600}"`, 'A😀'],
    [String.raw`"a\xffb"`, 'a\udcff' + 'b'],
    ['"Hello, `inline` World!"', 'Hello, `inline` World!'],
  ])('%s', (literal, text) => {
    expect(parseZigString(literal)).toBe(text);
  });

  it.each([
    ['no quotes', 'abc'],
    ['one quote', '"'],
    ['no end', '"abc'],
    ['a quote inside', '"a"b"'],
    ['an unknown escape', String.raw`"\q"`],
    ['half an escape', String.raw`"\x4"`],
    ['an escaped end', String.raw`"abc\"`],
    ['a code point out of range', String.raw`"\u{110000}"`],
  ])('is refused with %s', (_what, literal) => {
    expect(parseZigString(literal)).toBeNull();
  });

  it.each(['', 'a "word"\\\r\n', 'おは 😀', '\0\x80', 'a\udcff\udc80b', '\ufffd'])(
    'is read as it was written: %j',
    (text) => {
      expect(parseZigString(writeZigString(text))).toBe(text);
    },
  );
});
