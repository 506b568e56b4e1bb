import { fc } from '../../../reference/testing/properties';
import { UniqueNames } from '../../text/numbers';
import type { Dump } from './dump-pieces';
import { NodeTable } from './node-table';
import { NodeDumpError } from './read-node-lines';
import { eachNode, parseNodeDump, type DumpNode } from './parse-node-dump';
import { inPieces } from './testing/in-pieces';

/** A node of a random dump: how much deeper or less deep than the one before, and its words. */
const row = fc.record({
  step: fc.integer({ min: -3, max: 1 }),
  tag: fc.constantFrom('nav', 'section', 'import_table', 'a'),
  argument: fc.option(
    fc.oneof(
      fc.constantFrom('', 'x', 'u8, x', '(a, b) u8, x', 'x#2', 'x)#2', 'x(y)', 'é\nx', 'a, b'),
      fc.string({ maxLength: 4 }),
    ),
  ),
  number: fc.nat(),
  flags: fc.constantFrom('', ' fixed', ' moved', ' resized has_content'),
});

/** The text of a dump. More rows than a new table has room for. */
const dump = fc.array(row, { maxLength: 200 }).map((rows) => {
  let depth = 0;
  const lines = rows.map(({ step, tag, argument, number, flags }) => {
    depth = Math.max(1, depth + step);
    const name = argument === null ? tag : `${tag}(${argument})`;
    const hex = number.toString(16);
    return `${' '.repeat(depth)}${name} index=${number} offset=0x${hex} size=0x${hex} align=0x1${flags}`;
  });
  return ['file index=0 offset=0x0 size=0x20 align=0x1', ...lines].join('\n');
});

/** What a row of a table says. */
function rowOf(table: NodeTable, node: number) {
  return {
    tag: table.tag(node),
    argument: table.argument(node),
    key: table.name(node),
    index: table.indices[node],
    offset: table.offsets[node],
    fileOffset: table.fileOffsets[node],
    size: table.sizes[node],
    alignment: table.alignments[node],
    flags: table.flags(node),
  };
}

describe('the table of a node dump', () => {
  test('says the same as its nodes as objects', () => {
    fc.assert(
      fc.property(dump, (text) => {
        const nodes = [...eachNode(parseNodeDump(text))];
        const table = NodeTable.read(text);
        const numberOf = (node: DumpNode | null | undefined): number =>
          node == null ? -1 : nodes.indexOf(node);
        expect(table.count).toBe(nodes.length);
        for (const [i, node] of nodes.entries()) {
          const { depth: _depth, parent, children, ...fields } = node;
          expect(rowOf(table, i)).toEqual(fields);
          expect(table.parents[i]).toBe(numberOf(parent));
          expect(table.lastChildren[i]).toBe(numberOf(children.at(-1)));
          const position = parent?.children.indexOf(node) ?? 0;
          expect(table.previous[i]).toBe(numberOf(parent?.children[position - 1]));
          expect(table.next[i]).toBe(numberOf(parent?.children[position + 1]));
        }
      }),
    );
  });

  test('refuses what its nodes as objects refuse, with the same words', () => {
    const piece = fc.constantFrom(
      ...['nav', '(', ')', 'x index=1', ' index=7', ' offset=0x1f', ' size=0x0', ' align=0x1'],
      ...['\n', '\n ', '\n  ', ' fixed', '0', 'é', '  0000007c  64 86 ', ' size=0xfffffffffffffff'],
      ...['\n nav(é, x) index=1 offset=0x0 size=0x0 align=0x1', ' align=0x', '\r', '𝒳'],
    );
    const damaged = fc
      .tuple(dump, fc.array(fc.tuple(fc.nat(), fc.nat(3), piece), { maxLength: 4 }))
      .map(([text, edits]) =>
        edits.reduce((all, [place, gone, more]) => {
          // By code points: half of one has no bytes.
          const letters = Array.from(all);
          letters.splice(place % (letters.length + 1), gone, more);
          return letters.join('');
        }, text),
      );
    const outcome = (read: () => readonly (string | null)[]): unknown => {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof NodeDumpError)) throw error;
        return error.message;
      }
    };
    fc.assert(
      fc.property(damaged, fc.nat(3), (text, lines) => {
        const table = (dump: Dump): unknown =>
          outcome(() => {
            const read = NodeTable.read(dump);
            return Array.from({ length: read.count }, (_, i) => read.argument(i));
          });
        const expected = outcome(() =>
          [...eachNode(parseNodeDump(text))].map(({ argument }) => argument),
        );
        expect(table(Buffer.from(text))).toEqual(expected);
        expect(table(inPieces(text, lines))).toEqual(expected);
      }),
    );
  });

  test('finds each node by its key, which no other has', () => {
    fc.assert(
      fc.property(dump, (text) => {
        const table = NodeTable.read(text);
        const names = new UniqueNames();
        const keys = Array.from({ length: table.count }, (_, i) => table.key(i));
        expect(keys).toEqual(keys.map((_, i) => names.of(table.name(i))));
        expect(keys.map((key) => table.numberOf(key))).toEqual([...keys.keys()]);
        for (const key of ['nav(none)', 'file#1', 'file#2', '', '(']) {
          expect(table.numberOf(key)).toBe(keys.indexOf(key));
        }
      }),
    );
  });

  test('finds the nodes of another one', () => {
    fc.assert(
      fc.property(dump, dump, (text, otherText) => {
        const [table, other] = [NodeTable.read(text), NodeTable.read(otherText)];
        const keys = Array.from({ length: table.count }, (_, i) => table.key(i));
        for (let i = 0; i < other.count; i += 1) {
          const same = keys.indexOf(other.key(i));
          expect(table.numberOfSame(other, i)).toBe(same);
          for (const node of new Set([0, same, i].filter((at) => at >= 0 && at < table.count))) {
            expect(table.hasSameKey(node, other, i)).toBe(node === same);
            expect(table.hasSameArgument(node, other, i)).toBe(
              table.argument(node) === other.argument(i),
            );
          }
        }
      }),
    );
  });
});
