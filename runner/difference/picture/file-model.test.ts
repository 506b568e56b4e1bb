import { fileParts, type FilePart, type Row } from './file-model';
import { nodeChanges } from '../../image/node-dump/node-changes';
import { snapshotOf } from '../../image/node-dump/testing/snapshot-of';

const LINES = [
  'file 0x0+0x4000/0x1',
  ' header 0x0+0x1000/0x1000',
  '  signature 0x0+0x7c/0x4',
  '  coff_header 0x7c+0x14/0x4',
  ' section(.data) 0x1000+0x0/0x1000',
  ' section(.text) 0x2000+0x1000/0x1000',
  '  nav(a) 0x10+0x6/0x4',
  '  nav(b) 0x18+0x8/0x4',
  '  nav(c) 0x40+0x8/0x8',
  '  nav(d) 0x800+0x800/0x1000',
];

function described(parts: readonly FilePart[]): string[] {
  const words = (row: Row | FilePart): string => {
    switch (row.kind) {
      case 'box':
        return `${row.node.key}:`;
      case 'free':
        return `free ${row.fileOffset.toString(16)} ${row.size.toString(16)} ${row.leftBehind}`;
      case 'node':
        return `${row.node.key} +${row.padding}`;
      case 'more':
        return `more ${row.nodes}`;
    }
  };
  return parts.flatMap((part) =>
    part.kind === 'box' ? [words(part), ...part.rows.map(words)] : [words(part)],
  );
}

describe('the file', () => {
  const { root, image } = snapshotOf(LINES, { 0x2020: 1, 0x203f: 2, 0x3fff: 3 });

  test('is boxes with nodes, with all that lies between them', () => {
    expect(described(fileParts(root, image, null, () => []))).toEqual([
      'header:',
      'signature +0',
      'coff_header +0',
      'free 90 f70 0',
      'section(.data):',
      'free 1000 1000 0',
      'section(.text):',
      'free 2000 10 0',
      'nav(a) +2',
      'nav(b) +0',
      'free 2020 20 2',
      'nav(c) +0',
      'free 2048 7b8 0',
      'nav(d) +0',
      'free 3000 1000 1',
    ]);
  });

  test('accounts for each of its bytes', () => {
    const sizes = (rows: readonly (Row | FilePart)[]): number =>
      rows.reduce((sum, row) => {
        if (row.kind === 'box')
          return sum + (row.rows.length > 0 ? sizes(row.rows) : row.node.size);
        if (row.kind === 'node') return sum + row.node.size + row.padding;
        return sum + (row.kind === 'free' ? row.size : 0);
      }, 0);
    expect(sizes(fileParts(root, image, null, () => []))).toBe(0x4000);
  });

  test('has nodes below nodes, each once', () => {
    const deep = snapshotOf([
      'file 0x0+0x20/0x1',
      ' section(.x) 0x0+0x20/0x1',
      '  group 0x0+0x10/0x1',
      '   nav(a) 0x0+0x8/0x1',
      '   nav(b) 0x8+0x8/0x1',
      '  nav(c) 0x10+0x10/0x1',
    ]);
    expect(described(fileParts(deep.root, deep.image, null, () => []))).toEqual([
      'section(.x):',
      'nav(a) +0',
      'nav(b) +0',
      'nav(c) +0',
    ]);
  });

  test('says of each node what changed and what it is used as', () => {
    const before = snapshotOf(LINES.slice(0, -1), { 0x2020: 1 });
    const changes = nodeChanges({ root, image }, before);
    const roles = ({ key }: { key: string }): string[] => (key === 'nav(c)' ? ['entry point'] : []);
    const rows = fileParts(root, image, changes, roles).flatMap((part) =>
      part.kind === 'box' ? part.rows : [],
    );
    const told = rows.filter(
      (row) => row.kind === 'node' && row.changes.length + row.roles.length > 0,
    );
    expect(told).toMatchObject([
      { node: { key: 'nav(c)' }, changes: [], roles: ['entry point'] },
      { node: { key: 'nav(d)' }, changes: [{ kind: 'new' }], roles: [] },
    ]);
  });
});
