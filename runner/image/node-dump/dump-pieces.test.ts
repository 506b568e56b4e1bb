import { fc } from '../../../reference/testing/properties';
import { dumpText, isSameDump, type Dump, type DumpPieces } from './dump-pieces';
import { inPieces } from './testing/in-pieces';

/** Forms in which a dump may be at hand. */
const forms: readonly ((text: string, size: number) => Dump)[] = [
  (text) => text,
  (text) => Buffer.from(text),
  (text) => new TextEncoder().encode(text),
  (text, size): DumpPieces => inPieces(text, size),
];

describe('two dumps', () => {
  const text = fc
    .array(fc.constantFrom('a', 'é', '\n', '\n\n', 'b\n'), { maxLength: 8 })
    .map((parts) => parts.join(''));

  test('are the same if their bytes are, whatever form they have', () => {
    fc.assert(
      fc.property(text, text, fc.nat(5), fc.nat(5), (one, another, size, otherSize) => {
        for (const a of forms) {
          expect(dumpText(a(one, size))).toBe(one);
          for (const b of forms) {
            expect(isSameDump(a(one, size), b(one, otherSize))).toBe(true);
            expect(isSameDump(a(one, size), b(another, otherSize))).toBe(one === another);
          }
        }
      }),
    );
  });
});
