import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../system/package-root';
import { NodeTable } from './node-table';
import { eachNode, nodeAt, parseNodeDump } from './parse-node-dump';

const oracleDump = (name: string): string =>
  gunzipSync(
    readFileSync(path.join(packageRoot(), 'oracle', 'full', `${name}.nodes.gz`)),
  ).toString();

const DUMP = `file index=0 offset=0x0 size=0x20 align=0x4 fixed
 header index=1 offset=0x0 size=0x10 align=0x4 fixed has_content
  00000000  4d 5a 00 00 00 00 00 00 00 00 00 00 00 00 00 00  MZ..............
 section(.text) index=2 offset=0x10 size=0x10 align=0x4
  nav(fn (u8, u8) void, main.List(u8, 4).init) index=3 offset=0x8 size=0x8 align=0x4 moved resized
   00000018  00 00 00 00 00 00 00 00                          ........
`;

describe('a node dump', () => {
  test('is read with places, flags and parents', () => {
    const nodes = [...eachNode(parseNodeDump(DUMP))];
    expect(nodes.map(({ key, depth, parent }) => [key, depth, parent?.key ?? null])).toEqual([
      ['file', 0, null],
      ['header', 1, 'file'],
      ['section(.text)', 1, 'file'],
      ['nav(main.List(u8, 4).init)', 2, 'section(.text)'],
    ]);
    expect(nodes[3]).toMatchObject({
      argument: 'fn (u8, u8) void, main.List(u8, 4).init',
      index: 3,
      offset: 8,
      fileOffset: 0x18,
      size: 8,
      alignment: 4,
      flags: ['moved', 'resized'],
    });
  });

  test('finds the innermost node at a file offset', () => {
    const root = parseNodeDump(DUMP);
    expect(nodeAt(root, 0x1f)?.key).toBe('nav(main.List(u8, 4).init)');
    expect(nodeAt(root, 0x10)?.key).toBe('section(.text)');
    expect(nodeAt(root, 0x20)).toBeNull();
  });

  test("of the real linker's is read whole", () => {
    const dump = oracleDump('import-growth.linux-tmpfs.23');
    const nodes = [...eachNode(parseNodeDump(dump))];
    expect(nodes).toHaveLength(dump.match(/ index=\d+ offset=0x/g)?.length ?? 0);
    expect(nodes[0]).toMatchObject({ key: 'file', fileOffset: 0 });
    expect(nodes.every(({ parent, offset, size }) => offset + size <= (parent?.size ?? size))).toBe(
      true,
    );
  });

  test('may have line feeds in the texts of constants', () => {
    const dump = 'file(a\nb) index=0 offset=0x0 size=0x20 align=0x4\n';
    expect(parseNodeDump(dump).argument).toBe('a\nb');
  });

  test.each([
    ['', 'node dump, line 1: expected "TAG index=N'],
    ['file\n', 'node dump, line 1: expected "TAG index=N'],
    [DUMP.replace(' size=0x8', ''), 'node dump, line 5: expected "TAG index=N'],
    [DUMP.replace('  nav', '    nav'), 'line 5: expected a node indented by 1 to 2 spaces, got 4'],
    // Lines are tried once each, not together with all before them.
    ['nav(x\n'.repeat(100_000), 'node dump, line 1: expected "TAG index=N'],
    ['no node\n'.repeat(100_000), 'node dump, line 1: expected "TAG index=N'],
    [DUMP + DUMP, 'line 7: expected a node indented by 1 to 3 spaces, got 0'],
  ])('that is wrong is refused: %#', (text, message) => {
    expect(() => parseNodeDump(text)).toThrow(message);
    expect(() => NodeTable.read(text)).toThrow(message);
  });
});
