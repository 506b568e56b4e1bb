import { fc } from '../../reference/testing/properties';
import { losslessText, quotedText, shownText } from './lossless-text';

describe('text that loses nothing', () => {
  it.each([
    ['text', Buffer.from('hällo おは 😀\r\n'), 'hällo おは 😀\r\n'],
    ['a replacement character that was printed', Buffer.from('\ufffd'), '\ufffd'],
    ['a byte order mark', Buffer.from('\ufeffa'), '\ufeffa'],
    ['a byte that is not UTF-8', Buffer.from('61ff62', 'hex'), 'a\udcff' + 'b'],
    ['a sequence that ends early', Buffer.from('e381', 'hex'), '\udce3\udc81'],
    [
      'a sequence that something else follows',
      Buffer.from('f09f9861', 'hex'),
      '\udcf0\udc9f\udc98a',
    ],
    ['a sequence that is too long', Buffer.from('c080', 'hex'), '\udcc0\udc80'],
    ['a surrogate that is encoded', Buffer.from('eda080', 'hex'), '\udced\udca0\udc80'],
    ['valid text after it', Buffer.from('80e3818a', 'hex'), '\udc80お'],
    ['nothing', Buffer.alloc(0), ''],
  ])('has %s', (_what, bytes, text) => {
    expect(losslessText(bytes)).toBe(text);
  });

  it('differs where bytes differ, and is the text where they are UTF-8', () => {
    // Bytes that often are a part of a sequence.
    const byte = fc.constantFrom(
      0x41,
      0x80,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc3,
      0xe3,
      0xed,
      0xf0,
      0xf4,
      0xff,
    );
    const some = fc.array(byte, { maxLength: 6 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(some, some, (one, other) => {
        const isSame = losslessText(one) === losslessText(other);
        expect(isSame).toBe(one.equals(other));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(losslessText(Buffer.from(text))).toBe(text);
      }),
    );
  });
});

describe('bytes that are not UTF-8', () => {
  const text = losslessText(Buffer.from('2261ff80', 'hex')) + '😀\\udcff\n';

  it('are shown as numbers', () => {
    expect(shownText(text)).toBe('"a\\xff\\x80😀\\udcff\n');
  });

  it('are quoted as a case has them, and other text as in JSON', () => {
    expect(quotedText(text)).toBe(String.raw`"\"a\xff\x80😀\\udcff\n"`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (other) => {
        expect(quotedText(other)).toBe(JSON.stringify(other));
      }),
    );
  });
});
