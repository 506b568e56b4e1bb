import { fc } from '../../reference/testing/properties';
import { readErrorBundle } from './error-bundle';
import { MessageError } from './message-reader';

/** A bundle of these words and strings. */
function bundle(words: readonly number[], strings: string): Buffer {
  const bytes = Buffer.from(strings);
  const body = Buffer.alloc(8 + 4 * words.length);
  body.writeUInt32LE(words.length, 0);
  body.writeUInt32LE(bytes.length, 4);
  for (const [index, word] of words.entries()) body.writeUInt32LE(word, 8 + 4 * index);
  return Buffer.concat([body, bytes]);
}

describe('an error bundle', () => {
  it('that is empty is success', () => {
    expect(readErrorBundle(bundle([], ''))).toEqual({ errors: [], compileLog: [] });
  });

  it('has errors with places, notes after them, and a log', () => {
    const strings = '\0main.zig\0no\0why\0a\nb\n\0';
    const [file, no, why, log] = [1, 10, 13, 17];
    const words = [
      // One error, listed at word 3; the log.
      ...[1, 3, log],
      4,
      // At 4: "no", once, at the place at 9, with one note at 17.
      ...[no, 1, 9, 1, 17],
      // At 9: line 2, column 5; a span, a source line, and references are passed over.
      ...[file, 1, 4, 20, 20, 21, 0, 0],
      // At 17: "why", nowhere.
      ...[why, 1, 0, 0],
    ];
    expect(readErrorBundle(bundle(words, strings))).toEqual({
      errors: ['main.zig:2:5: error: no', ':note: why'],
      compileLog: ['a', 'b'],
    });
  });

  it.each<[string, Buffer, RegExp]>([
    ['shorter than its header', Buffer.alloc(7), /less than 8 bytes/],
    [
      'not as long as it says',
      bundle([1], 'x').subarray(0, 12),
      /of 12 bytes, expected 8 \+ 4 \* 1 \+ 1/,
    ],
    ['whose list lies outside', bundle([1, 9, 0], '\0'), /refers to word 10, of 3/],
    ['whose text lies outside', bundle([1, 3, 0, 4, 9, 1, 0, 0], '\0'), /refers to a string at 9/],
    [
      'whose notes lead in a circle',
      bundle([1, 3, 0, 4, 0, 1, 0, 1, 4], '\0'),
      /notes that contain each other/,
    ],
  ])('%s is refused', (_title, body, message) => {
    expect(() => readErrorBundle(body)).toThrow(message);
    expect(() => readErrorBundle(body)).toThrow(MessageError);
  });

  it('of random words is read or refused, in no time', () => {
    const words = fc.array(fc.nat({ max: 12 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(words, (extra) => {
        let thrown: unknown = null;
        try {
          readErrorBundle(bundle(extra, '\0abc\0defg\0'));
        } catch (error) {
          thrown = error;
        }
        expect(thrown === null || thrown instanceof MessageError).toBe(true);
      }),
    );
  });
});
