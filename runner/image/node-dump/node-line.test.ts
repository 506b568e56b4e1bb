import { fc } from '../../../reference/testing/properties';
import { isContentsLine, NodeLineReader } from './node-line';

/** Pieces of lines, those of a good one in order, or anything. */
const piece = fc.constantFrom(
  ...[' ', 'nav', 'import_table', '(', ')', '(fn (u8) void, main.f)', '(a index=1)', ' index=7'],
  ...[' offset=0x1f', ' size=0x0', ' align=0x1', ' fixed', ' has_content', ' resized moved', 'é'],
  ...[' size=0xfffffffffffffff', ' index=12345678901234567', ' align=0x', ' size=0x1g', '0', 'a('],
);
const good = fc
  .tuple(fc.nat(3), fc.constantFrom('', '(x)', '()', '(a) b)', '( index=1 offset=0x1)'), fc.nat())
  .map(([depth, argument, number]) => {
    const hex = number.toString(16);
    return [' '.repeat(depth), 'nav', argument, ` index=${number}`, ` offset=0x${hex}`];
  })
  .map((pieces) => [...pieces, ' size=0x10', ' align=0x4', ' moved']);
const damaged = fc
  .tuple(good, fc.nat(8), fc.nat(2), fc.array(piece, { maxLength: 2 }))
  .map(([pieces, at, gone, more]) => [...pieces.slice(0, at), ...more, ...pieces.slice(at + gone)]);

/** What a reader holds of the line that it read. */
function fieldsOf(reader: NodeLineReader): Partial<NodeLineReader> {
  return Object.fromEntries(Object.entries(reader));
}

describe('a line of a node dump', () => {
  test('has its argument where the text has it', () => {
    const reader = new NodeLineReader();
    const text = '\n nav(u8, (a) index=1) index=2 offset=0x3 size=0x4 align=0x5 fixed';
    expect(reader.read(text, 1, text.length)).toBe(true);
    expect(text.slice(reader.argumentStart, reader.argumentEnd)).toBe('u8, (a) index=1');
    expect(fieldsOf(reader)).toMatchObject({ depth: 1, tag: 'nav', index: 2, offset: 3, size: 4 });
  });

  test('is read in place like its text by the pattern, whatever is around it', () => {
    fc.assert(
      fc.property(fc.oneof(good, damaged, fc.array(piece)), fc.string(), (pieces, before) => {
        const line = pieces.join('');
        const text = `${before}\n${line}\nnav index=1 offset=0x0 size=0x0 align=0x1`;
        const start = before.length + 1;
        const [reader, pattern] = [new NodeLineReader(), new NodeLineReader()];
        expect(reader.read(text, start, start + line.length)).toBe(
          pattern.match(text, start, start + line.length),
        );
        expect(fieldsOf(reader)).toEqual(fieldsOf(pattern));
      }),
    );
  });

  test('has its flags in one list, however often they come', () => {
    const reader = new NodeLineReader();
    const line = 'nav index=1 offset=0x0 size=0x0 align=0x1 fixed moved';
    const [first, second] = [0, 1].map(() => {
      reader.read(line, 0, line.length);
      return reader.flags;
    });
    expect(first).toEqual(['fixed', 'moved']);
    expect(second).toBe(first);
  });

  test.each([
    ['   0000007c  64 86 04 00', true],
    ['   0000007c  64 ', true],
    ['   0000007c  64', false],
    ['0000007c  64 86', false],
    ['   0000007C  64 86', false],
    ['   0000007c 64 86 ', false],
    [' nav index=1 offset=0x0 size=0x0 align=0x1', false],
  ])('is contents or not: %j', (line, expected) => {
    expect(isContentsLine(line, 0, line.length)).toBe(expected);
  });
});
